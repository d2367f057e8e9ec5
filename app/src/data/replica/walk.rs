//! The server's rows a few at a time: what a compaction reads between two frames, and how it leaves them.

use forecourt_domain::{Id, Kind};
use forecourt_replica::archive::KIND;
use forecourt_replica::{Base, Word};

use super::Replica;

/// Where a walk over all rows has come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    kind: usize,
    slot: usize,
}

impl Replica {
    /// Shows the server's rows from a place on, those of some `most` slots, without those that stand in the archive.
    /// Returns where it goes on; none at the end.
    pub fn walk(
        &self,
        from: Place,
        most: usize,
        mut visit: impl FnMut(Word, Id, Base),
    ) -> Option<Place> {
        let Some(kind) = Kind::ALL.get(from.kind).copied() else {
            // There are few strangers, and most often none; and few marks that something is gone.
            let held = self.lock();
            for ((word, id), base) in &held.strangers {
                visit(word.clone(), *id, base.clone());
            }
            for (id, base) in held.archived.marks() {
                visit(Word::Known(KIND), id, base.clone());
            }
            return None;
        };
        let held = self.lock();
        let is_lent = |id: Id, base: &Base| kind == KIND && held.archived.is_lent(id, base);
        let rows = self.tables.of(kind);
        let rows = rows.read();
        let end = rows.slots().min(from.slot + most);
        for slot in from.slot..end {
            if let Some((id, base)) = rows.base_in(slot)
                && !is_lent(id, &base)
            {
                visit(Word::Known(kind), id, base);
            }
        }
        Some(if end < rows.slots() {
            Place { slot: end, ..from }
        } else {
            Place {
                kind: from.kind + 1,
                slot: 0,
            }
        })
    }

    /// The server's row.
    pub fn base(&self, word: &Word, id: Id) -> Option<Base> {
        match word {
            Word::Known(kind) => {
                let held = self.lock();
                let base = self.tables.of(*kind).read().base(id);
                base.or_else(|| held.archived.mark(*kind, id).cloned())
            }
            Word::Strange(_) => self.lock().strangers.get(&(word.clone(), id)).cloned(),
        }
    }

    /// The server's row stands in another block from now on, where it says the same. Nobody notices.
    pub fn move_text(&self, word: Word, id: Id, to: Base) {
        match word {
            Word::Known(kind) => {
                self.tables.of(kind).write().move_text(id, &to);
                if kind == KIND {
                    self.lock().archived.move_mark(id, to);
                }
            }
            Word::Strange(_) => {
                let mut held = self.lock();
                if let Some(base) = held.strangers.get_mut(&(word, id))
                    && base.seq == to.seq
                    && base.body.as_str() == to.body.as_str()
                {
                    *base = to;
                }
            }
        }
    }
}
