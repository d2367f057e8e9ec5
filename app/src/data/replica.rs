//! Every row that this person may see, in memory: the server's rows, and the
//! device's own edits laid over them. Knows nothing of storage or network.

mod archived;
mod walk;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forecourt_domain::{Entity, Id, Kind, Row, State};
use forecourt_replica::archive::KIND;
use forecourt_replica::{Base, Word};
use forecourt_sync::Stamp;

use super::overlay::{LocalGroup, Overlay};
use super::stage::Stage;
use super::table::{Held as Rows, Table};
use archived::Archived;

pub use archived::Aged;
pub use walk::Place;

/// Rows from which on room for them is made at once.
const ROOM_FROM: usize = 4_096;

/// A kind that has a table.
pub trait Tabled: Entity + Send + Sync {}

impl<T: Entity + Send + Sync> Tabled for T {}

/// One table per kind, in the order of [`Kind::ALL`].
struct Tables(Vec<Arc<Rows>>);

impl Default for Tables {
    fn default() -> Self {
        Self(
            Kind::ALL
                .iter()
                .map(|kind| Arc::new(Rows::new(*kind)))
                .collect(),
        )
    }
}

impl Tables {
    fn of(&self, kind: Kind) -> Arc<Rows> {
        let rows = self.0.get(kind as usize).cloned();
        // Every kind has its table; this one would be lost, and hurt nobody.
        rows.unwrap_or_else(|| Arc::new(Rows::new(kind)))
    }
}

/// Rows that changed, by kind in the order of [`Kind::ALL`]; some may be named twice.
#[derive(Default)]
struct Touched([Vec<Id>; Kind::ALL.len()]);

impl Touched {
    fn take_over(&mut self, other: Self) {
        for (own, ids) in self.0.iter_mut().zip(other.0) {
            own.extend(ids);
        }
    }

    fn add(&mut self, kind: Kind, id: Id) {
        if let Some(ids) = self.0.get_mut(kind as usize) {
            ids.push(id);
        }
    }
}

/// All tables and the edits over them.
#[derive(Default)]
pub struct Replica {
    tables: Tables,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    overlay: Overlay,
    /// Rows of kinds that this build does not know: kept for the next build, never shown.
    strangers: HashMap<(Word, Id), Base>,
    archived: Archived,
    /// Rows whose change nobody was told of yet.
    untold: Touched,
}

/// What one batch changes. Everything is applied before anybody is told.
#[derive(Default)]
pub struct Batch {
    /// Local groups that appear.
    pub add: Vec<Arc<LocalGroup>>,
    /// Local groups that go, by the stamp of their first operation.
    pub drop: Vec<Stamp>,
    /// Rows of the server.
    pub rows: Vec<(Word, Id, Base)>,
    /// Units whose rows go before these rows come: they are no longer seen, or were filled anew.
    pub units_gone: BTreeSet<String>,
    /// Rows that are held back. They are kept beside the replica, which never shows them.
    pub stage: Stage,
}

impl Replica {
    /// The table of a type.
    pub fn table<T: Tabled>(&self) -> Table<T> {
        Table::of_held(self.tables.of(T::KIND))
    }

    /// Applies a batch whole, then tells those who watch.
    pub fn apply(&self, batch: Batch) {
        self.apply_untold(batch);
        self.tell();
    }

    /// Applies a batch whole. Those who watch are told by the next [`Replica::apply`] or [`Replica::tell`]; who asks
    /// meanwhile sees the rows as they are.
    pub fn apply_untold(&self, batch: Batch) {
        let mut touched = Touched::default();
        {
            let mut held = self.lock();
            self.make_room(&batch.rows);
            // Rows without edits show what is put; the others have to be laid anew.
            let mut again = Vec::new();
            if !batch.units_gone.is_empty() {
                self.drop_units(&mut held, &mut touched, &batch.units_gone);
                again.extend(held.overlay.touched());
            }
            for (word, id, base) in batch.rows {
                again.extend(self.put(&mut held, &mut touched, word, id, base));
            }
            for key in batch.drop {
                again.extend(held.overlay.remove(key));
            }
            for group in batch.add {
                again.extend(held.overlay.add(group));
            }
            self.lay_all(&held, &again, &mut touched);
        }
        self.note(touched);
    }

    /// Tells those who watch of everything that they were not told of.
    pub fn tell(&self) {
        let untold = core::mem::take(&mut self.lock().untold);
        for (kind, ids) in Kind::ALL.iter().zip(untold.0) {
            if !ids.is_empty() {
                self.tables.of(*kind).announce(&ids);
            }
        }
    }

