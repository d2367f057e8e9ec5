//! The record of a lead: what was asked, the way through the statuses, and what to do next.

mod end;
mod enquiry;
mod facts;
mod status;

use std::sync::Arc;

use forecourt_domain::customer::Customer;
use forecourt_domain::lead::Lead;
use forecourt_domain::recycle_bin::{bin, restore};
use forecourt_domain::{Id, Kind, State};
use leptos::prelude::*;

use crate::data::{Data, Entry, use_data};
use crate::routes::{Path, use_go};
use crate::sales::changes::Changes;
use crate::sales::clash::Clashes;
use crate::sales::marks::{OwnerMark, WaitingMark, shown_name};
use crate::sales::rules::{row_of, with_context};
use crate::text::{Text, use_text};
use crate::ui::{
    Button, ButtonLink, EmptyScene, EmptyState, Hue, Icon, Menu, MenuItem, MenuLink, Notice,
};
use enquiry::{Comments, Contacts, Lines, Raw};
use facts::{CustomerCard, FactsColumn};
use status::{Actions, StatusPath};

/// What a lead's way through the statuses sets.
const RULED: &[&str] = &["status", "end_reason", "end_detail"];

/// The lead that the page is about.
pub type Row = Memo<Option<Arc<Entry<Lead>>>>;

/// The page.
#[component]
pub fn LeadRecordPage(
    /// Which lead.
    id: Id,
) -> impl IntoView {
    let leads = use_data().table::<Lead>();
    let row: Row = Memo::new(move |_| leads.row(id));
    let known = Memo::new(move |_| row.read().is_some());
    move || {
        if known.get() {
            view! { <Record id row/> }.into_any()
        } else {
            view! { <NotHere/> }.into_any()
        }
    }
}

#[component]
fn NotHere() -> impl IntoView {
    let text = use_text();
    view! {
        <div class="body">
            <EmptyState
                scene=EmptyScene::NothingMatches
                title=Signal::derive(move || text.get().sales_not_on_device().to_owned())
                text=Signal::derive(move || text.get().sales_not_on_device_text().to_owned())
            >
                <ButtonLink
                    href=Path::Leads.href()
                    icon="arrow-left"
                    label=Signal::derive(move || text.get().leads_title().to_owned())
                />
            </EmptyState>
        </div>
    }
}

#[component]
fn Record(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let binned = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().is_some_and(|row| row.state == State::Binned)
    });
    view! {
        <Top id row/>
        <div class="body record lead-record">
            <section class="record-main stack">
                <Show when=move || binned.get()>
                    <Notice
                        hue=Hue::Warn
                        icon="trash"
                        title=Signal::derive(move || text.get().leads_binned_note().to_owned())
                    >
                        <Button
                            icon="restore"
                            label=Signal::derive(move || text.get().sales_restore().to_owned())
                            on_press=move |()| {
                                data.with_value(|data| restore_lead(data, text.get_untracked(), id));
                            }
                        />
                    </Notice>
                </Show>
                <Clashes kind=Kind::Lead id/>
                <Comments row/>
                <Lines id/>
                <Contacts id/>
                <Raw row/>
                <Changes kind=Kind::Lead id ruled=RULED/>
            </section>
            <FactsColumn row/>
            <aside class="record-side stack">
                <CustomerCard row/>
            </aside>
        </div>
    }
}

#[component]
fn Top(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let customers = data.table::<Customer>();
    let who = move || {
        let row = row.read();
        let customer = row.as_ref().and_then(|row| row.value.customer_id);
        match customer.and_then(|id| customers.row(id)) {
            Some(customer) => shown_name(text.get(), &customer.value),
            None => text.get().sales_unnamed().to_owned(),
        }
    };
    view! {
        <header class="record-top">
            <nav class="line" aria-label=move || text.get().leads_position()>
                <a class="muted line-s" href=Path::Leads.href()>
                    <Icon name="arrow-left"/>
                    {move || text.get().leads_title()}
                </a>
                <span class="grow"></span>
                <WaitingMark pending=Signal::derive(move || {
                    row.read().as_ref().is_some_and(|row| row.pending)
                })/>
                <More id row/>
            </nav>
            <div class="record-name">
                <h1 tabindex="-1">{who}</h1>
                <p class="record-chips">
                    <span class="muted">
                        {move || row.read().as_ref().map(|row| row.value.model_interest.clone())}
                    </span>
                    <OwnerMark owner=Signal::derive(move || {
                        row.read().as_ref().and_then(|row| row.owner)
                    })/>
                </p>
                <Actions id row/>
            </div>
            <StatusPath id row/>
        </header>
    }
}

#[component]
fn More(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let go = use_go();
    let customer = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().and_then(|row| row.value.customer_id)
    });
    let bin_it = {
        let go = go.clone();
        move |()| {
            data.with_value(|data| bin_lead(data, text.get_untracked(), id));
            go(Path::Leads);
        }
    };
    let to_customer = move || {
        customer.get().map(|id| {
            view! {
                <MenuLink
                    label=Signal::derive(move || text.get().leads_customer().to_owned())
                    href=Path::Customer(id).href()
                    icon="user"
                />
            }
        })
    };
    view! {
        <Menu
            label=Signal::derive(move || text.get().leads_more().to_owned())
            icon_only=true
            trigger=move || view! { <Icon name="more"/> }
        >
            {to_customer}
            <MenuItem
                label=Signal::derive(move || text.get().sales_bin().to_owned())
                icon="trash"
                danger=true
                on_press=bin_it.clone()
            />
        </Menu>
    }
}

fn bin_lead(data: &Data, text: Text, id: Id) {
    let Some(entry) = data.table::<Lead>().peek(id) else {
        return;
    };
    let change = untrack(|| with_context(data, |ctx| bin(&row_of(&entry), ctx.actor)));
    if let Ok(change) = change {
        data.act(text.leads_binned(), vec![change]);
    }
}

fn restore_lead(data: &Data, text: Text, id: Id) {
    let Some(entry) = data.table::<Lead>().peek(id) else {
        return;
    };
    let change = untrack(|| with_context(data, |ctx| restore(&row_of(&entry), ctx.actor)));
    if let Ok(change) = change {
        data.act(text.leads_restored(), vec![change]);
    }
}
