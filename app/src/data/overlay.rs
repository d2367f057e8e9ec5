//! Edits of this device that the server's rows do not hold yet.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use forecourt_domain::{Fields, Id, Kind, Millis, Row};
use forecourt_sync::overlay::lay;
use forecourt_sync::{Operation, Stamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::sort::sorted;

/// One act of a person, as it waits on the device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocalGroup {
    /// When it was made.
    pub made_at: Millis,
    /// Its operations.
    pub ops: Vec<Operation>,
    /// Per operation, the values that stood before, to show and to undo.
    pub before: Vec<Fields>,
}

impl LocalGroup {
    /// Groups are laid over in the order of their stamps, the order in which
    /// the server will let fields win, whichever tab made them.
    pub fn key(&self) -> Option<Stamp> {
        self.ops.first().map(|op| op.at)
    }

    /// The part of it that sets these fields: index of the operation, field.
    pub fn only(&self, fields: &[(usize, String)]) -> Self {
        let mut part = Self {
            made_at: self.made_at,
            ops: Vec::new(),
            before: Vec::new(),
        };
        for (index, op) in self.ops.iter().enumerate() {
            // A field that was to be cleared is there, as `null`.
            let pick = |from: &Fields| {
                let lost = |name: &str| fields.iter().any(|(of, own)| *of == index && own == name);
                let picked = from.iter().filter(|(name, _)| lost(name));
                picked.fold(Fields::new(), |picked, (name, value)| {
                    picked.with(name, value.clone())
                })
            };
            let own = pick(&op.fields);
            if !own.is_empty() {
                let before = self.before.get(index).map(pick);
                part.before.push(before.unwrap_or_default());
                part.ops.push(Operation {
                    fields: own,
                    ..op.clone()
                });
            }
        }
        part
    }

    /// Its operations without the fields that were only written along with others, and are as they were.
    pub fn asked(&self) -> Vec<Operation> {
        let before = self.before.iter().map(Some).chain(core::iter::repeat(None));
        let asked = self.ops.iter().zip(before).map(|(op, before)| {
            let fields = op.fields.clone().into_iter().filter(|(name, value)| {
                before.is_none_or(|before| {
                    !before.names(name) || before.get(name).unwrap_or(&Value::Null) != value
                })
            });
            Operation {
                fields: fields.collect(),
                ..op.clone()
            }
        });
        asked.collect()
    }

    fn targets(&self) -> impl Iterator<Item = (Kind, Id)> + '_ {
        self.ops
            .iter()
            .filter_map(|op| Some((Kind::parse(&op.kind)?, op.id)))
    }
}

/// Local groups by stamp, found by the records they touch.
#[derive(Debug, Default)]
pub struct Overlay {
    groups: BTreeMap<Stamp, Arc<LocalGroup>>,
    touching: HashMap<(Kind, Id), Vec<Stamp>>,
}

impl Overlay {
    /// Lays a group over; returns the records it touches.
    pub fn add(&mut self, group: Arc<LocalGroup>) -> Vec<(Kind, Id)> {
        let Some(key) = group.key() else {
            return Vec::new();
        };
        let mut targets: Vec<(Kind, Id)> = sorted(group.targets().collect());
        targets.dedup();
        if self.groups.insert(key, group).is_none() {
            for target in &targets {
                let stamps = self.touching.entry(*target).or_default();
                let place = stamps.partition_point(|stamp| *stamp < key);
                stamps.insert(place, key);
            }
        }
        targets
    }

    /// Takes a group away; returns the records it touched.
    pub fn remove(&mut self, key: Stamp) -> Vec<(Kind, Id)> {
        let Some(group) = self.groups.remove(&key) else {
            return Vec::new();
        };
        let mut targets: Vec<(Kind, Id)> = sorted(group.targets().collect());
        targets.dedup();
        for target in &targets {
            if let Some(stamps) = self.touching.get_mut(target) {
                stamps.retain(|stamp| *stamp != key);
                if stamps.is_empty() {
                    self.touching.remove(target);
                }
            }
        }
        targets
    }

    /// True when an edit of the record waits.
    pub fn touches(&self, target: (Kind, Id)) -> bool {
        self.touching.contains_key(&target)
    }

    /// The records that some group touches.
    pub fn touched(&self) -> Vec<(Kind, Id)> {
        self.touching.keys().copied().collect()
    }

    /// The server's row with the edits laid over it, in order. `None` when
    /// there is no row and none was created.
    pub fn lay(&self, target: (Kind, Id), base: Option<Row>) -> Option<Row> {
        let stamps = self.touching.get(&target).map_or(&[][..], Vec::as_slice);
        stamps
            .iter()
            .filter_map(|stamp| self.groups.get(stamp))
            .flat_map(|group| &group.ops)
            .filter(|op| op.id == target.1 && op.kind == target.0.as_str())
            .fold(base, |row, op| lay(target, row, op))
    }
}
