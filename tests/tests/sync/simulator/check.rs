//! The invariants, by their ids. What the server decides and stores is checked
//! against the reference as it happens, in `reference.rs`: I2, I5 and the
//! numbers of I6.

use std::collections::BTreeMap;

use forecourt_domain::State;
use forecourt_sync::Operation;
use forecourt_sync::failure::INTERCEPTED;
use forecourt_sync::machine::Phase;
use forecourt_sync::wire::PullRequest;

use super::reference::is_same;
use super::world::{POISON, TAKEN, World};
use crate::device::{Store, Target};
use crate::later::kind_of;

impl World {
    /// I6: a local edit shows at once, and by its stamp it wins over all that
    /// its writer had before the eyes.
    pub fn check_at_once(&self, who: usize, ops: &[Operation], seen: &BTreeMap<Target, u64>) {
        let device = &self.devices[who];
        for (place, op) in ops.iter().enumerate() {
            let target = (kind_of(&op.kind), op.id);
            let row = device.see(target);
            let later = &ops[place + 1..];
            for (name, value) in op.fields.iter() {
                let again = |other: &Operation| {
                    (&other.kind, other.id) == (&op.kind, op.id)
                        && other.fields.iter().any(|(field, _)| field == name)
                };
                let is_last = !later.iter().any(again);
                let shown = row.as_ref().and_then(|row| row.fields.get(name));
                let expected = Some(value).filter(|value| !value.is_null());
                assert!(
                    !is_last || op.id == TAKEN || row.is_none() || shown == expected,
                    "I6: {name} of {op:?} does not show: {row:?}"
                );
            }
            let (Some(seq), true) = (seen.get(&target), self.is_current(who)) else {
                continue;
            };
            let ideal = self.reference.row(device.ten, target);
            let marks = ideal.into_iter().flat_map(|ideal| &ideal.marks);
            for (name, mark) in marks.filter(|(_, mark)| mark.seq <= *seq) {
                assert!(
                    op.at > mark.at,
                    "I6: {op:?} loses against {name} as it was seen, {mark:?}"
                );
            }
        }
    }

    /// True when the base rows of a device are of the database as it is now.
    pub fn is_current(&self, who: usize) -> bool {
        let device = &self.devices[who];
        device.store.kept.epoch == self.server.epoch(device.ten)
    }

    /// What has to hold for a device whenever it took an answer.
    pub fn check_device(&mut self, who: usize) {
        self.i1_every_act_is_somewhere(who);
        if self.is_current(who) {
            self.i7_has_exactly_what_its_cursors_say(who);
            self.i10_no_purged_row_comes_back(who);
        }
        self.i9_holds_nothing_out_of_sight(who);
        self.i13_keeps_no_more_than_its_outbox(who);
    }

    /// I1: what was said to be saved waits, was refused, or was applied, and
    /// only one of them. What was applied has come back as a row before it left.
    fn i1_every_act_is_somewhere(&mut self, who: usize) {
        let device = &self.devices[who];
        let mut back = Vec::new();
        let acts = self.acts.iter().filter(|(_, act)| act.who == who);
        for (key, act) in acts.filter(|(_, act)| !act.is_lost) {
            let waits = device.store.outbox.get(&act.mid);
            let waits = waits.is_some_and(|ops| is_same(ops, &act.ops));
            let tray = device.store.refused.get(&act.mid);
            let tray = tray.filter(|(_, ops)| is_same(ops, &act.ops));
            if let Some((code, _)) = tray {
                assert!(!waits, "I1: {act:?} waits and is refused");
                let poisoned = act.ops.iter().any(|op| op.fields.get(POISON).is_some());
                let is_right = poisoned && code == "request.bad_body" || act.refused.contains(code);
                assert!(is_right, "I1: {act:?} was refused for {code}");
                let own = [INTERCEPTED, "request.bad_body"].contains(&code.as_str());
                let verdict = self.reference.taken.get(key);
                let is_applied = verdict.is_some_and(|verdict| verdict.code.is_none());
                assert!(
                    !(own && is_applied) || act.is_unsure,
                    "I1: {act:?} was applied and refused for {code}"
                );
            } else if !waits {
                let verdict = self.reference.taken.get(key);
                let verdict = verdict.unwrap_or_else(|| panic!("I1: {act:?} left undecided"));
                assert_eq!(verdict.code, None, "I1: {act:?} left as if it were applied");
                if !act.is_back {
                    self.i6_read_your_writes(who, &act.ops, verdict.seq);
                    back.push(*key);
                }
            }
        }
        for key in back {
            self.acts.entry(key).and_modify(|act| act.is_back = true);
        }
    }

    /// I6: what a device wrote and let go of has come back to it.
    fn i6_read_your_writes(&self, who: usize, ops: &[Operation], seq: u64) {
        let device = &self.devices[who];
        for op in ops.iter().filter(|_| self.is_current(who)) {
            let target = (kind_of(&op.kind), op.id);
            let row = self.reference.row(device.ten, target);
            let cursor = row.and_then(|row| device.store.kept.cursors.get(&row.unit));
            assert!(
                cursor.is_none_or(|cursor| *cursor >= seq),
                "I6: {op:?} flickers: it left at {cursor:?} and comes with {seq}"
            );
        }
    }

