//! Where the events of a timeline come from.

use std::cmp::Reverse;

use forecourt_domain::activity::Activity;
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::Lead;
use forecourt_domain::{Entity, Fields, Id, Millis};
use forecourt_sync::Verb;
use leptos::prelude::*;

use crate::data::layout::{activity, lead};
use crate::data::{Table, Waiting, use_data};
use crate::features::customers::facts::Fact;
use crate::features::customers::record::Row;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub at: Millis,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A contact or a note.
    Contact(Id),
    /// An enquiry came in.
    Enquiry(Id),
    /// A fact was edited; only edits that wait to sync know what stood before.
    Edit {
        /// Which fact.
        fact: Fact,
        /// The stored values before.
        before: Fields,
        /// The stored values after.
        after: Fields,
    },
    /// The record was made.
    Made {
        /// By whom.
        by: Option<Id>,
        /// By an import.
        imported: bool,
    },
}

/// Events of a customer, the newest first.
pub fn use_events(id: Id, row: Row) -> Memo<Vec<Event>> {
    let data = use_data();
    let (activities, leads) = (data.table::<Activity>(), data.table::<Lead>());
    let outbox = data.outbox();
    // Kept as long as the page looks.
    StoredValue::new(data.open_history(id));
    Memo::new(move |_| {
        let mut events = contacts(&activities, id);
        leads.scan_of(lead::OF_CUSTOMER, id, |lead| {
            events.push(Event {
                at: lead.instant(lead::REQUESTED),
                what: What::Enquiry(lead.id()),
            });
        });
        events.extend(outbox.read().iter().flat_map(|act| edits(act, id)));
        if let Some(row) = row.read().as_ref().filter(|row| row.value.created_at > 0) {
            events.push(Event {
                at: row.value.created_at,
                what: What::Made {
                    by: row.value.created_by,
                    imported: row.value.import_id.is_some(),
                },
            });
        }
        events.sort_by_key(|event| Reverse(event.at));
        events
    })
}

fn contacts(activities: &Table<Activity>, customer: Id) -> Vec<Event> {
    let mut events = Vec::new();
    activities.scan_of(activity::OF_CUSTOMER, customer, |activity| {
        events.push(Event {
            at: activity.instant(activity::STARTED),
            what: What::Contact(activity.id()),
        });
    });
    events
}

/// What an act that waits changes of facts that people know.
fn edits(act: &Waiting, customer: Id) -> Vec<Event> {
    let changes = act.changes.iter().filter(|change| {
        change.kind == Customer::KIND && change.id == customer && matches!(change.verb, Verb::Patch)
    });
    changes
        .flat_map(|change| {
            change.fields.iter().filter_map(|(field, _)| {
                Some(Event {
                    at: act.made_at,
                    what: What::Edit {
                        fact: Fact::of_field(field)?,
                        before: change.before.clone(),
                        after: change.fields.clone(),
                    },
                })
            })
        })
        .collect()
}
