//! What can be done with a customer: call, message, log, edit, bin and back.

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::recycle_bin::{bin, restore};
use leptos::prelude::*;

use super::{Row, first_number};
use crate::data::Data;
use crate::routes::Path;
use crate::sales::log_contact::use_log_contact;
use crate::sales::marks::{call_address, message_address, shown_name};
use crate::sales::rules::{row_of, with_context};
use crate::text::{Text, use_text};
use crate::ui::Icon;

/// Puts the customer into the recycle bin, with a way back.
pub fn bin_customer(data: &Data, text: Text, id: Id) {
    let Some(entry) = data.table::<Customer>().peek(id) else {
        return;
    };
    let change = untrack(|| with_context(data, |ctx| bin(&row_of(&entry), ctx.actor)));
    if let Ok(change) = change {
        let name = shown_name(text, &entry.value);
        data.act(text.customers_binned_one(name), vec![change]);
    }
}

/// Takes the customer out of the recycle bin.
pub fn restore_customer(data: &Data, text: Text, id: Id) {
    let Some(entry) = data.table::<Customer>().peek(id) else {
        return;
    };
    let change = untrack(|| with_context(data, |ctx| restore(&row_of(&entry), ctx.actor)));
    if let Ok(change) = change {
        let name = shown_name(text, &entry.value);
        data.act(text.customers_restored_one(name), vec![change]);
    }
}

/// The actions at the bottom of a phone.
#[component]
pub fn ActionBar(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let log = use_log_contact();
    let number = Memo::new(move |_| first_number(row));
    let call = move || {
        number.get().map(|number| {
            view! {
                <a href=call_address(&number) on:click=move |_| log.open(id, None)>
                    <Icon name="phone"/>
                    <span>{move || text.get().sales_call()}</span>
                </a>
                <a href=message_address(&number)>
                    <Icon name="message"/>
                    <span>{move || text.get().sales_message()}</span>
                </a>
            }
        })
    };
    let id_words = id.to_string();
    view! {
        <nav class="actbar only-phone" aria-label=move || text.get().customers_actions()>
            {call}
            <button type="button" class="make" on:click=move |_| log.open(id, None)>
                <Icon name="check"/>
                <span>{move || text.get().sales_log()}</span>
            </button>
            <a href=Path::NewLead.with(&[("customer", &id_words)])>
                <Icon name="inbox"/>
                <span>{move || text.get().customers_lead_new()}</span>
            </a>
            <a href=Path::EditCustomer(id).href()>
                <Icon name="edit"/>
                <span>{move || text.get().customers_edit()}</span>
            </a>
        </nav>
    }
}
