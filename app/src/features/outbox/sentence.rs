//! Changes in words: what was done to which record, and each value before and after.

use forecourt_domain::activity::{Activity, Task};
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::Lead;
use forecourt_domain::organisation::{OrgUnit, Staff};
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use forecourt_domain::{Entity, Fields, Id, Kind};
use forecourt_sync::Verb;
use leptos::prelude::*;
use serde_json::Value;

use crate::data::{ChangeView, Data};
use crate::routes::Path;
use crate::sales::values::value_words;
use crate::text::{Text, use_text};
use crate::ui::{Icon, Size};

/// Values shown per record; the rest is counted.
const MOST_FIELDS: usize = 4;
/// Records shown per act; the rest is counted.
const MOST_CHANGES: usize = 3;

/// What an act does, in a few words.
pub fn title(text: Text, data: &Data, changes: &[ChangeView]) -> String {
    let Some(change) = changes.first() else {
        return String::new();
    };
    let kind = kind_name(text, change.kind);
    let done = match change.verb {
        Verb::Create { .. } => text.outbox_created(kind),
        Verb::Patch => text.outbox_changed(kind),
        Verb::Bin => text.outbox_binned(kind),
        Verb::Restore => text.outbox_restored(kind),
    };
    let name = record_name(data, change);
    let name = if name.is_empty() {
        text.outbox_unnamed().to_owned()
    } else {
        name
    };
    format!("{done}: {name}")
}

/// The page of the record that an act is about, if it has one.
pub fn record_path(changes: &[ChangeView]) -> Option<Path> {
    changes.iter().find_map(|change| match change.kind {
        Kind::Customer => Some(Path::Customer(change.id)),
        Kind::Lead => Some(Path::Lead(change.id)),
        _ => None,
    })
}

/// The icon of an act.
pub fn icon(changes: &[ChangeView]) -> &'static str {
    match changes.first().map(|change| (change.kind, &change.verb)) {
        Some((_, Verb::Bin)) => "trash",
        Some((_, Verb::Restore)) => "restore",
        Some((Kind::Activity, _)) => "phone",
        Some((Kind::Task, _)) => "calendar",
        Some((Kind::Customer, Verb::Create { .. })) => "user-plus",
        Some((Kind::Lead, Verb::Create { .. })) => "inbox",
        Some((Kind::Vehicle | Kind::VehicleParty, _)) => "car",
        _ => "edit",
    }
}

/// Every value before and after.
#[component]
pub fn Values(changes: Vec<ChangeView>) -> impl IntoView {
    let text = use_text();
    let more = changes.len().saturating_sub(MOST_CHANGES) as u64;
    let lines = move || {
        let text = text.get();
        changes
            .iter()
            .take(MOST_CHANGES)
            .map(|change| lines(text, change))
            .collect_view()
    };
    view! {
        <span class="out-values">
            {lines}
            {(more > 0)
                .then(|| view! { <span class="faint">{move || text.get().outbox_more_changes(more)}</span> })}
        </span>
    }
}

fn lines(text: Text, change: &ChangeView) -> AnyView {
    let named: Vec<(&'static str, String, Option<String>)> = change
        .fields
        .iter()
        .filter_map(|(name, after)| {
            let label = text.field(name);
            let words = |value| value_words(text, name, value);
            (!label.is_empty()).then(|| (label, words(after), change.before.get(name).map(words)))
        })
        .collect();
    let more = named.len().saturating_sub(MOST_FIELDS) as u64;
    let shown = named
        .into_iter()
        .take(MOST_FIELDS)
        .map(|(label, after, before)| {
            let before = before.filter(|before| *before != after);
            view! {
                <span class="change muted">
                    <span>{label}</span>
                    {before
                        .map(|before| {
                            view! {
                                <del>{before}</del>
                                <Icon name="arrow-right" size=Size::Small/>
                            }
                        })}
                    <ins>{after}</ins>
                </span>
            }
        })
        .collect_view();
    view! {
        {shown}
        {(more > 0).then(|| view! { <span class="faint">{text.outbox_more_fields(more)}</span> })}
    }
    .into_any()
}

fn kind_name(text: Text, kind: Kind) -> &'static str {
    match kind {
        Kind::Customer => text.outbox_kind_customer(),
        Kind::Lead => text.outbox_kind_lead(),
        Kind::LeadLine => text.outbox_kind_lead_line(),
        Kind::Activity => text.outbox_kind_activity(),
        Kind::Task => text.outbox_kind_task(),
        Kind::Vehicle => text.outbox_kind_vehicle(),
        Kind::VehicleParty => text.outbox_kind_vehicle_party(),
        Kind::Staff => text.outbox_kind_staff(),
        Kind::OrgUnit => text.outbox_kind_org_unit(),
    }
}

/// What people call the record: its own name, or that of the customer it is about.
fn record_name(data: &Data, change: &ChangeView) -> String {
    let id = change.id;
    match change.kind {
        Kind::Customer => customer_name(data, Some(id)),
        Kind::Lead => lead_name(data, id),
        Kind::LeadLine => own(&change.fields, "model"),
        Kind::Activity => customer_name(data, seen::<Activity>(data, change).customer_id),
        Kind::Task => seen::<Task>(data, change).title,
        Kind::Vehicle => {
            let car = seen::<Vehicle>(data, change);
            [car.plate, car.vin, car.model]
                .into_iter()
                .find(|part| !part.is_empty())
                .unwrap_or_default()
        }
        Kind::VehicleParty => customer_name(data, seen::<VehicleParty>(data, change).customer_id),
        Kind::Staff => seen::<Staff>(data, change).name,
        Kind::OrgUnit => seen::<OrgUnit>(data, change).name,
    }
}

/// The record as it is now, or what the change itself says of it.
fn seen<T>(data: &Data, change: &ChangeView) -> T
where
    T: Entity + crate::data::Tabled,
{
    let known = data.table::<T>().peek(change.id);
    known.map_or_else(
        || T::from_fields(&change.fields),
        |entry| entry.value.clone(),
    )
}

fn customer_name(data: &Data, id: Option<Id>) -> String {
    let known = id.and_then(|id| data.table::<Customer>().peek(id));
    known
        .map(|customer| customer.value.name.clone())
        .unwrap_or_default()
}

fn lead_name(data: &Data, id: Id) -> String {
    let lead = data.table::<Lead>().peek(id);
    lead.map(|lead| customer_name(data, lead.value.customer_id))
        .unwrap_or_default()
}

fn own(fields: &Fields, name: &str) -> String {
    fields
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
