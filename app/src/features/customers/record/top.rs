//! The head of the record: who, how near, whose, when next, and what to do.

use forecourt_domain::follow_up::{Due, due};
use forecourt_domain::{Date, Id, State};
use leptos::prelude::*;

use super::actions::{bin_customer, restore_customer};
use super::{Row, first_number};
use crate::data::use_data;
use crate::routes::{Path, use_go};
use crate::sales::keys::on_single_key;
use crate::sales::log_contact::{Asked, use_log_contact};
use crate::sales::marks::{
    LevelMark, OwnerMark, WaitingMark, call_address, message_address, shown_name,
};
use crate::text::use_text;
use crate::ui::{Button, ButtonLink, Icon, Menu, MenuItem, MenuLink, Size};

/// The head.
#[component]
pub fn Top(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let name = move || {
        let row = row.read();
        row.as_ref().map(|row| shown_name(text.get(), &row.value))
    };
    view! {
        <header class="record-top">
            <nav class="line" aria-label=move || text.get().customers_position()>
                <a class="muted line-s" href=Path::Customers.href()>
                    <Icon name="arrow-left"/>
                    {move || text.get().customers_back()}
                </a>
                <span class="grow"></span>
                <WaitingMark pending=Signal::derive(move || {
                    row.read().as_ref().is_some_and(|row| row.pending)
                })/>
                <More id row/>
            </nav>
            <div class="record-name">
                <LevelMark
                    level=Signal::derive(move || {
                        row.read().as_ref().and_then(|row| row.value.intent_level)
                    })
                    size=Size::Large
                />
                <h1 tabindex="-1">{name}</h1>
                <p class="record-chips">
                    <NextChip row/>
                    <OwnerMark owner=Signal::derive(move || {
                        row.read().as_ref().and_then(|row| row.owner)
                    })/>
                </p>
                <Acts id row/>
            </div>
        </header>
    }
}

/// When the next contact is, as a chip that draws the eye when it is late.
#[component]
fn NextChip(row: Row) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let next = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().and_then(|row| row.value.next_contact_on)
    });
    let words = move |date: Date| text.get().weekday_date(date);
    move || match (due(next.get(), data.today()), next.get()) {
        (Due::Overdue(_), Some(date)) => view! {
            <span class="badge" data-hue="danger">
                <Icon name="clock"/>
                {text.get().customers_next_overdue(words(date))}
            </span>
        }
        .into_any(),
        (Due::Today, Some(date)) => view! {
            <span class="badge" data-hue="warn">
                <Icon name="clock"/>
                {text.get().customers_next_contact(words(date))}
            </span>
        }
        .into_any(),
        (_, Some(date)) => view! {
            <span class="muted">{text.get().customers_next_contact(words(date))}</span>
        }
        .into_any(),
        (_, None) => {
            view! { <span class="faint">{text.get().customers_next_none()}</span> }.into_any()
        }
    }
}

/// Message, edit, log and call, with their keys.
#[component]
fn Acts(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let log = use_log_contact();
    let number = Memo::new(move |_| first_number(row));
    follow_keys(id);
    let call = move || {
        number.get().map(|number| {
            let shown = number.display();
            view! {
                <a
                    class="button"
                    data-tone="primary"
                    href=call_address(&number)
                    on:click=move |_| log.open(id, None)
                >
                    <Icon name="phone"/>
                    <span>{move || text.get().sales_call_number(&shown)}</span>
                </a>
            }
        })
    };
    let message = move || {
        number.get().map(|number| {
            view! {
                <a class="button" href=message_address(&number)>
                    <Icon name="message"/>
                    <span>{move || text.get().sales_message()}</span>
                </a>
            }
        })
    };
    view! {
        <div class="buttons only-desk record-acts">
            {message}
            <ButtonLink
                href=Path::EditCustomer(id).href()
                icon="edit"
                label=Signal::derive(move || text.get().customers_edit().to_owned())
                key_hint="E"
            />
            <Button
                icon="check"
                label=Signal::derive(move || text.get().sales_log().to_owned())
                key_hint="L"
                on_press=move |()| log.open(id, None)
            />
            {call}
        </div>
    }
}

/// The key of logging means this customer, E edits.
fn follow_keys(id: Id) {
    use_log_contact().stand_by(move || Asked {
        customer: Some(id),
        lead: None,
    });
    let go = use_go();
    on_single_key(move |key| {
        let wanted = key == "e";
        if wanted {
            go(Path::EditCustomer(id));
        }
        wanted
    });
}

/// What is done rarely.
#[component]
fn More(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let live = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().is_some_and(|row| row.state == State::Live)
    });
    let id_words = StoredValue::new(id.to_string());
    let act = move |()| {
        let text = text.get_untracked();
        data.with_value(|data| {
            if live.get_untracked() {
                bin_customer(data, text, id);
            } else {
                restore_customer(data, text, id);
            }
        });
    };
    let bin_or_restore = move || {
        if live.get() {
            view! {
                <MenuItem
                    label=Signal::derive(move || text.get().sales_bin().to_owned())
                    icon="trash"
                    danger=true
                    on_press=act
                />
            }
            .into_any()
        } else {
            view! {
                <MenuItem
                    label=Signal::derive(move || text.get().sales_restore().to_owned())
                    icon="restore"
                    on_press=act
                />
            }
            .into_any()
        }
    };
    view! {
        <Menu
            label=Signal::derive(move || text.get().customers_more().to_owned())
            icon_only=true
            trigger=move || view! { <Icon name="more"/> }
        >
            <MenuLink
                label=Signal::derive(move || text.get().customers_edit().to_owned())
                href=Path::EditCustomer(id).href()
                icon="edit"
            />
            <MenuLink
                label=Signal::derive(move || text.get().customers_lead_new().to_owned())
                href=id_words.with_value(|id| Path::NewLead.with(&[("customer", id)]))
                icon="inbox"
            />
            {bin_or_restore}
        </Menu>
    }
}
