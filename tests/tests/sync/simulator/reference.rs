//! What has to be true, worked out from what people did alone: one thread,
//! plain maps, no merge, no fold, no statement. Of all edits of a field the one
//! stamped last; of commands the one decided last; and who may see a record follows
//! from the organisation.

use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::{Id, Millis, State};
use forecourt_sync::admit::{Decision, Ruling};
use forecourt_sync::wire::{Past, PushRequest};
use forecourt_sync::{Group, Operation, Stamp, Verb};
use serde_json::Value;

use super::ideal::Ideal;
use crate::deed::Deed;
use crate::device::Target;
use crate::later::{kind_of, word_of};
use crate::organisation::Organisation;
use crate::server::Stored;

const DAY: Millis = 86_400_000;

/// How a group was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Why it was refused, if it was.
    pub code: Option<String>,
    /// The tenant's sequence once it was written.
    pub seq: u64,
    pub ops: Vec<Operation>,
}

/// Everything that the server has to know, across all dealerships.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    pub(super) rows: BTreeMap<u64, BTreeMap<Target, Ideal>>,
    pub organisation: Organisation,
    /// By device and number, as the server knows groups.
    pub verdicts: BTreeMap<(Id, u64), Verdict>,
    /// The same by who wrote them, as people know them. A device that was set
    /// back sends what it finds under another id, and may get another verdict
    /// then: what was applied once is on the server, whatever is said later.
    pub taken: BTreeMap<(u64, u64), Verdict>,
    /// Records that were purged; they must never come back.
    pub purged: BTreeSet<(u64, Target)>,
    /// Every change of every record, also those that lost.
    pub histories: BTreeMap<(u64, Target), Vec<Past>>,
    /// Those of them that were deleted, with the number under which they were purged.
    pub deleted: BTreeMap<(u64, Target), u64>,
    /// By dealership: the highest such number, and the latest creation among them.
    pub bounds: BTreeMap<u64, (u64, Stamp)>,
}

impl Reference {
    /// What a person may see of a dealership. What is gone is seen by nobody.
    pub fn visible(&self, ten: u64, staff: Id) -> impl Iterator<Item = (Target, &Ideal)> {
        let sight = self.organisation.sight(staff);
        let rows = self.of(ten).map(|(target, row)| (*target, row));
        rows.filter(move |(_, row)| row.state != State::Gone && sight.shows(&row.unit, row.owner))
    }

    /// How many groups were decided.
    pub fn decisions(&self) -> usize {
        self.verdicts.len()
    }

    /// Every record of a dealership.
    pub fn of(&self, ten: u64) -> impl Iterator<Item = (&Target, &Ideal)> {
        self.rows.get(&ten).into_iter().flatten()
    }

    /// One record of a dealership.
    pub fn row(&self, ten: u64, target: Target) -> Option<&Ideal> {
        self.rows.get(&ten)?.get(&target)
    }

    /// Does all that the server did, and checks that it was right to do so.
    pub fn follow(&mut self, journal: &[Deed], of: &impl Fn(Id) -> (u64, Id)) {
        // How things stood when the server read what it wrote about later.
        let mut readings: BTreeMap<usize, Self> = BTreeMap::new();
        for (place, deed) in journal.iter().enumerate() {
            let later = journal.iter().skip(place + 1);
            if later.filter_map(Deed::read).any(|read| read == place) {
                readings.insert(place, self.clone());
            }
            let reading = deed.read().and_then(|read| readings.get(&read));
            self.follow_one(deed, reading, of);
        }
    }

