//! Acts of this device that the server's rows do not hold yet, by number.

use std::collections::BTreeMap;
use std::sync::Arc;

use forecourt_sync::Group;
use forecourt_sync::machine::Queued;

use super::overlay::LocalGroup;
use super::status::{Refused, Waiting};
use super::store::RefusedGroup;

/// What waits, what was refused, and how sending goes.
#[derive(Default)]
pub(super) struct Journal {
    /// Acts in the outbox.
    pub waiting: BTreeMap<u64, Arc<LocalGroup>>,
    /// Acts in the refused tray.
    pub refused: BTreeMap<u64, RefusedGroup>,
    /// Failed tries since the last answer.
    pub tries: u32,
    /// Code of the last failure.
    pub last_error: Option<String>,
}

impl Journal {
    /// What a database holds. Inserted one by one: collecting would bring a sort of its own.
    pub fn of(outbox: &[(u64, Arc<LocalGroup>)], refused: &[(u64, RefusedGroup)]) -> Self {
        let mut journal = Self::default();
        for (mid, group) in outbox {
            journal.waiting.insert(*mid, Arc::clone(group));
        }
        for (mid, group) in refused {
            journal.refused.insert(*mid, group.clone());
        }
        journal
    }

    /// What waits, for people.
    pub fn outbox(&self) -> Vec<Waiting> {
        let waiting = self.waiting.iter();
        waiting
            .map(|(mid, group)| Waiting {
                mid: *mid,
                made_at: group.made_at,
                attempts: self.tries,
                last_error: self.last_error.clone(),
                changes: group.changes(),
            })
            .collect()
    }

    /// What was refused, for people.
    pub fn tray(&self) -> Vec<Refused> {
        let refused = self.refused.iter();
        refused
            .map(|(mid, refused)| Refused {
                mid: *mid,
                code: refused.code.clone(),
                made_at: refused.group.made_at,
                changes: refused.group.changes(),
            })
            .collect()
    }

    /// What waits, as it is kept.
    pub fn groups(&self) -> BTreeMap<u64, &LocalGroup> {
        let waiting = self.waiting.iter();
        waiting.map(|(mid, group)| (*mid, group.as_ref())).collect()
    }

    /// What waits, for the machine.
    pub fn queued(&self) -> Vec<Queued> {
        let waiting = self.waiting.iter();
        waiting.map(|(mid, group)| group.queued(*mid)).collect()
    }
}

impl LocalGroup {
    /// As it goes to the server.
    pub fn to_wire(&self, mid: u64) -> Group {
        Group {
            mid,
            ops: self.ops.clone(),
        }
    }

    /// As the machine knows it.
    pub fn queued(&self, mid: u64) -> Queued {
        Queued::of(&self.to_wire(mid))
    }
}
