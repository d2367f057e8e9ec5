//! A record as the reference knows it.

use std::collections::BTreeMap;

use forecourt_domain::row::Unit;
use forecourt_domain::{Id, Kind, Millis, State};
use forecourt_sync::{Operation, Stamp, Verb};
use serde_json::Value;

use crate::organisation::Sight;

/// A value, when it was set, and with which sequence it was delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub at: Stamp,
    pub value: Value,
    pub seq: u64,
}

/// A record as it has to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Ideal {
    pub unit: Unit,
    pub owner: Option<Id>,
    pub state: State,
    pub seq: u64,
    /// Its number when it was made, or when owner or state changed last.
    pub vseq: u64,
    pub born: Stamp,
    /// When it was binned or purged; none of a live one.
    pub ended: Option<Millis>,
    pub marks: BTreeMap<String, Mark>,
    /// It was written since its number was last looked at.
    pub moved: bool,
    /// Its owner or its state changed since then, or it was made.
    pub turned: bool,
}

impl Ideal {
    /// Notes the numbers under which it was written, and under which it turned.
    pub fn number(&mut self, seq: u64, vseq: u64) {
        self.seq = seq;
        self.moved = false;
        self.turned = false;
        self.vseq = vseq;
        for mark in self.marks.values_mut().filter(|mark| mark.seq == u64::MAX) {
            mark.seq = seq;
        }
    }

    pub fn fields(&self) -> BTreeMap<&str, &Value> {
        let marks = self.marks.iter();
        let set = marks.filter(|(_, mark)| !mark.value.is_null());
        set.map(|(name, mark)| (name.as_str(), &mark.value))
            .collect()
    }

    pub fn made(unit: &Unit, owner: Option<Id>, op: &Operation, at: Stamp) -> Self {
        let marks = op.fields.iter().map(|(name, value)| {
            let value = value.clone();
            let seq = u64::MAX;
            (name.to_owned(), Mark { at, value, seq })
        });
        Self {
            unit: unit.clone(),
            owner,
            state: State::Live,
            seq: 0,
            vseq: 0,
            born: at,
            ended: None,
            marks: marks.collect(),
            moved: true,
            turned: true,
        }
    }

    /// The fields that somebody sees.
    pub fn seen_by(&self, sight: &Sight, kind: Kind) -> BTreeMap<&str, &Value> {
        let mut fields = self.fields();
        fields.retain(|name, _| !sight.hides(kind, name));
        fields
    }

    /// Somebody else is responsible.
    pub fn hand_over(&mut self, owner: Option<Id>) {
        self.owner = owner;
        self.turn();
    }

    /// Who sees it may be others now.
    pub const fn turn(&mut self) {
        self.moved = true;
        self.turned = true;
    }

    /// A live record says what this creation would make.
    pub fn says(&self, unit: &Unit, op: &Operation) -> bool {
        let fields = self.fields();
        let says = |(name, value): (&str, &Value)| match fields.get(name) {
            Some(stands) => *stands == value,
            None => value.is_null(),
        };
        self.state == State::Live && self.unit == *unit && op.fields.iter().all(says)
    }

    /// Only the id is left.
    pub fn purge(&mut self, now: Millis) {
        self.state = State::Gone;
        self.marks.clear();
        self.ended = Some(now);
        self.turn();
    }

    pub fn take(&mut self, op: &Operation, at: Stamp) {
        match op.verb {
            Verb::Create { .. } => {}
            Verb::Bin => self.state = State::Binned,
            Verb::Restore => self.state = State::Live,
            Verb::Patch => {
                for (name, value) in op.fields.iter() {
                    let set = self.marks.get(name).map_or(self.born, |mark| mark.at);
                    if at > set {
                        let value = value.clone();
                        let seq = u64::MAX;
                        self.marks.insert(name.to_owned(), Mark { at, value, seq });
                        self.moved = true;
                    }
                }
            }
        }
    }
}
