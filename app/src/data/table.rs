//! The table that the interface reads: all rows of one kind in memory.
//!
//! A row is decoded when it is first looked at. It gets a reactive slot only
//! when something on screen watches it; lists depend on one trigger that fires
//! once per batch. No lock is ever held while a subscriber or a caller's
//! closure may run.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forecourt_domain::search::Searchable;
use forecourt_domain::{Entity, Id, Row, State};
use leptos::prelude::{ArcTrigger, Notify, Track};

use super::base::Base;
use super::entry::Entry;
use super::sort;

/// Handle on the rows of one kind. Cheap to clone.
pub struct Table<T>(pub(super) Arc<Rows<T>>);

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Entity + Searchable + Send + Sync> Table<T> {
    /// The row as it is now, in the bin or not; the caller runs again when this row changes.
    pub fn row(&self, id: Id) -> Option<Arc<Entry<T>>> {
        self.0.watch(id).track();
        self.peek(id)
    }

    /// The row as it is now, without watching it.
    pub fn peek(&self, id: Id) -> Option<Arc<Entry<T>>> {
        self.0.lock().read(id)
    }

    /// How many rows are live; the caller runs again when any row changes.
    pub fn len(&self) -> usize {
        self.rows().len()
    }

    /// True when no row is live; tracked like [`Table::len`].
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ids of the live rows that `accepts`, in `order`, ties by id. The caller
    /// runs again when any row of the table changes.
    pub fn select(
        &self,
        mut accepts: impl FnMut(&Entry<T>) -> bool,
        mut order: impl FnMut(&Entry<T>, &Entry<T>) -> Ordering,
    ) -> Vec<Id> {
        let live = self.rows();
        let hits: Vec<&Entry<T>> = live
            .iter()
            .map(AsRef::as_ref)
            .filter(|entry| accepts(entry))
            .collect();
        let places = sort::places(hits.len(), &mut |a, b| match (hits.get(a), hits.get(b)) {
            (Some(a), Some(b)) => order(a, b).then_with(|| a.id.cmp(&b.id)),
            _ => Ordering::Equal,
        });
        let hits = places.into_iter().filter_map(|at| hits.get(at));
        hits.map(|entry| entry.id).collect()
    }

    /// Shows every live row to `visit`, in no order. Tracked like [`Table::select`].
    pub fn each(&self, visit: impl FnMut(&Entry<T>)) {
        self.rows().iter().map(AsRef::as_ref).for_each(visit);
    }

    /// Every live row, in no order. Tracked like [`Table::select`].
    pub fn rows(&self) -> Arc<[Arc<Entry<T>>]> {
        self.0.content.track();
        self.0.lock().live()
    }
}

/// What every table does whatever its type, so that the replica can treat them alike.
pub(super) trait AnyRows: Send + Sync {
    /// Puts the server's row, or takes it away. What lay over it is gone until laid again.
    fn put_base(&self, id: Id, base: Option<Base>);
    /// The server's row.
    fn base(&self, id: Id) -> Option<Base>;
    /// Shows this row in place of the server's; `None` shows the server's again.
    fn lay(&self, id: Id, row: Option<&Row>);
    /// All server rows, by id.
    fn bases(&self) -> Vec<(Id, Base)>;
    /// Tells those who watch the rows and the table.
    fn announce(&self, ids: &[Id]);
}

/// The rows themselves.
pub struct Rows<T> {
    held: Mutex<Held<T>>,
    content: ArcTrigger,
}

struct Held<T> {
    slots: HashMap<Id, Slot<T>>,
    watched: HashMap<Id, ArcTrigger>,
    /// Live entries, kept between two changes.
    live: Option<Arc<[Arc<Entry<T>>]>>,
}

struct Slot<T> {
    base: Option<Base>,
    seen: Seen<T>,
}

/// What is known of the visible row.
enum Seen<T> {
    /// Nobody looked at the server's row yet.
    Unread,
    /// Read from the server's row, or laid over it.
    Read(Arc<Entry<T>>),
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            base: None,
            seen: Seen::Unread,
        }
    }
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            held: Mutex::new(Held {
                slots: HashMap::new(),
                watched: HashMap::new(),
                live: None,
            }),
            content: ArcTrigger::new(),
        }
    }
}

impl<T> Rows<T> {
    fn lock(&self) -> MutexGuard<'_, Held<T>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self, id: Id) -> ArcTrigger {
        self.lock().watched.entry(id).or_default().clone()
    }
}

impl<T: Entity + Searchable> Held<T> {
    fn read(&mut self, id: Id) -> Option<Arc<Entry<T>>> {
        self.slots.get_mut(&id)?.read(id)
    }

    fn live(&mut self) -> Arc<[Arc<Entry<T>>]> {
        if let Some(live) = &self.live {
            return Arc::clone(live);
        }
        let live: Arc<[Arc<Entry<T>>]> = self
            .slots
            .iter_mut()
            .filter_map(|(id, slot)| slot.read(*id))
            .filter(|entry| entry.state == State::Live)
            .collect();
        self.live = Some(Arc::clone(&live));
        live
    }
}

impl<T: Entity + Searchable> Slot<T> {
    fn read(&mut self, id: Id) -> Option<Arc<Entry<T>>> {
        if let Seen::Read(entry) = &self.seen {
            return Some(Arc::clone(entry));
        }
        let base = self.base.as_ref()?;
        let entry = Entry::read(&base.row(T::KIND, id), base.seq, false);
        self.seen = Seen::Read(Arc::clone(&entry));
        Some(entry)
    }
}

impl<T: Entity + Searchable + Send + Sync> AnyRows for Rows<T> {
    fn put_base(&self, id: Id, base: Option<Base>) {
        let mut held = self.lock();
        held.live = None;
        if base.is_some() {
            let seen = Seen::Unread;
            held.slots.insert(id, Slot { base, seen });
        } else {
            held.slots.remove(&id);
        }
    }

    fn base(&self, id: Id) -> Option<Base> {
        self.lock().slots.get(&id)?.base.clone()
    }

    fn lay(&self, id: Id, row: Option<&Row>) {
        let mut held = self.lock();
        held.live = None;
        let slot = held.slots.entry(id).or_default();
        slot.seen = match row {
            Some(row) => {
                let seq = slot.base.as_ref().map_or(0, |base| base.seq);
                Seen::Read(Entry::read(row, seq, true))
            }
            None => Seen::Unread,
        };
        if row.is_none() && slot.base.is_none() {
            held.slots.remove(&id);
        }
    }

    fn bases(&self) -> Vec<(Id, Base)> {
        let bases: Vec<(Id, Base)> = self
            .lock()
            .slots
            .iter()
            .filter_map(|(id, slot)| Some((*id, slot.base.clone()?)))
            .collect();
        sort::sorted_by(bases, |(a, _), (b, _)| a.cmp(b))
    }

    fn announce(&self, ids: &[Id]) {
        let watchers: Vec<ArcTrigger> = {
            let held = self.lock();
            ids.iter()
                .filter_map(|id| held.watched.get(id).cloned())
                .collect()
        };
        for watcher in watchers {
            watcher.notify();
        }
        self.content.notify();
    }
}
