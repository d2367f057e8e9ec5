//! Compaction as a tab does it that has just read the database.

use forecourt_app::data::replica::Replica;
use forecourt_app::data::store::{Compacted, Loaded, Segments, StoreHandle, Tail, compact};

use crate::device::{load, replica};

/// What the tab that compacts has in memory.
pub struct Tab {
    pub replica: Replica,
    pub segments: Segments,
    pub tail: Tail,
}

impl Tab {
    /// A tab that has read this.
    pub fn of(loaded: &Loaded) -> Self {
        Self {
            replica: replica(loaded),
            segments: loaded.shelf.clone(),
            tail: Tail {
                upto: loaded.log_end,
                ..Tail::default()
            },
        }
    }
}

/// Compacts a database. Returns what was written.
pub async fn compacted(store: &StoreHandle) -> Compacted {
    let mut tab = Tab::of(&load(store).await);
    let (segments, tail) = (&mut tab.segments, tab.tail);
    compact(store, &tab.replica, segments, tail, async || true)
        .await
        .unwrap()
}