    /// I7 and I3: at a cursor, a device has every row up to it as it stands,
    /// and none that it should not have.
    fn i7_has_exactly_what_its_cursors_say(&self, who: usize) {
        let device = &self.devices[who];
        let sight = self.known_sight(who);
        let cursors = &device.store.kept.cursors;
        for (target, row) in self.reference.of(device.ten) {
            let Some(cursor) = cursors.get(&row.unit).filter(|cursor| row.seq <= **cursor) else {
                continue;
            };
            let base = device.store.base.get(target);
            if row.state == State::Gone || !sight.shows(&row.unit, row.owner) {
                assert_eq!(base, None, "I7: {target:?} is gone or out of sight");
                continue;
            }
            let base =
                base.unwrap_or_else(|| panic!("I7: {target:?} is missing at {cursor}: {row:?}"));
            let fields: BTreeMap<_, _> = base.row.fields.iter().collect();
            assert_eq!(
                (base.seq, base.row.state, base.row.owner, fields),
                (row.seq, row.state, row.owner, row.seen_by(&sight, target.0)),
                "I7: {target:?} at {cursor}"
            );
        }
        for (target, base) in &device.store.base {
            let row = self.reference.row(device.ten, *target);
            let cursor = cursors.get(&base.row.unit);
            let deleted = self.reference.deleted.get(&(device.ten, *target));
            let waits = deleted.is_some_and(|purged| cursor.is_some_and(|at| at < purged));
            assert!(
                row.is_some() || waits,
                "I10: {target:?} is held at {cursor:?} and not there: {deleted:?}"
            );
            assert!(
                cursor.is_some_and(|cursor| base.seq <= *cursor),
                "I7: {target:?} has {} beyond {cursor:?}",
                base.seq
            );
        }
    }

    /// I9: rows and fields are those that the person saw at the last answer, and no others.
    fn i9_holds_nothing_out_of_sight(&self, who: usize) {
        let store = &self.devices[who].store;
        let sight = self.known_sight(who);
        for (target, base) in &store.base {
            let row = &base.row;
            assert!(
                store.kept.cursors.contains_key(&row.unit) && sight.shows(&row.unit, row.owner),
                "I9: {target:?} of {} and {:?} stays with {sight:?}",
                row.unit,
                row.owner
            );
            let mut names = row.fields.iter().map(|(name, _)| name);
            let hidden = names.find(|name| sight.hides(target.0, name));
            assert_eq!(
                hidden, None,
                "I9: a field of {target:?} stays with {sight:?}"
            );
        }
    }

    /// I10: what was purged and let go of is not here again.
    fn i10_no_purged_row_comes_back(&self, who: usize) {
        let device = &self.devices[who];
        for (_, target) in self
            .reference
            .purged
            .iter()
            .filter(|(ten, _)| *ten == device.ten)
        {
            let row = self.reference.row(device.ten, *target);
            assert!(
                row.is_none_or(|row| row.state == State::Gone),
                "I10: {target:?} lives again"
            );
        }
    }

    /// I13: what a device keeps for syncing is bounded by what it has to send.
    fn i13_keeps_no_more_than_its_outbox(&self, who: usize) {
        let store = &self.devices[who].store;
        for acked in &store.kept.acked {
            assert!(
                store.outbox.contains_key(&acked.group.mid),
                "I13: {acked:?} is kept and left the outbox"
            );
        }
    }

    /// What has to hold once everything came to rest: I4, and for every act that
    /// was ever saved that it was decided or lost with what kept it.
    pub fn check_at_rest(&mut self) {
        self.follow();
        self.check_histories();
        for who in 0..self.devices.len() {
            self.check_device(who);
            let device = &self.devices[who];
            let Store { outbox, kept, .. } = &device.store;
            assert!(
                outbox.is_empty(),
                "I11: the outbox does not drain: {outbox:?}, {kept:?}"
            );
            assert!(
                kept.acked.is_empty(),
                "I13: something stays taken: {kept:?}"
            );
            assert_eq!(device.phase(), Some(Phase::Synced));
            assert!(self.is_current(who), "I15: a device stays in another epoch");
            self.i4_is_sent_nothing_more(who);
            self.i4_sees_what_the_server_has(who);
        }
        for (ten, target) in &self.reference.purged {
            let row = self.reference.row(*ten, *target);
            let gone = row.is_none_or(|row| row.state == State::Gone && row.fields().is_empty());
            assert!(gone, "I10: {target:?} lives again");
        }
    }

    /// I4: a device at rest shows what the server has, filtered by what its person may see.
    fn i4_sees_what_the_server_has(&self, who: usize) {
        let device = &self.devices[who];
        let sight = self.reference.organisation.sight(device.staff);
        let asks = device.version > 0;
        assert!(
            !asks || self.known_sight(who) == sight,
            "I9: device {who} knows of another sight than {sight:?}"
        );
        let shown = device.store.visible();
        let shown: BTreeMap<_, _> = shown
            .iter()
            .map(|(target, row)| {
                let fields: BTreeMap<_, _> = row.fields.iter().collect();
                (*target, (&row.unit, row.state, row.owner, fields))
            })
            .collect();
        let expected = self.reference.visible(device.ten, device.staff);
        let expected: BTreeMap<_, _> = expected
            .map(|(target, row)| {
                let fields = row.seen_by(&sight, target.0);
                (target, (&row.unit, row.state, row.owner, fields))
            })
            .collect();
        assert_eq!(shown, expected, "I4: device {who} shows something else");
    }

    /// I4: and there is nothing left to send to it.
    fn i4_is_sent_nothing_more(&self, who: usize) {
        let device = &self.devices[who];
        let pull = PullRequest {
            v: device.version,
            device: device.id,
            epoch: device.store.kept.epoch.clone(),
            cursors: device.store.kept.cursors.clone(),
            access: Some(device.store.kept.access.version),
            origins: Some(device.store.kept.served()),
            waiting: 0,
        };
        let news = self.server.pull(device.id, &pull).expect("a pull at rest");
        let rows = news.units.values().map(|page| page.rows.len());
        assert_eq!(rows.sum::<usize>(), 0, "I4: a device at rest is sent rows");
    }
}
