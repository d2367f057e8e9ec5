//! Folding: all admitted operations of one push on one record become one write,
//! because a statement may touch a row only once.

use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::row::Unit;
use forecourt_domain::{Fields, Id, State};
use serde::Serialize;
use serde_json::Value;

use crate::admit::Envelope;
use crate::merge::Clocked;
use crate::{Operation, Stamp, Verb};

/// Value (`null` clears) and stamp by field.
pub type Edits = BTreeMap<String, (Value, Stamp)>;

/// A record to insert.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Creation {
    /// Word of the kind.
    pub kind: String,
    /// Id.
    pub id: Id,
    /// The unit it belongs to.
    pub unit: Unit,
    /// Who is responsible.
    pub owner: Option<Id>,
    /// Life state.
    pub state: State,
    /// When it was made.
    pub created: Stamp,
    /// Its values; those of the creation have the stamp of the creation.
    pub fields: Edits,
}

/// Edits of a record that exists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Merge {
    /// Word of the kind.
    pub kind: String,
    /// Id.
    pub id: Id,
    /// The new life state, when a command changed it.
    pub state: Option<State>,
    /// The edits.
    pub fields: Edits,
}

/// What the write batch must still find, or abort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expectation {
    /// Word of the kind.
    pub kind: String,
    /// Id.
    pub id: Id,
    /// The `vseq` that admission saw; `None` when the record was not there.
    pub vseq: Option<u64>,
}

/// A record while a push is being decided: what the server has, and what the
/// admitted operations make of it.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: String,
    pub(crate) id: Id,
    pub(crate) unit: Unit,
    pub(crate) record: Clocked,
    /// Bytes of the body, counting replaced values too.
    pub(crate) bytes: usize,
    origin: Origin,
    /// Fields that this push set.
    touched: BTreeSet<String>,
}

#[derive(Clone, Debug)]
enum Origin {
    /// The server has it.
    Stored { vseq: u64, state: State },
    /// This push makes it.
    Made { owner: Option<Id>, at: Stamp },
}

/// What a draft comes to.
pub(crate) enum Write {
    Create(Creation),
    Merge(Merge),
}

impl Draft {
    pub(crate) fn stored(envelope: &Envelope) -> Self {
        Self {
            kind: envelope.kind.clone(),
            id: envelope.id,
            unit: envelope.unit.clone(),
            record: Clocked {
                state: envelope.state,
                fields: Fields::new(),
                clock: envelope.clock.clone(),
            },
            bytes: envelope.bytes,
            origin: Origin::Stored {
                vseq: envelope.vseq,
                state: envelope.state,
            },
            touched: BTreeSet::new(),
        }
    }

    /// A record that `op` makes, with a body of so many `bytes`.
    pub(crate) fn made(
        op: &Operation,
        unit: &Unit,
        owner: Option<Id>,
        at: Stamp,
        bytes: usize,
    ) -> Self {
        Self {
            kind: op.kind.clone(),
            id: op.id,
            unit: unit.clone(),
            record: Clocked::created(&op.fields, at),
            bytes,
            origin: Origin::Made { owner, at },
            touched: op.fields.iter().map(|(name, _)| name.to_owned()).collect(),
        }
    }

    /// Takes a patch of so many `bytes`, or a command. False when a newer value
    /// kept some field.
    pub(crate) fn take(&mut self, op: &Operation, at: Stamp, bytes: usize) -> bool {
        let mut all_won = true;
        self.bytes += bytes;
        match &op.verb {
            Verb::Create { .. } => {}
            Verb::Patch => {
                for (name, value) in op.fields.iter() {
                    if self.record.put(name, value, at) {
                        self.touched.insert(name.to_owned());
                    } else {
                        all_won = false;
                    }
                }
            }
            Verb::Bin | Verb::Restore => {
                self.record.state = op.verb.state_after(self.record.state);
            }
        }
        all_won
    }

    /// The write that it comes to; nothing when nothing changed.
    pub(crate) fn into_write(self) -> Option<(Write, Expectation)> {
        let Clocked {
            state,
            fields,
            clock,
        } = self.record;
        let edits = self.touched.into_iter().map(|name| {
            let value = fields.get(&name).cloned().unwrap_or(Value::Null);
            let at = clock.of(&name);
            (name, (value, at))
        });
        let edits: Edits = edits.collect();
        let mut expected = Expectation {
            kind: self.kind.clone(),
            id: self.id,
            vseq: None,
        };
        let write = match self.origin {
            Origin::Made { owner, at } => Write::Create(Creation {
                kind: self.kind,
                id: self.id,
                unit: self.unit,
                owner,
                state,
                created: at,
                fields: edits,
            }),
            Origin::Stored { state: before, .. } if edits.is_empty() && state == before => {
                return None;
            }
            Origin::Stored {
                vseq,
                state: before,
            } => {
                expected.vseq = Some(vseq);
                Write::Merge(Merge {
                    kind: self.kind,
                    id: self.id,
                    state: (state != before).then_some(state),
                    fields: edits,
                })
            }
        };
        Some((write, expected))
    }
}