    /// Empties the server's rows and lays the local edits over nothing, for a new start.
    pub fn clear_bases(&self) {
        let mut touched = Touched::default();
        {
            let mut held = self.lock();
            held.strangers.clear();
            held.archived.clear();
            self.drop_rows(&mut touched, |_| true);
            let again = held.overlay.touched();
            self.lay_all(&held, &again, &mut touched);
        }
        self.note(touched);
        self.tell();
    }

    /// The units of the server's rows.
    pub(super) fn units(&self) -> BTreeSet<String> {
        let bases = self.bases();
        let mut units: BTreeSet<&str> = BTreeSet::new();
        units.extend(bases.iter().map(|(_, _, base)| base.unit.as_ref()));
        units.into_iter().map(str::to_owned).collect()
    }

    /// The record as a person sees it, and the sequence of the server's row below.
    pub fn visible(&self, (kind, id): (Kind, Id)) -> (Option<Row>, u64) {
        let base = self.tables.of(kind).read().base(id);
        let seq = base.as_ref().map_or(0, |base| base.seq);
        let row = base.map(|base| base.row(kind, id));
        (self.lock().overlay.lay((kind, id), row), seq)
    }

    /// All server rows, by kind and id: what a compaction writes.
    pub fn bases(&self) -> Vec<(Word, Id, Base)> {
        let mut bases = Vec::new();
        for kind in Kind::ALL {
            let rows = self.tables.of(*kind).read().bases();
            bases.extend(
                rows.into_iter()
                    .map(|(id, base)| (Word::Known(*kind), id, base)),
            );
        }
        let held = self.lock();
        let strangers = held.strangers.iter();
        bases.extend(strangers.map(|((word, id), base)| (word.clone(), *id, base.clone())));
        bases
    }

    /// A start puts everything at once: growing step by step would copy it many times over.
    fn make_room(&self, rows: &[(Word, Id, Base)]) {
        if rows.len() < ROOM_FROM {
            return;
        }
        let mut counts = [0_usize; Kind::ALL.len()];
        for (word, _, _) in rows {
            if let Word::Known(kind) = word
                && let Some(count) = counts.get_mut(*kind as usize)
            {
                *count += 1;
            }
        }
        for (kind, count) in Kind::ALL.iter().zip(counts) {
            self.tables.of(*kind).write().reserve(count);
        }
    }

    /// Puts a row of the server. Names it when edits lie over it.
    fn put(
        &self,
        held: &mut Held,
        touched: &mut Touched,
        word: Word,
        id: Id,
        base: Base,
    ) -> Option<(Kind, Id)> {
        if word == Word::Known(KIND) {
            held.archived.note(id, &base);
        }
        let base = (base.state != State::Gone).then_some(base);
        match (word, base) {
            (Word::Known(kind), base) => {
                self.tables.of(kind).write().put(id, base);
                touched.add(kind, id);
                let target = (kind, id);
                return held.overlay.touches(target).then_some(target);
            }
            (word, Some(base)) => drop(held.strangers.insert((word, id), base)),
            (word, None) => drop(held.strangers.remove(&(word, id))),
        }
        None
    }

    fn drop_units(&self, held: &mut Held, touched: &mut Touched, gone: &BTreeSet<String>) {
        held.strangers
            .retain(|_, base| !gone.contains(base.unit.as_ref()));
        let contacts = self.tables.of(KIND);
        let goes = |id| {
            let base = contacts.read().base(id);
            base.is_none_or(|base| gone.contains(base.unit.as_ref()))
        };
        held.archived.drop_units(gone, goes);
        self.drop_rows(touched, |base| gone.contains(base.unit.as_ref()));
    }

    fn drop_rows(&self, touched: &mut Touched, drops: impl Fn(&Base) -> bool) {
        for kind in Kind::ALL {
            let rows = self.tables.of(*kind);
            let bases = rows.read().bases();
            for (id, _) in bases.into_iter().filter(|(_, base)| drops(base)) {
                rows.write().put(id, None);
                touched.add(*kind, id);
            }
        }
    }

    fn lay_all(&self, held: &Held, targets: &[(Kind, Id)], touched: &mut Touched) {
        for (kind, id) in targets {
            self.lay(&held.overlay, (*kind, *id));
            touched.add(*kind, *id);
        }
    }

    fn lay(&self, overlay: &Overlay, target: (Kind, Id)) {
        let (kind, id) = target;
        let rows = self.tables.of(kind);
        let laid = overlay.touches(target).then(|| {
            let base = rows.read().base(id).map(|base| base.row(kind, id));
            overlay.lay(target, base)
        });
        match laid.flatten() {
            Some(row) => rows.write().lay(id, &row),
            None => rows.write().unlay(id),
        }
    }

    fn note(&self, touched: Touched) {
        for (kind, ids) in Kind::ALL.iter().zip(&touched.0) {
            self.tables.of(*kind).forget(ids);
        }
        self.lock().untold.take_over(touched);
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
