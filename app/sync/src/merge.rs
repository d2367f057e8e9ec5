//! How concurrent edits of one record become one record: per field, the edit
//! with the highest stamp stands. The server's merge statement does the same in
//! SQL; a property test holds the two together.

use std::collections::BTreeMap;

use forecourt_domain::{Fields, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Operation, Stamp, Verb};

/// Where the stamp of creation stands among the stamps of a record. It cannot
/// be mistaken for a field, whose name starts with a letter.
const CREATED: &str = "*";

/// When each field of a record was set last: the stamp of creation, and one
/// per field that changed since. Written as `{"*": …, "field": …}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stamps(BTreeMap<String, Stamp>);

impl Stamps {
    /// The stamps of a record made at `at`.
    pub fn created(at: Stamp) -> Self {
        let mut stamps = BTreeMap::new();
        stamps.insert(CREATED.to_owned(), at);
        Self(stamps)
    }

    /// When the record was made.
    pub fn birth(&self) -> Option<Stamp> {
        self.0.get(CREATED).copied()
    }

    /// When a field was set last; a field that nobody changed is as old as the record.
    pub fn of(&self, field: &str) -> Stamp {
        let own = self.0.get(field).copied();
        own.or_else(|| self.birth()).unwrap_or_default()
    }

    /// Notes that a field was set.
    pub fn set(&mut self, field: impl Into<String>, at: Stamp) {
        self.0.insert(field.into(), at);
    }

    /// Every stamp that stands here.
    pub fn iter(&self) -> impl Iterator<Item = Stamp> {
        self.0.values().copied()
    }

    /// How many fields have a stamp of their own, creation included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True for a record that was never made.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The highest of them.
    pub fn highest(&self) -> Stamp {
        self.iter().max().unwrap_or_default()
    }
}

/// A record with what it needs to merge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clocked {
    /// Life state.
    pub state: State,
    /// Field values; no field is `null`.
    pub fields: Fields,
    /// When they were set.
    pub clock: Stamps,
}

impl Clocked {
    /// A new record.
    pub fn created(fields: &Fields, at: Stamp) -> Self {
        let mut record = Self {
            clock: Stamps::created(at),
            ..Self::default()
        };
        record.fields.apply(fields);
        record
    }

    /// Sets one field if nothing newer stands there. False when the edit lost;
    /// an edit that comes a second time loses against itself.
    pub fn put(&mut self, name: &str, value: &Value, at: Stamp) -> bool {
        let wins = at > self.clock.of(name);
        if wins {
            self.clock.set(name, at);
            let patch = Fields::new().with(name, value.clone());
            self.fields.apply(&patch);
        }
        wins
    }

    /// Does to this record what an operation says. A creation of a record that
    /// is there changes nothing. Commands follow the order of arrival, because
    /// they need one winner; what is gone stays gone.
    pub fn apply(&mut self, op: &Operation) {
        match &op.verb {
            Verb::Create { .. } if self.clock.is_empty() => {
                *self = Self::created(&op.fields, op.at);
            }
            Verb::Create { .. } => {}
            Verb::Patch => {
                for (name, value) in op.fields.iter() {
                    self.put(name, value, op.at);
                }
            }
            Verb::Bin | Verb::Restore => self.state = op.verb.state_after(self.state),
        }
    }
}

#[cfg(test)]
mod tests;
