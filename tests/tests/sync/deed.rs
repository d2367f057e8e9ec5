//! What the server of the simulation did, for whoever follows it.

use forecourt_domain::{Id, Millis};
use forecourt_sync::admit::Decision;
use forecourt_sync::wire::PushRequest;

use crate::organisation::Organisation;

/// Something that the server did, in the order in which it did it.
#[derive(Clone, Debug)]
pub enum Deed {
    /// It decided a push. With how many deeds it had read of, the device's number
    /// before, and the tenant's sequence before.
    Decided {
        request: PushRequest,
        read: usize,
        known: u64,
        before: u64,
        decision: Box<Decision>,
        now: Millis,
    },
    /// People work elsewhere, as something else or with others from now on.
    Organised(Organisation),
    /// A record has another owner.
    HandedOver {
        ten: u64,
        target: (String, Id),
        owner: Option<Id>,
    },
    /// A record was purged.
    Purged {
        ten: u64,
        target: (String, Id),
        now: Millis,
    },
    /// The night shift purged and deleted what was due.
    Night { now: Millis },
}

impl Deed {
    /// How many deeds the server had read of when it decided this one.
    pub const fn read(&self) -> Option<usize> {
        match self {
            Self::Decided { read, .. } => Some(*read),
            _ => None,
        }
    }
}
