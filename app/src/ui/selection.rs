//! Which rows of a list are picked.

use core::hash::Hash;
use std::collections::HashSet;

use leptos::prelude::*;

/// Picked rows by their key.
pub struct Selection<K: Send + Sync + 'static> {
    picked: RwSignal<HashSet<K>>,
    /// Where a range begins: the row that was picked last.
    anchor: StoredValue<Option<K>>,
}

impl<K: Send + Sync + 'static> Clone for Selection<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for Selection<K> {}

impl<K: Copy + Eq + Hash + Send + Sync + 'static> Default for Selection<K> {
    fn default() -> Self {
        Self {
            picked: RwSignal::default(),
            anchor: StoredValue::new(None),
        }
    }
}

impl<K: Copy + Eq + Hash + Send + Sync + 'static> Selection<K> {
    /// Nothing picked.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many are picked.
    pub fn len(self) -> usize {
        self.picked.with(HashSet::len)
    }

    /// True when nothing is picked.
    pub fn is_empty(self) -> bool {
        self.picked.with(HashSet::is_empty)
    }

    /// True when this row is picked.
    pub fn has(self, key: K) -> bool {
        self.picked.with(|picked| picked.contains(&key))
    }

    /// The picked rows that are among `rows`, in their order: a row that left the list is not acted on.
    pub fn among(self, rows: &[K]) -> Vec<K> {
        self.picked.with(|picked| {
            rows.iter()
                .copied()
                .filter(|key| picked.contains(key))
                .collect()
        })
    }

    /// Picks all of these rows and no other.
    pub fn pick_all(self, rows: &[K]) {
        self.picked.set(rows.iter().copied().collect());
    }

    /// Picks none.
    pub fn clear(self) {
        self.picked.set(HashSet::new());
        self.anchor.set_value(None);
    }

    /// Picks a row or puts it back; with `range` all rows from the one picked before.
    pub fn toggle(self, key: K, range: bool, rows: &[K]) {
        let place = |wanted: K| rows.iter().position(|row| *row == wanted);
        let from = self.anchor.get_value().filter(|_| range).and_then(place);
        let on = !self.picked.with_untracked(|picked| picked.contains(&key));
        let span = match (from, place(key)) {
            (Some(from), Some(to)) => rows.get(from.min(to)..=from.max(to)).unwrap_or_default(),
            _ => &[key],
        };
        self.picked.update(|picked| {
            for row in span {
                if on {
                    picked.insert(*row);
                } else {
                    picked.remove(row);
                }
            }
        });
        self.anchor.set_value(Some(key));
    }
}
