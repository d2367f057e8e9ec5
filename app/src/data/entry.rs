//! A row as the interface sees it.

use std::sync::Arc;

use forecourt_domain::row::Unit;
use forecourt_domain::{Entity, Id, Row, State};

/// A row, read as its type, with its envelope. Shared, never changed in place.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<T> {
    /// Its id.
    pub id: Id,
    /// The unit it belongs to.
    pub unit: Unit,
    /// The member of staff who is responsible.
    pub owner: Option<Id>,
    /// Life state. Lists hold live rows only; a single row may also be in the bin.
    pub state: State,
    /// Server sequence of the row below local edits; 0 when it is only on this device.
    pub seq: u64,
    /// Its fields.
    pub value: T,
    /// True while an edit of it waits to be sent.
    pub pending: bool,
}

impl<T: Entity> Entry<T> {
    pub(super) fn read(row: Row, (seq, pending): (u64, bool)) -> Arc<Self> {
        Arc::new(Self {
            id: row.id,
            value: row.entity(),
            unit: row.unit,
            owner: row.owner,
            state: row.state,
            seq,
            pending,
        })
    }
}
