//! A row as the interface sees it.

use std::sync::{Arc, OnceLock};

use forecourt_domain::row::Unit;
use forecourt_domain::search::{SearchText, Searchable};
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
    sought: Sought,
}

/// What a row is found by, made when somebody first searches: most starts show no search, and the
/// sound of Chinese names is a large table.
#[derive(Clone, Debug, Default)]
struct Sought(OnceLock<SearchText>);

/// It follows from the fields, so rows do not differ by whether somebody searched.
impl PartialEq for Sought {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T: Searchable> Entry<T> {
    /// What it is found by.
    pub fn search(&self) -> &str {
        self.sought
            .0
            .get_or_init(|| self.value.search_text())
            .as_str()
    }
}

impl<T: Entity> Entry<T> {
    pub(super) fn read(row: &Row, seq: u64, pending: bool) -> Arc<Self> {
        Arc::new(Self {
            id: row.id,
            unit: row.unit.clone(),
            owner: row.owner,
            state: row.state,
            seq,
            value: row.entity(),
            pending,
            sought: Sought::default(),
        })
    }
}
