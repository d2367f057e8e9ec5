//! What belongs to a customer: enquiries, cars, and records that may be the same person.

use std::collections::HashSet;

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::Lead;
use forecourt_domain::phone::Phone;
use forecourt_domain::vehicle::{PartyRole, Vehicle, VehicleParty};
use leptos::prelude::*;

use super::Row;
use crate::data::layout::{lead, vehicle_party};
use crate::data::sort::sorted;
use crate::data::use_data;
use crate::routes::Path;
use crate::sales::marks::{LeadStatusMark, LevelMark, PlateMark, shown_name};
use crate::sales::numbers::Holders;
use crate::sales::words;
use crate::text::use_text;
use crate::ui::{Card, Hue, Notice};

/// Other customers with one of the telephone numbers; nothing when there are none.
#[component]
pub fn Duplicates(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let customers = use_data().table::<Customer>();
    let numbers = Memo::new(move |_| {
        let row = row.read();
        row.as_ref()
            .map(|row| numbers_of(&row.value).cloned().collect::<HashSet<_>>())
            .unwrap_or_default()
    });
    let same = {
        let customers = customers.clone();
        let holders = StoredValue::new(Vec::<Holders>::new());
        Memo::new(move |_| {
            let numbers = numbers.read();
            let mut same = Vec::new();
            holders.update_value(|holders| {
                holders.retain(|own| numbers.contains(&own.number));
                let is_new = |number: &&Phone| holders.iter().all(|own| own.number != **number);
                let new: Vec<Holders> = numbers
                    .iter()
                    .filter(is_new)
                    .cloned()
                    .map(Holders::of)
                    .collect();
                holders.extend(new);
                for own in holders {
                    same.extend(own.find(&customers));
                }
            });
            same.retain(|other| *other != id);
            let mut same = sorted(same);
            same.dedup();
            same
        })
    };
    let links = move || {
        same.get()
            .into_iter()
            .filter_map(|id| Some((id, customers.row(id)?)))
            .map(|(id, entry)| {
                view! {
                    <a class="line-s link" href=Path::Customer(id).href()>
                        <LevelMark level=entry.value.intent_level/>
                        {shown_name(text.get(), &entry.value)}
                    </a>
                }
            })
            .collect_view()
    };
    let links = StoredValue::new(links);
    view! {
        <Show when=move || !same.read().is_empty()>
            <Notice
                hue=Hue::Plum
                icon="merge"
                title=Signal::derive(move || text.get().customers_duplicates().to_owned())
                text=Signal::derive(move || text.get().customers_duplicates_text().to_owned())
            >
                {links.get_value()}
            </Notice>
        </Show>
    }
}

fn numbers_of(customer: &Customer) -> impl Iterator<Item = &Phone> {
    customer.phones.iter().map(|entry| &entry.number)
}

/// Enquiries of the customer, the newest first.
#[component]
pub fn Leads(id: Id) -> impl IntoView {
    let text = use_text();
    let leads = use_data().table::<Lead>();
    let own = {
        let leads = leads.clone();
        Memo::new(move |_| leads.of(lead::OF_CUSTOMER, id))
    };
    let id_words = id.to_string();
    let row = move |id: Id| {
        let leads = leads.clone();
        let lead = Memo::new(move |_| leads.row(id));
        let title = move || {
            let lead = lead.read();
            let lead = &lead.as_ref()?.value;
            Some(if lead.model_interest.is_empty() {
                words::interest(text.get(), lead.interest).to_owned()
            } else {
                lead.model_interest.clone()
            })
        };
        view! {
            <li>
                <a class="grow clip strong" href=Path::Lead(id).href()>{title}</a>
                <LeadStatusMark status=Signal::derive(move || {
                    lead.read().as_ref().map(|lead| lead.value.status).unwrap_or_default()
                })/>
            </li>
        }
    };
    view! {
        <Card
            title=Signal::derive(move || text.get().customers_leads().to_owned())
            aside=move || view! { <span class="count">{move || own.read().len()}</span> }
        >
            <ul class="list"><For each=move || own.get() key=|id| *id children=row/></ul>
            <Show when=move || own.read().is_empty()>
                <p class="pad faint">{move || text.get().customers_leads_none()}</p>
            </Show>
            <p class="card-foot">
                <a class="link" href=Path::NewLead.with(&[("customer", &id_words)])>
                    {move || text.get().customers_lead_new()}
                </a>
            </p>
        </Card>
    }
}

/// Cars that the customer owns, drives or leases.
#[component]
pub fn Vehicles(id: Id) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let (vehicles, parties) = (data.table::<Vehicle>(), data.table::<VehicleParty>());
    let own = {
        let parties = parties.clone();
        Memo::new(move |_| parties.of(vehicle_party::OF_CUSTOMER, id))
    };
    let row = move |id: Id| {
        let party = parties.row(id)?;
        let car = vehicles.row(party.value.vehicle_id?)?;
        let role = party.value.role;
        let (plate, vin) = (car.value.plate.clone(), car.value.vin.clone());
        let name = format!("{} {}", car.value.make, car.value.model);
        let year = (car.value.model_year > 0).then_some(car.value.model_year);
        Some(view! {
            <li>
                <span class="grow">
                    <b>{name.trim().to_owned()}</b>
                    " "
                    <span class="muted">{year}</span>
                    <span class="vin faint">{vin}</span>
                </span>
                <span class="stack-s car-end">
                    <PlateMark plate/>
                    <small class="faint">{move || role_words(text.get(), role)}</small>
                </span>
            </li>
        })
    };
    view! {
        <Card
            title=Signal::derive(move || text.get().customers_vehicles().to_owned())
            aside=move || view! { <span class="count">{move || own.read().len()}</span> }
        >
            <ul class="list">{move || own.get().into_iter().map(row.clone()).collect_view()}</ul>
            <Show when=move || own.read().is_empty()>
                <p class="pad faint">{move || text.get().customers_vehicles_none()}</p>
            </Show>
        </Card>
    }
}

fn role_words(text: crate::text::Text, role: PartyRole) -> &'static str {
    match role {
        PartyRole::Owner => text.customers_role_owner(),
        PartyRole::Driver => text.customers_role_driver(),
        PartyRole::Lessee => text.customers_role_lessee(),
    }
}
