//! The table that the interface reads: the rows of one kind, and who watches them.
//!
//! A row is built when it is first looked at. It gets a reactive slot only
//! when something on screen watches it; lists depend on one trigger that fires
//! once per batch. Closures of callers run while the rows may be read but not
//! changed, so they must not change data; subscribers run when nothing is held.

use std::any::Any;
use std::collections::{HashMap, hash_map};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use forecourt_domain::search::{Query, Rank};
use forecourt_domain::{Entity, Id, Kind};
use forecourt_replica::layout::{By, ByName, Of};
use forecourt_replica::{Followed, Hits, Rows, Scanned};
use leptos::prelude::{ArcTrigger, Notify, Owner, Track, on_cleanup};

use super::entry::Entry;

/// Rows that were looked at are kept built, up to so many.
const BUILT: usize = 4_096;

/// Rows that [`Table::ready`] readies at once: a millisecond or two.
const READY: usize = 128;

/// Rows that find their place in an order as fast.
const READY_ORDER: usize = 1_024;

/// Handle on the rows of one kind. Cheap to clone.
pub struct Table<T> {
    held: Arc<Held>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self::of_held(Arc::clone(&self.held))
    }
}

impl<T> Table<T> {
    pub(super) const fn of_held(held: Arc<Held>) -> Self {
        Self {
            held,
            kind: PhantomData,
        }
    }

    /// How many rows are live; the caller runs again when any row changes.
    pub fn len(&self) -> usize {
        self.tracked().len()
    }

