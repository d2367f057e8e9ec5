//! Cells of one row. They read one row of the table, so an edit elsewhere
//! repaints nothing here.

use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_domain::customer::{Customer, PartyType};
use leptos::prelude::*;

use crate::data::{Entry, use_data};
use crate::routes::Path;
use crate::sales::log_contact::use_log_contact;
use crate::sales::marks::{
    DueMark, LevelMark, OwnerMark, call_address, number_to_call, shown_name,
};
use crate::text::use_text;
use crate::ui::{Icon, Size};

type Row = Memo<Option<Arc<Entry<Customer>>>>;

/// The cells of a customer, the name first.
pub fn cells(id: Id) -> AnyView {
    let customers = use_data().table::<Customer>();
    let row: Row = Memo::new(move |_| customers.row(id));
    let of = move |pick: fn(&Customer) -> String| {
        move || row.read().as_ref().map(|entry| pick(&entry.value))
    };
    view! {
        <NameCell id row/>
        <td class="c-level">
            <LevelMark level=Signal::derive(move || {
                row.read().as_ref().and_then(|entry| entry.value.intent_level)
            })/>
        </td>
        <td class="c-next">
            <DueMark next=Signal::derive(move || {
                row.read().as_ref().and_then(|entry| entry.value.next_contact_on)
            })/>
        </td>
        <td class="c-model">{of(|customer| customer.model_interest.clone())}</td>
        <td class="c-phone">
            {of(|customer| {
                number_to_call(customer).map(|phone| phone.display()).unwrap_or_default()
            })}
        </td>
        <td class="c-owner">
            <OwnerMark owner=Signal::derive(move || {
                row.read().as_ref().and_then(|entry| entry.owner)
            })/>
        </td>
        <LastCell row/>
        <CallCell id row/>
    }
    .into_any()
}

#[component]
fn NameCell(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let name = move || {
        let row = row.read();
        row.as_ref()
            .map(|entry| shown_name(text.get(), &entry.value))
    };
    let is_firm = move || {
        let row = row.read();
        row.as_ref()
            .is_some_and(|entry| entry.value.party != PartyType::Individual)
    };
    let waits = move || row.read().as_ref().is_some_and(|entry| entry.pending);
    view! {
        <th scope="row" class="c-name">
            <a href=Path::Customer(id).href()>{name}</a>
            <Show when=is_firm>
                <span class="faint" title=move || text.get().customers_firm()>
                    <Icon name="building" size=Size::Small/>
                </span>
            </Show>
            <Show when=waits>
                <span class="faint" role="img" aria-label=move || text.get().sales_waiting()
                    title=move || text.get().sales_waiting()>
                    <Icon name="cloud-up" size=Size::Small/>
                </span>
            </Show>
        </th>
    }
}

#[component]
fn LastCell(row: Row) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let last = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().and_then(|entry| entry.value.last_contact_on)
    });
    view! {
        <td class="c-last faint" title=move || last.get().map(|last| text.get().full_date(last))>
            {move || last.get().map(|last| text.get().relative_day(last, data.today()))}
        </td>
    }
}

#[component]
fn CallCell(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let log = use_log_contact();
    let call = move || {
        let row = row.read();
        let customer = &row.as_ref()?.value;
        let phone = number_to_call(customer)?;
        let name = shown_name(text.get(), customer);
        Some(view! {
            <a
                class="button"
                data-icon=""
                data-tone="call"
                href=call_address(&phone)
                aria-label=text.get().sales_call_name(name)
                title=phone.display()
                on:click=move |_| log.open(id, None)
            >
                <Icon name="phone"/>
            </a>
        })
    };
    view! { <td class="c-call">{call}</td> }
}
