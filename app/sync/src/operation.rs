//! Operations: what a device asks the server to do.

use forecourt_domain::row::Unit;
use forecourt_domain::{Change, Fields, Id, State};
use serde::{Deserialize, Serialize};

use crate::Stamp;

/// What an operation does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Makes a record.
    Create {
        /// The unit it belongs to.
        unit: Unit,
        /// Who is responsible.
        owner: Option<Id>,
    },
    /// Sets fields; `null` clears.
    Patch,
    /// Command: into the recycle bin.
    Bin,
    /// Command: out of the recycle bin.
    Restore,
}

impl Verb {
    /// The life state that a record in `before` has afterwards. A command that
    /// finds its work done changes nothing; what is gone stays gone.
    pub const fn state_after(&self, before: State) -> State {
        match (self, before) {
            (Self::Bin, State::Live) => State::Binned,
            (Self::Restore, State::Binned) => State::Live,
            _ => before,
        }
    }
}

/// One change to one record, stamped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Word of the kind. Text, because a server may know kinds that this build does not.
    pub kind: String,
    /// Which record.
    pub id: Id,
    /// What to do.
    pub verb: Verb,
    /// Values for create and patch.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// When, by the writer's hybrid clock.
    pub at: Stamp,
    /// Sequence of the row that the person saw; 0 when it was only on this device.
    #[serde(default)]
    pub seen: u64,
}

/// What one act of a person changes: applied whole or not at all. Groups are
/// what a device numbers; `mid` grows by one per device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Number of this group on its device, from 1.
    pub mid: u64,
    /// Its operations, at most [`crate::wire::MAX_OPERATIONS`].
    pub ops: Vec<Operation>,
}

impl Operation {
    /// Stamps a change.
    pub fn of(change: Change, at: Stamp, seen: u64) -> Self {
        let (kind, id) = change.target();
        let (verb, fields) = match change {
            Change::Create {
                unit,
                owner,
                fields,
                ..
            } => (Verb::Create { unit, owner }, fields),
            Change::Patch { fields, .. } => (Verb::Patch, fields),
            Change::Bin { .. } => (Verb::Bin, Fields::new()),
            Change::Restore { .. } => (Verb::Restore, Fields::new()),
        };
        Self {
            kind: kind.as_str().to_owned(),
            id,
            verb,
            fields,
            at,
            seen,
        }
    }
}
