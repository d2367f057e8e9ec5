//! Histories as they have to be: every edit that asks for something else than stands there, won
//! or lost, with what stood before, once, however often its push arrives; and nothing of a record
//! that was purged. Which of them lost is told with the verdict.

use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::Id;
use forecourt_sync::admit::Decision;
use forecourt_sync::wire::Past;
use forecourt_sync::{Group, Stamp, Verb};
use serde_json::{Value, json};

use super::ideal::Ideal;
use super::reference::{Reference, admitted, read_target};
use super::world::World;
use crate::device::Target;
use crate::server::HISTORY_ITEMS;

/// Characters of a value from which on a history keeps only so many.
const LONG: usize = 500;

/// Fields that edits asked for and did not get, each with the record.
type Lost = BTreeSet<(Target, String)>;

impl Reference {
    /// Notes the edits of groups that were applied, against the records as they stood
    /// before them, and checks what their writer is told.
    pub fn note_edits(
        &mut self,
        (ten, staff): (u64, Id),
        applied: &[&Group],
        decision: &Decision,
        before: &BTreeMap<Target, Ideal>,
    ) {
        let mut asked: BTreeMap<(Target, &str), (Stamp, &Value)> = BTreeMap::new();
        for group in applied {
            for (index, op) in group.ops.iter().enumerate() {
                if op.verb != Verb::Patch {
                    continue;
                }
                let at = admitted(decision, group.mid, index, op);
                for (name, value) in op.fields.iter() {
                    let key = (read_target(&op.kind, op.id), name);
                    if asked.get(&key).is_none_or(|(known, _)| *known < at) {
                        asked.insert(key, (at, value));
                    }
                }
            }
        }
        let mut lost = Lost::new();
        for ((target, name), (at, value)) in asked {
            let Some(row) = before.get(&target) else {
                continue;
            };
            let mark = row.marks.get(name);
            let stands = mark.map_or(&Value::Null, |mark| &mark.value);
            if stands == value {
                continue;
            }
            let set = mark.map_or(row.born, |mark| mark.at);
            if at < set {
                lost.insert((target, name.to_owned()));
            }
            let won = u8::from(at > set);
            let past = Past(at, staff, name.to_owned(), cut(stands), cut(value), won);
            let history = self.histories.entry((ten, target)).or_default();
            history.push(past);
        }
        check_told(applied, decision, &lost);
    }
}

/// Whoever asked for a field that lost is told, and nobody else.
fn check_told(applied: &[&Group], decision: &Decision, lost: &Lost) {
    let mut expected = BTreeSet::new();
    for group in applied {
        for (index, op) in group.ops.iter().enumerate() {
            let names = op.fields.iter().map(|(name, _)| name.to_owned());
            let target = read_target(&op.kind, op.id);
            let names = names.filter(|name| lost.contains(&(target, name.clone())));
            if op.verb == Verb::Patch {
                expected.extend(names.map(|name| (group.mid, index, name)));
            }
        }
    }
    let told: BTreeSet<_> = decision.lost.iter().cloned().collect();
    assert_eq!(told, expected, "I5: what a writer is told to have lost");
}

/// Of a long value the beginning is kept.
fn cut(value: &Value) -> Value {
    if value.to_string().chars().count() <= LONG {
        return value.clone();
    }
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    json!({ "cut": text.chars().take(LONG).collect::<String>() })
}

impl World {
    /// I5 and I8: the history of a record is what its edits came to, for whoever may
    /// see the record, and for nobody else. Devices take turns in asking.
    pub fn check_histories(&self) {
        for (nth, device) in self.devices.iter().enumerate() {
            let mates = self.devices.iter().filter(|mate| mate.ten == device.ten);
            let mates = mates.count();
            let sight = self.reference.organisation.sight(device.staff);
            let visible: BTreeSet<Target> = self
                .reference
                .visible(device.ten, device.staff)
                .map(|(target, _)| target)
                .collect();
            for (place, (target, _)) in self.reference.of(device.ten).enumerate() {
                if place % mates != nth % mates {
                    continue;
                }
                let whole = self.reference.histories.get(&(device.ten, *target));
                let whole = whole.map_or(&[][..], Vec::as_slice);
                let last = &whole[whole.len().saturating_sub(HISTORY_ITEMS)..];
                let seen = last.iter().filter(|past| !sight.hides(target.0, &past.2));
                let expected = visible.contains(target).then(|| seen.cloned().collect());
                let found = self.server.history(device.id, *target);
                assert_eq!(found, expected, "I5: history of {target:?}");
            }
        }
    }
}
