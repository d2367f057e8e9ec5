//! Folding: all admitted operations of one push on one record become one write,
//! because a statement may touch a row only once.

use std::collections::BTreeMap;

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

/// What a push asks of a record that exists, for its history: the edits that
/// lose too, and of several of one field the one that counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chapter {
    /// Word of the kind.
    pub kind: String,
    /// Id.
    pub id: Id,
    /// Field, value, stamp.
    pub edits: Vec<(String, Value, Stamp)>,
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
    pub(crate) owner: Option<Id>,
    pub(crate) record: Clocked,
    /// Bytes of the body as the server has it; none of a record that this push makes.
    stored_bytes: usize,
    origin: Origin,
    /// The first creation of the push says what the server has.
    same: bool,
    /// Fields that this push set, with the bytes that each takes now.
    touched: BTreeMap<String, usize>,
    /// What this push asks of fields, whether or not it wins.
    asked: Edits,
    /// Whether an operation that passed looked at the record. One that changed nothing
    /// still relied on it: a command that lands in between must not come to stand after
    /// it, and a record that is purged in between must not take an edit into its history.
    relied_on: bool,
}

#[derive(Clone, Debug)]
enum Origin {
    /// The server has it.
    Stored { vseq: u64, state: State },
    /// This push makes it.
    Made { at: Stamp },
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
            owner: envelope.owner,
            record: Clocked {
                state: envelope.state,
                fields: Fields::new(),
                clock: envelope.clock.clone(),
            },
            stored_bytes: envelope.bytes,
            origin: Origin::Stored {
                vseq: envelope.vseq,
                state: envelope.state,
            },
            same: envelope.same,
            touched: BTreeMap::new(),
            asked: Edits::new(),
            relied_on: false,
        }
    }

    /// A record that `op` makes.
    pub(crate) fn made(op: &Operation, unit: &Unit, owner: Option<Id>, at: Stamp) -> Self {
        let fields = op.fields.iter();
        Self {
            kind: op.kind.clone(),
            id: op.id,
            unit: unit.clone(),
            owner,
            record: Clocked::created(&op.fields, at),
            stored_bytes: 0,
            origin: Origin::Made { at },
            same: false,
            touched: fields
                .map(|(name, value)| (name.to_owned(), bytes_of(name, value)))
                .collect(),
            asked: Edits::new(),
            relied_on: false,
        }
    }

    /// The value of a field, if this push set it.
    pub(crate) fn edited(&self, name: &str) -> Option<&Value> {
        let value = || self.record.fields.get(name).unwrap_or(&Value::Null);
        self.touched.contains_key(name).then(value)
    }

    /// Bytes of the body at most: what the server has, and of every field that
    /// this push set the value that remains. The stored body is not read here,
    /// so the stored value of such a field counts too.
    pub(crate) fn bytes(&self) -> usize {
        self.stored_bytes + self.touched.values().sum::<usize>()
    }

    /// True when a creation says what stands here. What this push set is known; of what the server has, only that
    /// it is `compared`, the fields of the first creation, if it is.
    pub(crate) fn says(&self, unit: &Unit, fields: &Fields, compared: &Fields) -> bool {
        let stands = |(name, value): (&str, &Value)| match (self.edited(name), &self.origin) {
            (Some(now), _) => now == value,
            (None, Origin::Made { .. }) => value.is_null(),
            (None, Origin::Stored { .. }) => {
                let stored = compared.get(name).unwrap_or(&Value::Null);
                self.same && compared.names(name) && stored == value
            }
        };
        self.unit == *unit && fields.iter().all(stands)
    }

    /// The same draft: an operation found its work done.
    pub(crate) fn relied(mut self) -> Self {
        self.relied_on = true;
        self
    }

    /// Takes a patch or a command. False when a newer value kept some field.
    pub(crate) fn take(&mut self, op: &Operation, at: Stamp) -> bool {
        let mut all_won = true;
        self.relied_on = true;
        match &op.verb {
            Verb::Create { .. } => {}
            Verb::Patch => {
                for (name, value) in op.fields.iter() {
                    self.ask(name, value, at);
                    if self.record.put(name, value, at) {
                        self.touched.insert(name.to_owned(), bytes_of(name, value));
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

    fn ask(&mut self, name: &str, value: &Value, at: Stamp) {
        if self.asked.get(name).is_none_or(|(_, known)| *known < at) {
            self.asked.insert(name.to_owned(), (value.clone(), at));
        }
    }

    /// What goes into the history of the record; nothing for one that this push
    /// makes, and nothing when no field is asked for.
    pub(crate) fn chapter(&mut self) -> Option<Chapter> {
        let asked = core::mem::take(&mut self.asked);
        let is_stored = matches!(self.origin, Origin::Stored { .. });
        (is_stored && !asked.is_empty()).then(|| Chapter {
            kind: self.kind.clone(),
            id: self.id,
            edits: asked
                .into_iter()
                .map(|(name, (value, at))| (name, value, at))
                .collect(),
        })
    }

    /// The write that it comes to, and what has to be as it was seen for it to
    /// be right; neither when nothing changed and nothing was relied on.
    pub(crate) fn into_write(self) -> (Option<Write>, Option<Expectation>) {
        let Clocked {
            state,
            fields,
            clock,
        } = self.record;
        let edits = self.touched.into_keys().map(|name| {
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
            Origin::Made { at } => Write::Create(Creation {
                kind: self.kind,
                id: self.id,
                unit: self.unit,
                owner: self.owner,
                state,
                created: at,
                fields: edits,
            }),
            Origin::Stored {
                vseq,
                state: before,
            } => {
                expected.vseq = Some(vseq);
                if edits.is_empty() && state == before {
                    return (None, self.relied_on.then_some(expected));
                }
                Write::Merge(Merge {
                    kind: self.kind,
                    id: self.id,
                    state: (state != before).then_some(state),
                    fields: edits,
                })
            }
        };
        (Some(write), Some(expected))
    }
}

/// Bytes that a field takes in a body: its name in quotes, colon, value, comma.
/// A cleared one takes none.
fn bytes_of(name: &str, value: &Value) -> usize {
    let text = (!value.is_null()).then(|| value.to_string());
    text.map_or(0, |text| name.len() + text.len() + 4)
}
