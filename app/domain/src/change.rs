//! What a rule returns: changes to records, not yet stamped, numbered or stored.

use crate::row::Unit;
use crate::{Entity, Fields, Id, Kind};

/// One change to one record. A list of them made by one act of a person is
/// applied whole or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new record.
    Create {
        /// What it is.
        kind: Kind,
        /// Its new id.
        id: Id,
        /// The unit it belongs to.
        unit: Unit,
        /// Who is responsible.
        owner: Option<Id>,
        /// Its first values.
        fields: Fields,
    },
    /// New values of some fields; `null` clears.
    Patch {
        /// What it is.
        kind: Kind,
        /// Which record.
        id: Id,
        /// The new values.
        fields: Fields,
    },
    /// Into the recycle bin.
    Bin {
        /// What it is.
        kind: Kind,
        /// Which record.
        id: Id,
    },
    /// Out of the recycle bin.
    Restore {
        /// What it is.
        kind: Kind,
        /// Which record.
        id: Id,
    },
}

impl Change {
    /// A new record from a typed entity.
    pub fn create<T: Entity>(id: Id, unit: impl Into<Unit>, owner: Option<Id>, entity: &T) -> Self {
        Self::Create {
            kind: T::KIND,
            id,
            unit: unit.into(),
            owner,
            fields: entity.fields(),
        }
    }

    /// The patch that turns `before` into `after`; `None` when nothing differs.
    pub fn patch<T: Entity>(id: Id, before: &T, after: &T) -> Option<Self> {
        let fields = before.fields().changes_to(&after.fields());
        (!fields.is_empty()).then_some(Self::Patch {
            kind: T::KIND,
            id,
            fields,
        })
    }

    /// The record it changes.
    pub const fn target(&self) -> (Kind, Id) {
        match self {
            Self::Create { kind, id, .. }
            | Self::Patch { kind, id, .. }
            | Self::Bin { kind, id }
            | Self::Restore { kind, id } => (*kind, *id),
        }
    }
}