    fn follow_one(&mut self, deed: &Deed, reading: Option<&Self>, of: &impl Fn(Id) -> (u64, Id)) {
        match deed {
            Deed::Organised(organisation) => self.organisation = organisation.clone(),
            Deed::HandedOver { ten, target, owner } => {
                let target = read_target(&target.0, target.1);
                if let Some(row) = self.rows.entry(*ten).or_default().get_mut(&target) {
                    row.hand_over(*owner);
                }
            }
            Deed::Purged { ten, target, now } => {
                let target = read_target(&target.0, target.1);
                if let Some(row) = self.rows.entry(*ten).or_default().get_mut(&target) {
                    row.purge(*now);
                    self.purged.insert((*ten, target));
                    self.histories.remove(&(*ten, target));
                }
            }
            Deed::Night { now } => self.pass_night(*now),
            Deed::Decided {
                request,
                known,
                before,
                decision,
                now,
                ..
            } => {
                let (ten, staff) = of(request.device);
                self.check_recalled(request, *known, decision);
                self.check_restamped(request, ten, *known, *now, decision);
                self.decide(
                    (ten, staff),
                    request,
                    (*known, *before, *now),
                    decision,
                    reading,
                );
            }
        }
    }

    fn decide(
        &mut self,
        (ten, staff): (u64, Id),
        request: &PushRequest,
        (known, before, now): (u64, u64, Millis),
        decision: &Decision,
        reading: Option<&Self>,
    ) {
        let mut reading = reading.cloned();
        let mut unmade_then = BTreeSet::new();
        let mut unmade = BTreeSet::new();
        let named = request.groups.iter().flat_map(|group| &group.ops);
        let named: BTreeSet<Target> = named.map(|op| read_target(&op.kind, op.id)).collect();
        let stood = named
            .iter()
            .filter_map(|target| Some((*target, self.row(ten, *target)?.clone())));
        let stood: BTreeMap<Target, Ideal> = stood.collect();
        let mut applied = Vec::new();
        let seq = before + decision.sequences() as u64;
        let rulings = request.groups.iter().zip(&decision.rulings);
        for (group, (_, ruling)) in rulings.filter(|(group, _)| group.mid > known) {
            let key = (request.device, group.mid);
            let stood = self.as_it_stands(ten, group);
            let expected = self.try_group(ten, staff, group, decision, &mut unmade);
            let then = reading.as_mut().map(|then| {
                let before = then.rows.clone();
                let code = then.try_group(ten, staff, group, decision, &mut unmade_then);
                (code, then.rows == before)
            });
            let found = code_of(ruling);
            let commands = |op: &Operation| matches!(op.verb, Verb::Bin | Verb::Restore);
            let is_command = group.ops.iter().any(commands);
            // What changes nothing may count as done when it was read. Not so a
            // command: whoever gives it last has the last word.
            let passes = expected == found
                || then == Some((found, true)) && (found.is_some() || !is_command);
            assert!(
                passes,
                "I5: group {key:?} {group:?} was decided {found:?} for {expected:?}"
            );
            if found.is_some() && expected.is_none() {
                // It was refused for what it was when it was read: somebody came to see it since.
                self.take_back(ten, group, stood, &mut unmade);
            }
            if found.is_none() {
                self.note_made(ten, group);
                applied.push(group);
            }
            let verdict = Verdict {
                code: found.map(str::to_owned),
                seq,
                ops: group.ops.clone(),
            };
            if let Some(written) = act_of(group) {
                self.note_taken(written, &verdict);
            }
            let twice = self.verdicts.insert(key, verdict);
            assert_eq!(twice, None, "I2: group {key:?} was decided twice");
        }
        let rows = self.rows.entry(ten).or_default();
        for target in named {
            let state = stood.get(&target).map(|row| row.state);
            let row = rows.get_mut(&target);
            if let Some(row) = row.filter(|row| state != Some(row.state)) {
                row.turn();
                row.ended = (row.state != State::Live).then_some(now);
            }
        }
        self.note_edits((ten, staff), &applied, decision, &stood);
    }

    fn note_taken(&mut self, written: (u64, u64), verdict: &Verdict) {
        let before = self.taken.get(&written);
        let is_applied = before.is_some_and(|before| before.code.is_none());
        if verdict.code.is_none() || !is_applied {
            self.taken.insert(written, verdict.clone());
        }
    }

    /// What is made anew under the id of a record that was deleted is another record. One
    /// that was made before the deletion is refused as gone.
    fn note_made(&mut self, ten: u64, group: &Group) {
        for op in group.ops.iter().filter(|op| is_creation(op)) {
            let target = read_target(&op.kind, op.id);
            let is_live = |row: &Ideal| row.state != State::Gone;
            if self.row(ten, target).is_some_and(is_live) {
                self.purged.remove(&(ten, target));
            }
        }
    }

