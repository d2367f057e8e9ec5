//! Every row that this person may see, in memory: the server's rows, and the
//! device's own edits laid over them. Knows nothing of storage or network.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forecourt_domain::activity::{Activity, Task};
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::{Lead, LeadLine};
use forecourt_domain::organisation::{OrgUnit, Staff};
use forecourt_domain::search::Searchable;
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use forecourt_domain::{Entity, Id, Kind, Row, State};
use forecourt_sync::Stamp;

use super::base::{Base, Word};
use super::overlay::{LocalGroup, Overlay};
use super::table::{AnyRows, Rows, Table};

/// A kind that has a table.
pub trait Tabled: Entity + Searchable + Send + Sync {
    /// Its rows among all tables.
    #[doc(hidden)]
    fn rows(tables: &Tables) -> &Arc<Rows<Self>>;
}

macro_rules! tables {
    ($($field:ident: $type:ty),+ $(,)?) => {
        /// One table per kind.
        #[derive(Default)]
        pub struct Tables { $($field: Arc<Rows<$type>>),+ }

        impl Tables {
            fn of(&self, kind: Kind) -> &dyn AnyRows {
                match kind { $(<$type as Entity>::KIND => self.$field.as_ref()),+ }
            }
        }

        $(impl Tabled for $type {
            fn rows(tables: &Tables) -> &Arc<Rows<Self>> { &tables.$field }
        })+
    };
}

tables! {
    org_units: OrgUnit,
    staff: Staff,
    customers: Customer,
    leads: Lead,
    lead_lines: LeadLine,
    activities: Activity,
    tasks: Task,
    vehicles: Vehicle,
    vehicle_parties: VehicleParty,
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
    /// Units that this person may no longer see.
    pub units_gone: BTreeSet<String>,
}

impl Replica {
    /// The table of a type.
    pub fn table<T: Tabled>(&self) -> Table<T> {
        Table(Arc::clone(T::rows(&self.tables)))
    }

    /// Applies a batch whole, then tells those who watch.
    pub fn apply(&self, batch: Batch) {
        let mut touched = BTreeSet::new();
        {
            let mut held = self.lock();
            for (word, id, base) in batch.rows {
                self.put(&mut held, &mut touched, word, id, base);
            }
            if !batch.units_gone.is_empty() {
                self.drop_units(&mut held, &mut touched, &batch.units_gone);
            }
            for key in batch.drop {
                touched.extend(held.overlay.remove(key));
            }
            for group in batch.add {
                touched.extend(held.overlay.add(group));
            }
            for target in &touched {
                self.lay(&held.overlay, *target);
            }
        }
        self.announce(touched);
    }

    /// Empties the server's rows and lays the local edits over nothing, for a new start.
    pub fn clear_bases(&self) {
        let mut touched = BTreeSet::new();
        {
            let mut held = self.lock();
            held.strangers.clear();
            for kind in Kind::ALL {
                let rows = self.tables.of(*kind);
                for (id, _) in rows.bases() {
                    rows.put_base(id, None);
                    touched.insert((*kind, id));
                }
            }
            touched.extend(held.overlay.touched());
            for target in &touched {
                self.lay(&held.overlay, *target);
            }
        }
        self.announce(touched);
    }

    /// The record as a person sees it, and the sequence of the server's row below.
    pub fn visible(&self, (kind, id): (Kind, Id)) -> (Option<Row>, u64) {
        let base = self.tables.of(kind).base(id);
        let seq = base.as_ref().map_or(0, |base| base.seq);
        let row = base.map(|base| base.row(kind, id));
        (self.lock().overlay.lay((kind, id), row), seq)
    }

    /// All server rows, by kind and id: what a compaction writes.
    pub fn bases(&self) -> Vec<(Word, Id, Base)> {
        let mut bases = Vec::new();
        for kind in Kind::ALL {
            let rows = self.tables.of(*kind).bases();
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

    fn put(
        &self,
        held: &mut Held,
        touched: &mut BTreeSet<(Kind, Id)>,
        word: Word,
        id: Id,
        base: Base,
    ) {
        let base = (base.state != State::Gone).then_some(base);
        match (word, base) {
            (Word::Known(kind), base) => {
                self.tables.of(kind).put_base(id, base);
                touched.insert((kind, id));
            }
            (word, Some(base)) => drop(held.strangers.insert((word, id), base)),
            (word, None) => drop(held.strangers.remove(&(word, id))),
        }
    }

    fn drop_units(
        &self,
        held: &mut Held,
        touched: &mut BTreeSet<(Kind, Id)>,
        gone: &BTreeSet<String>,
    ) {
        held.strangers
            .retain(|_, base| !gone.contains(base.unit.as_ref()));
        for kind in Kind::ALL {
            let rows = self.tables.of(*kind);
            for (id, base) in rows.bases() {
                if gone.contains(base.unit.as_ref()) {
                    rows.put_base(id, None);
                    touched.insert((*kind, id));
                }
            }
        }
    }

    fn lay(&self, overlay: &Overlay, target: (Kind, Id)) {
        let (kind, id) = target;
        let rows = self.tables.of(kind);
        if overlay.touches(target) {
            let base = rows.base(id).map(|base| base.row(kind, id));
            rows.lay(id, overlay.lay(target, base).as_ref());
        } else {
            rows.lay(id, None);
        }
    }

    fn announce(&self, touched: BTreeSet<(Kind, Id)>) {
        let mut by_kind: BTreeMap<Kind, Vec<Id>> = BTreeMap::new();
        for (kind, id) in touched {
            by_kind.entry(kind).or_default().push(id);
        }
        for (kind, ids) in by_kind {
            self.tables.of(kind).announce(&ids);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