    /// True when no row is live; tracked like [`Table::len`].
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows the columns of every live row to `visit`, in no order. The caller
    /// runs again when any row changes.
    pub fn scan(&self, visit: impl FnMut(Scanned<'_>)) {
        self.tracked().scan(visit);
    }

    /// Ids of the live rows that `accepts`, in order; with `among` only of those that a search found. Tracked like
    /// [`Table::scan`].
    pub fn find(
        &self,
        by: By,
        reversed: bool,
        among: Option<&Hits>,
        accepts: impl FnMut(Scanned<'_>) -> bool,
    ) -> Vec<Id> {
        self.held.write().keep_up(by);
        self.tracked().select(by, reversed, among, accepts)
    }

    /// The same in the order of names.
    pub fn find_by_name(
        &self,
        by: ByName,
        reversed: bool,
        among: Option<&Hits>,
        accepts: impl FnMut(Scanned<'_>) -> bool,
    ) -> Vec<Id> {
        let by = self.held.write().keep_up_names(by);
        self.tracked().select(by, reversed, among, accepts)
    }

    /// Shows the columns of live rows in the order of names, as long as `visit`
    /// says true. Tracked like [`Table::scan`].
    pub fn walk_by_name(&self, by: ByName, visit: impl FnMut(Scanned<'_>) -> bool) {
        let by = self.held.write().keep_up_names(by);
        self.tracked().walk(by, visit);
    }

    /// Shows the columns of live rows in order, as long as `visit` says true.
    /// Tracked like [`Table::scan`].
    pub fn walk(&self, by: By, visit: impl FnMut(Scanned<'_>) -> bool) {
        self.held.write().keep_up(by);
        self.tracked().walk(by, visit);
    }

    /// Ids of the live rows that belong to `target`, in order. Tracked like [`Table::scan`].
    pub fn of(&self, of: Of, target: Id) -> Vec<Id> {
        self.of_where(of, target, |_| true)
    }

    /// Those of them that `accepts`.
    pub fn of_where(&self, of: Of, target: Id, accepts: impl Fn(&Scanned<'_>) -> bool) -> Vec<Id> {
        let mut found = Vec::new();
        self.scan_of(of, target, |row| {
            if accepts(&row) {
                found.push(row.id());
            }
        });
        found
    }

    /// The first of the live rows that belong to `target`. Tracked like [`Table::scan`].
    pub fn first_of(&self, of: Of, target: Id) -> Option<Id> {
        self.held.write().keep_up_of(of);
        let mut first = None;
        self.tracked().walk_of(of, target, |row| {
            first = Some(row.id());
            false
        });
        first
    }

    /// Shows the columns of the live rows that belong to `target`, in order.
    /// Tracked like [`Table::scan`].
    pub fn scan_of(&self, of: Of, target: Id, mut visit: impl FnMut(Scanned<'_>)) {
        self.held.write().keep_up_of(of);
        self.tracked().walk_of(of, target, |row| {
            visit(row);
            true
        });
    }

    /// The live rows that a search finds. Tracked like [`Table::scan`].
    pub fn hits(&self, query: &Query) -> Hits {
        self.held.write().keep_up_search();
        self.tracked().hits(query)
    }

    /// The same for a search that is asked again and again, in no order.
    pub fn follow(&self, search: &mut Followed) -> Vec<Id> {
        self.held.write().keep_up_search();
        self.tracked().follow(search)
    }

    /// Adds rows to what a search of this table found.
    pub fn add_hits(&self, hits: &mut Hits, ids: impl IntoIterator<Item = Id>) {
        self.tracked().add_hits(hits, ids);
    }

    /// Shows every live row that a search finds, and how well it fits, in no
    /// order. Tracked like [`Table::scan`].
    pub fn each_hit(&self, query: &Query, mut visit: impl FnMut(Scanned<'_>, Rank)) {
        let hits = self.hits(query);
        let rows = self.tracked();
        rows.scan_hits(&hits, |row| {
            if let Some(rank) = rows.rank(&row, query) {
                visit(row, rank);
            }
        });
    }

    /// Does a little of what the first look in an order would have to wait for, and the first search where people
    /// search. True while more is left. Not tracked.
    pub fn ready(&self, is_searched: bool, names: Option<ByName>) -> bool {
        let mut rows = self.held.write();
        is_searched && rows.ready_search(READY)
            || rows.ready_orders(READY_ORDER)
            || names.is_some_and(|by| rows.ready_names(by, READY))
    }

    fn tracked(&self) -> RwLockReadGuard<'_, Rows> {
        self.held.content.track();
        self.held.read()
    }
}

impl<T: Entity + Send + Sync> Table<T> {
    /// The row as it is now, in the bin or not; the caller runs again when this row changes.
    pub fn row(&self, id: Id) -> Option<Arc<Entry<T>>> {
        Held::watch(&self.held, id);
        self.peek(id)
    }

    /// The row as it is now, without watching it.
    pub fn peek(&self, id: Id) -> Option<Arc<Entry<T>>> {
        let known = self.held.built().get(&id).cloned();
        if let Some(entry) = known.and_then(|entry| entry.downcast().ok()) {
            return Some(entry);
        }
        let entry = self.build(id)?;
        let mut built = self.held.built();
        if built.len() >= BUILT {
            built.clear();
        }
        built.insert(id, Arc::clone(&entry) as _);
        Some(entry)
    }

    /// Shows every live row, whole, in no order: slow, for work that reads
    /// everything once. Tracked like [`Table::scan`].
    pub fn each(&self, mut visit: impl FnMut(&Entry<T>)) {
        self.scan(|row| {
            if let Some(entry) = self.build(row.id()) {
                visit(&entry);
            }
        });
    }

    fn build(&self, id: Id) -> Option<Arc<Entry<T>>> {
        let rows = self.held.read();
        Some(Entry::read(rows.row(id)?, rows.standing(id)?))
    }
}

/// What handles share.
pub(super) struct Held {
    rows: RwLock<Rows>,
    /// Rows that somebody looked at, built.
    built: Mutex<HashMap<Id, Arc<dyn Any + Send + Sync>>>,
    watched: Mutex<HashMap<Id, Slot>>,
    content: ArcTrigger,
}

/// Tells those who watch a row. It is there for as long as somebody does.
#[derive(Default)]
struct Slot {
    changed: ArcTrigger,
    watchers: usize,
}

impl Held {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            rows: RwLock::new(Rows::new(kind)),
            built: Mutex::default(),
            watched: Mutex::default(),
            content: ArcTrigger::new(),
        }
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Rows> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Rows> {
        self.rows.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn built(&self) -> MutexGuard<'_, HashMap<Id, Arc<dyn Any + Send + Sync>>> {
        self.built.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<Id, Slot>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever runs now runs again when the row changes. What it runs in is cleaned up before that, and when it leaves
    /// the screen: then it watches no longer. Where nothing would be cleaned up nobody runs again either.
    fn watch(held: &Arc<Self>, id: Id) {
        if Owner::current().is_none() {
            return;
        }
        let changed = {
            let mut watched = held.watched();
            let slot = watched.entry(id).or_default();
            slot.watchers += 1;
            slot.changed.clone()
        };
        changed.track();
        let held = Arc::downgrade(held);
        on_cleanup(move || {
            if let Some(held) = held.upgrade() {
                held.watch_no_longer(id);
            }
        });
    }

    fn watch_no_longer(&self, id: Id) {
        if let hash_map::Entry::Occupied(mut slot) = self.watched().entry(id) {
            slot.get_mut().watchers -= 1;
            if slot.get().watchers == 0 {
                slot.remove();
            }
        }
    }

    /// What was built of these rows is built anew when somebody looks.
    pub(super) fn forget(&self, ids: &[Id]) {
        let mut built = self.built();
        for id in ids {
            built.remove(id);
        }
    }

    /// Tells those who watch these rows or the table.
    pub(super) fn announce(&self, ids: &[Id]) {
        let mut watchers = Vec::new();
        {
            let watched = self.watched();
            for id in ids {
                watchers.extend(watched.get(id).map(|slot| slot.changed.clone()));
            }
        }
        for watcher in watchers {
            watcher.notify();
        }
        self.content.notify();
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::{GetUntracked, Memo};
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn a_slot_is_there_for_as_long_as_somebody_watches() {
        let held = Arc::new(Held::new(Kind::Customer));
        let row = Id::from_u128(7);
        let watch = || {
            let (owner, held, runs) = (Owner::new(), Arc::clone(&held), Arc::new(Mutex::new(0)));
            let counted = Arc::clone(&runs);
            let memo = owner.with(|| {
                Memo::new(move |_| {
                    Held::watch(&held, row);
                    *counted.lock().unwrap() += 1;
                    *counted.lock().unwrap()
                })
            });
            (owner, memo)
        };
        let slots = || held.watched().len();
        let ((one, first), (other, second)) = (watch(), watch());
        assert_eq!(
            (first.get_untracked(), second.get_untracked(), slots()),
            (1, 1, 1)
        );
        for run in 2..5 {
            held.announce(&[row, Id::from_u128(8)]);
            assert_eq!((first.get_untracked(), second.get_untracked()), (run, run));
        }
        assert_eq!(
            held.watched()
                .values()
                .map(|slot| slot.watchers)
                .sum::<usize>(),
            2
        );
        one.cleanup();
        held.announce(&[row]);
        assert_eq!((second.get_untracked(), slots()), (5, 1));
        other.cleanup();
        assert_eq!(slots(), 0);
        Held::watch(&held, row);
        assert_eq!(slots(), 0, "nobody would run again");
    }
}