    /// What was purged 180 days ago is deleted, and what was binned 30 days ago is purged.
    fn pass_night(&mut self, now: Millis) {
        for (ten, rows) in &mut self.rows {
            let is_over = |row: &Ideal, state, days: u64| {
                row.state == state && row.ended.is_some_and(|at| at + days * DAY <= now)
            };
            for (target, row) in rows.extract_if(.., |_, row| is_over(row, State::Gone, 180)) {
                let (floor, collected) = self.bounds.entry(*ten).or_default();
                *floor = row.seq.max(*floor);
                *collected = row.born.max(*collected);
                self.deleted.insert((*ten, target), row.seq);
            }
            for (target, row) in rows.iter_mut() {
                if is_over(row, State::Binned, 30) {
                    row.purge(now);
                    self.purged.insert((*ten, *target));
                    self.histories.remove(&(*ten, *target));
                }
            }
        }
    }

    /// After a journal was followed: what the server stores is what has to be,
    /// under numbers that grew exactly where something changed.
    pub fn check_stored(&mut self, ten: u64, stored: &BTreeMap<(String, Id), Stored>) {
        let rows = self.rows.entry(ten).or_default();
        let before = rows.values().map(|row| row.seq).max().unwrap_or_default();
        let mut numbers = BTreeSet::new();
        for (target, row) in rows.iter_mut() {
            let stored = stored.get(&(word_of(target.0).to_owned(), target.1));
            let stored = stored.unwrap_or_else(|| panic!("I1: {target:?} is not stored: {row:?}"));
            check_row(row, stored, before);
            let fresh = numbers.insert(stored.seq);
            assert!(fresh, "I6: two rows have number {}", stored.seq);
            row.number(stored.seq, stored.vseq);
        }
        assert_eq!(rows.len(), stored.len(), "I5: records that nobody made");
    }
}

fn check_row(row: &Ideal, stored: &Stored, before: u64) {
    let fields: BTreeMap<&str, &Value> = stored.record.fields.iter().collect();
    assert_eq!(
        (&stored.unit, stored.owner, stored.record.state, fields),
        (&row.unit, row.owner, row.state, row.fields()),
        "I5: a record is not as it has to be"
    );
    if row.moved {
        let seq = stored.seq;
        assert!(seq > before, "I6: {row:?} kept its number {seq}");
    } else {
        assert_eq!(stored.seq, row.seq, "I6: {row:?} did not change but moved");
    }
    let vseq = stored.vseq;
    let is_right = if row.turned {
        vseq > before && vseq <= stored.seq
    } else {
        vseq == row.vseq
    };
    assert!(is_right, "I8: {row:?} changed owner or state under {vseq}");
}

/// Who wrote a group: the tab, and under which number. What was set back in time
/// is opened by other tabs.
pub fn act_of(group: &Group) -> Option<(u64, u64)> {
    Some((group.ops.first()?.at.node(), group.mid))
}

/// True for the same operations; their stamps may have been set back.
pub fn is_same(one: &[Operation], two: &[Operation]) -> bool {
    let same = |(one, two): (&Operation, &Operation)| {
        one.id == two.id && one.fields == two.fields && one.at.node() == two.at.node()
    };
    one.len() == two.len() && one.iter().zip(two).all(same)
}

pub fn admitted(decision: &Decision, mid: u64, index: usize, op: &Operation) -> Stamp {
    let set_back = decision
        .restamped
        .iter()
        .find(|(other, place, _)| *other == mid && *place == index);
    set_back.map_or(op.at, |(_, _, at)| *at)
}

pub fn code_of(ruling: &Ruling) -> Option<&str> {
    match ruling {
        Ruling::Refused { code, .. } => Some(code),
        Ruling::Applied | Ruling::Merged => None,
    }
}

pub const fn is_creation(op: &Operation) -> bool {
    matches!(op.verb, Verb::Create { .. })
}

pub fn read_target(kind: &str, id: Id) -> Target {
    (kind_of(kind), id)
}
