//! Cells of one row. A row is drawn whole and drawn anew when its customer
//! changes: one subscription per row, so that a search that brings up forty new
//! rows stays within a frame.

use forecourt_domain::Id;
use forecourt_domain::customer::{Customer, PartyType};
use forecourt_domain::phone::Phone;
use leptos::prelude::*;

use crate::data::{Data, Entry, use_data};
use crate::routes::Path;
use crate::sales::log_contact::{LogContact, use_log_contact};
use crate::sales::marks::{call_address, due_view, level_view, number_to_call, shown_name};
use crate::sales::people::staff_name;
use crate::text::{Text, use_text};
use crate::ui::{Icon, Size};

/// The cells of a customer, the name first.
pub fn cells(id: Id) -> AnyView {
    let (text, data, log) = (use_text(), use_data(), use_log_contact());
    let customers = data.table::<Customer>();
    let row = move || {
        customers
            .row(id)
            .map(|entry| drawn(&entry, text.get(), &data, log))
    };
    row.into_any()
}

fn drawn(entry: &Entry<Customer>, text: Text, data: &Data, log: LogContact) -> AnyView {
    let customer = &entry.value;
    let phone = number_to_call(customer);
    let today = data.today();
    let last = customer.last_contact_on;
    let owner = entry.owner.map(|owner| staff_name(data, owner));
    view! {
        {name_cell(entry, text)}
        <td class="c-level">{level_view(text, customer.intent_level)}</td>
        <td class="c-next">{due_view(text, customer.next_contact_on, today)}</td>
        <td class="c-model">{customer.model_interest.clone()}</td>
        <td class="c-phone">{phone.as_ref().map(Phone::display)}</td>
        <td class="c-owner">
            {match owner.filter(|name| !name.is_empty()) {
                Some(name) => view! { <span class="muted">{name}</span> },
                None => view! { <span class="faint">{text.sales_nobody().to_owned()}</span> },
            }}
        </td>
        <td class="c-last faint" title=last.map(|last| last.to_string())>
            {last.map(|last| text.relative_day(last, today))}
        </td>
        {call_cell(entry, text, log)}
    }
    .into_any()
}

fn name_cell(entry: &Entry<Customer>, text: Text) -> impl IntoView {
    let is_firm = entry.value.party != PartyType::Individual;
    view! {
        <th scope="row" class="c-name">
            <a href=Path::Customer(entry.id).href()>{shown_name(text, &entry.value)}</a>
            {is_firm.then(|| mark("building", text.customers_firm()))}
            {entry.pending.then(|| mark("cloud-up", text.sales_waiting()))}
        </th>
    }
}

fn mark(icon: &'static str, says: &'static str) -> impl IntoView {
    view! {
        <span class="faint" role="img" aria-label=says title=says>
            <Icon name=icon size=Size::Small/>
        </span>
    }
}

fn call_cell(entry: &Entry<Customer>, text: Text, log: LogContact) -> impl IntoView {
    let id = entry.id;
    let call = number_to_call(&entry.value).map(|phone| {
        let name = shown_name(text, &entry.value);
        view! {
            <a
                class="button"
                data-icon=""
                data-tone="call"
                href=call_address(&phone)
                aria-label=text.sales_call_name(name)
                title=phone.display()
                on:click=move |_| log.open(id, None)
            >
                <Icon name="phone"/>
            </a>
        }
    });
    view! { <td class="c-call">{call}</td> }
}
