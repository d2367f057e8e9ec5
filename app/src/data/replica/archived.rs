//! Rows that lie in the archive on the disk: some are lent to memory while somebody looks at them, and some that lie
//! there count no more.

use std::collections::{BTreeSet, HashMap, HashSet};

use forecourt_domain::{Id, Kind, Millis, State};
use forecourt_replica::archive::{KIND, belongs};
use forecourt_replica::layout::activity;
use forecourt_replica::{Base, Word};

use super::{Replica, Touched};

/// A contact that is to go into the archive: its customer, its id, and the row.
pub type Aged = (Id, Id, Base);

/// What memory knows of the archive.
#[derive(Default)]
pub(super) struct Archived {
    /// True when anything lies there.
    any: bool,
    /// Rows that stand in memory as they lie there.
    lent: ByName,
    /// The server's word that rows are gone. What lies there under these ids counts no more.
    marks: ByName,
}

/// Rows by kind, which is always the one of the archive, and id: a map of another type would be some kilobytes more of
/// the program.
type ByName = HashMap<(Word, Id), Base>;

const fn name(id: Id) -> (Word, Id) {
    (Word::Known(KIND), id)
}

impl Archived {
    pub(super) fn clear(&mut self) {
        self.lent.clear();
        self.marks.clear();
    }

    /// A row of the server comes, which outranks the archive.
    pub(super) fn note(&mut self, id: Id, base: &Base) {
        if !self.lent.is_empty() {
            self.lent.remove(&name(id));
        }
        if base.state == State::Gone && self.any {
            self.marks.insert(name(id), base.clone());
        } else if !self.marks.is_empty() {
            self.marks.remove(&name(id));
        }
    }

    /// Rows of these units go; `goes` says of a row in memory whether it is one of them.
    pub(super) fn drop_units(&mut self, gone: &BTreeSet<String>, goes: impl Fn(Id) -> bool) {
        self.lent.retain(|(_, id), _| !goes(*id));
        self.marks
            .retain(|_, base| !gone.contains(base.unit.as_ref()));
    }

    pub(super) fn is_lent(&self, id: Id, base: &Base) -> bool {
        let lent = self.lent.get(&name(id));
        lent.is_some_and(|lent| lent.seq == base.seq)
    }

    pub(super) fn marks(&self) -> impl Iterator<Item = (Id, &Base)> {
        self.marks.iter().map(|((_, id), base)| (*id, base))
    }

    pub(super) fn mark(&self, kind: Kind, id: Id) -> Option<&Base> {
        self.marks.get(&name(id)).filter(|_| kind == KIND)
    }

    pub(super) fn move_mark(&mut self, id: Id, to: Base) {
        if let Some(mark) = self.marks.get_mut(&name(id))
            && mark.seq == to.seq
        {
            *mark = to;
        }
    }
}

impl Replica {
    /// Says whether anything lies in the archive: from then on it is remembered what is gone.
    pub fn has_archive(&self, any: bool) {
        self.lock().archived.any = any;
    }

    /// The ids of rows that are gone and may still lie in the archive, with the sequence of that.
    pub fn marks(&self) -> Vec<(Id, u64)> {
        let held = self.lock();
        let marks = held.archived.marks();
        marks.map(|(id, base)| (id, base.seq)).collect()
    }

    /// Forgets that rows are gone: they do not lie in the archive any more.
    pub fn forget_marks(&self, marks: &[(Id, u64)]) {
        let mut held = self.lock();
        for (id, seq) in marks {
            let known = held.archived.marks.get(&name(*id));
            if known.is_some_and(|base| base.seq == *seq) {
                held.archived.marks.remove(&name(*id));
            }
        }
    }

    /// How many rows stand in memory as they lie in the archive.
    pub fn lent(&self) -> usize {
        self.lock().archived.lent.len()
    }

    /// Contacts in memory that began before a moment and do not lie in the archive, of units that `accepts` with the
    /// sequence of the row.
    pub fn aged(&self, before: Millis, accepts: impl Fn(&str, u64) -> bool) -> Vec<Aged> {
        let held = self.lock();
        let rows = self.tables.of(KIND);
        let rows = rows.read();
        let word = Word::Known(KIND);
        let slots = 0..rows.slots();
        let old = slots.filter(|slot| rows.instant_in(*slot, activity::STARTED) < before);
        let all = old.filter_map(|slot| rows.base_in(slot));
        let own = all.filter(|(id, base)| {
            accepts(base.unit.as_ref(), base.seq)
                && !held.archived.is_lent(*id, base)
                && !held.overlay.touches((KIND, *id))
        });
        own.filter_map(|(id, base)| Some((belongs(&word, &base, before)?, id, base)))
            .collect()
    }

    /// Shows rows that lie in the archive, as far as memory does not know better.
    pub fn lend(&self, rows: Vec<(Id, Base)>) -> Vec<Id> {
        let mut touched = Touched::default();
        let mut lent = Vec::new();
        {
            let mut held = self.lock();
            let table = self.tables.of(KIND);
            let mut again = Vec::new();
            for (id, base) in rows {
                let known = table.read().base(id).is_some();
                if known || held.archived.marks.contains_key(&name(id)) {
                    continue;
                }
                held.archived.lent.insert(name(id), base.clone());
                table.write().put(id, Some(base));
                touched.add(KIND, id);
                lent.push(id);
                if held.overlay.touches((KIND, id)) {
                    again.push((KIND, id));
                }
            }
            self.lay_all(&held, &again, &mut touched);
        }
        self.note(touched);
        self.tell();
        lent
    }

    /// Takes rows out of memory that were lent to it. Those that changed meanwhile, or have edits over them, stay.
    pub fn take_back(&self, ids: &[Id]) {
        let rows = ids.iter().map(|id| (*id, None));
        self.put_down(rows, &HashSet::new());
    }

    /// Takes contacts out of memory that lie in the archive now, but lends those of `open` customers.
    pub fn put_away(&self, rows: &[Aged], open: &HashSet<Id>) {
        {
            let mut held = self.lock();
            for (_, id, base) in rows {
                let now = self.tables.of(KIND).read().base(*id);
                if now.is_some_and(|now| now.seq == base.seq) {
                    held.archived.lent.insert(name(*id), base.clone());
                }
            }
        }
        let rows = rows.iter().map(|(customer, id, _)| (*id, Some(*customer)));
        self.put_down(rows, open);
    }

    fn put_down(&self, rows: impl Iterator<Item = (Id, Option<Id>)>, open: &HashSet<Id>) {
        let mut touched = Touched::default();
        {
            let mut held = self.lock();
            let table = self.tables.of(KIND);
            for (id, customer) in rows {
                let stays = customer.is_some_and(|customer| open.contains(&customer))
                    || held.overlay.touches((KIND, id));
                let base = table.read().base(id);
                if stays || !base.is_some_and(|base| held.archived.is_lent(id, &base)) {
                    continue;
                }
                held.archived.lent.remove(&name(id));
                table.write().put(id, None);
                touched.add(KIND, id);
            }
        }
        self.note(touched);
        self.tell();
    }
}
