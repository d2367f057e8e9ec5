//! Admission: what the server decides about a push, given what it read. Knows
//! nothing of HTTP or SQL; the worker reads, asks here, and writes.

mod check;
mod decide;
mod people;

use std::collections::BTreeMap;

use forecourt_domain::access::{Access, may_read};
use forecourt_domain::row::{TENANT_UNIT, Unit};
use forecourt_domain::{Fields, Id, Millis, State};
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::fold::{Chapter, Creation, Expectation, Merge};
use crate::merge::Stamps;
use crate::wire::{Outcome, PushReply, PushRequest, Verdict};
use crate::{Group, Operation, Stamp, Verb};

pub use decide::admit;
pub use people::{Person, names_staff};

/// Who pushes, and what this person may change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub staff: Id,
    /// What the person reads.
    pub access: Access,
    /// True for those who may change what the whole dealership shares: stores and staff.
    pub administrator: bool,
}

impl Actor {
    /// True when the person may change rows of a unit.
    pub fn may_change(&self, unit: &str) -> bool {
        self.access.units.contains_key(unit) && (unit != TENANT_UNIT || self.administrator)
    }

    /// True when the person may read a row.
    pub fn may_read(&self, unit: &str, owner: Option<Id>) -> bool {
        may_read(&self.access, self.staff, unit, owner)
    }
}

/// A record as the server has it, without its body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
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
    /// Sequence at which unit, owner or state changed last.
    pub vseq: u64,
    /// Length of the stored body, bytes.
    pub bytes: usize,
    /// When its fields were set.
    pub clock: Stamps,
    /// True when the push makes a record that says what stands here already, by the first of its
    /// creations: two devices made it apart, under an id that both derived.
    pub same: bool,
}

/// A refusal that the server remembers, so that a replay gets the same answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Number of the group.
    pub mid: u64,
    /// Word of the code.
    pub code: String,
    /// Index of the operation that was refused first.
    pub index: usize,
}

/// What a group is known by besides its number: the stamp of its first
/// operation. The tab that made it has a random node, so that a copy of the
/// profile, which goes on with the same numbers, never makes the same stamp.
pub fn identity(group: &Group) -> Stamp {
    group.ops.first().map(|op| op.at).unwrap_or_default()
}

/// A push, and everything the server read to decide about it.
#[derive(Clone, Debug)]
pub struct Admission<'a> {
    /// What the device sent.
    pub request: &'a PushRequest,
    /// Server time.
    pub now: Millis,
    /// Epoch of the tenant.
    pub epoch: &'a str,
    /// Highest group number decided for this device so far.
    pub mid: u64,
    /// Highest stamp of creation of a record that was purged and deleted: what
    /// was made before may be what comes here once more.
    pub collected: Stamp,
    /// Who pushes.
    pub actor: Actor,
    /// The records that [`targets`] names, as far as they exist.
    pub envelopes: Vec<Envelope>,
    /// Earlier refusals among the numbers of the request.
    pub refused: Vec<Refused>,
    /// Number and identity of the groups of the last push that decided
    /// something. No device has reason to send an earlier one again.
    pub recent: Vec<(u64, Stamp)>,
    /// Everybody who has access to the dealership, if the push [`names_staff`].
    pub people: Vec<Person>,
}

/// One record that a push names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// Word of the kind.
    pub kind: String,
    /// Id.
    pub id: Id,
}

/// A record that a push names, and what the push would make of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Named<'a> {
    /// Which record.
    #[serde(flatten)]
    pub target: Target,
    /// For a creation: the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'a Unit>,
    /// For a creation: the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<&'a Fields>,
}

/// The records that a push names as the database is asked about them, each
/// once, in order. Of several creations of one record the first counts.
pub fn named(request: &PushRequest) -> Vec<Named<'_>> {
    let made = first_creations(request);
    let with = |target: Target| {
        let made = made.get(&target);
        Named {
            unit: made.map(|(unit, _)| *unit),
            made: made.map(|(_, fields)| *fields),
            target,
        }
    };
    targets(request).into_iter().map(with).collect()
}

/// What the first creation of each record says: that alone the database compares with what it has.
fn first_creations(request: &PushRequest) -> BTreeMap<Target, (&Unit, &Fields)> {
    let mut made = BTreeMap::new();
    for op in request.groups.iter().flat_map(|group| &group.ops) {
        if let Verb::Create { unit, .. } = &op.verb {
            made.entry(target_of(op)).or_insert((unit, &op.fields));
        }
    }
    made
}

fn target_of(op: &Operation) -> Target {
    Target {
        kind: op.kind.clone(),
        id: op.id,
    }
}

/// The records that a push names, each once, in order.
pub fn targets(request: &PushRequest) -> Vec<Target> {
    let mut found: Vec<Target> = request
        .groups
        .iter()
        .flat_map(|group| &group.ops)
        .map(|op| Target {
            kind: op.kind.clone(),
            id: op.id,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Why a push is refused as a whole, with nothing decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Group numbers do not grow, or are beyond what is counted exactly.
    #[error("group numbers do not grow within their bounds")]
    Disorder,
    /// More operations than one push may have.
    #[error("too many operations")]
    TooMany,
    /// Numbers before the first one are missing, or more are void than a device gives up.
    #[error("expected group {expected}")]
    Gap {
        /// The number that has to come next.
        expected: u64,
    },
    /// A group that would be new has a number that another one had.
    #[error("numbers stand for other groups")]
    Rewound,
    /// The database was restored since the device synced last.
    #[error("the epoch changed, group {expected} comes next")]
    Epoch {
        /// The number that comes next by the restored database.
        expected: u64,
    },
}

impl Rejection {
    /// The code that tells the device.
    pub const fn code(self) -> Code {
        match self {
            Self::Disorder => Code::BadBody,
            Self::TooMany => Code::BodyTooLarge,
            Self::Gap { .. } => Code::GroupGap,
            Self::Rewound => Code::DeviceRewound,
            Self::Epoch { .. } => Code::EpochChanged,
        }
    }

    /// For a gap and a new epoch: the number that has to come next.
    pub const fn expected(self) -> Option<u64> {
        match self {
            Self::Gap { expected } | Self::Epoch { expected } => Some(expected),
            _ => None,
        }
    }
}

/// What became of one group, before sequence numbers are known.
#[derive(Clone, Debug, PartialEq)]
pub enum Ruling {
    /// Every field won.
    Applied,
    /// Some field had a newer value.
    Merged,
    /// Refused whole.
    Refused {
        /// Word of the code.
        code: String,
        /// Index of the operation that was refused first.
        index: usize,
    },
}

/// What is to be written and answered. At most one write per record; creations
/// take the first sequence numbers, in order, and merges those after them.
///
/// When an expectation does not hold any more, the write batch aborts and
/// admission is asked again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// The device's number after this push.
    pub mid: u64,
    /// One per group of the request, in order.
    pub rulings: Vec<(u64, Ruling)>,
    /// Records to insert.
    pub creates: Vec<Creation>,
    /// Records to merge into.
    pub merges: Vec<Merge>,
    /// What goes into the histories of records.
    pub chapters: Vec<Chapter>,
    /// Edits of fields that newer values kept, as the database found while it
    /// merged: group number, index in the group, field.
    pub lost: Vec<(u64, usize, String)>,
    /// What has to be as admission saw it.
    pub expected: Vec<Expectation>,
    /// Refusals to remember; none of a replayed group.
    pub refusals: Vec<Refused>,
    /// Stamps that were too far ahead: group number, index in the group, new stamp.
    pub restamped: Vec<(u64, usize, Stamp)>,
    /// Number and identity of every group of the request, to remember when the
    /// push decides something.
    pub recent: Vec<(u64, Stamp)>,
}

impl Decision {
    /// How many sequence numbers the writes take.
    pub const fn sequences(&self) -> usize {
        self.creates.len() + self.merges.len()
    }

    /// True when a member of staff is changed, so that the write has to find an
    /// administrator afterwards.
    pub fn changes_staff(&self) -> bool {
        self.merges
            .iter()
            .any(|merge| people::is_staff(&merge.kind))
    }

    fn lost_of(&self, mid: u64) -> Vec<(usize, String)> {
        let lost = self.lost.iter().filter(|(group, ..)| *group == mid);
        lost.map(|(_, index, field)| (*index, field.clone()))
            .collect()
    }

    /// Takes notice of what lost while the database merged. Something may have
    /// come in between, so it says more than admission could. `known` is the
    /// last group that was decided before this push.
    pub fn lose(&mut self, request: &PushRequest, known: u64, losses: &[Loss]) {
        let groups = request.groups.iter().zip(&self.rulings);
        let decided = groups.filter(|(group, (_, ruling))| {
            group.mid > known && !matches!(ruling, Ruling::Refused { .. })
        });
        for (group, _) in decided {
            let patches = group.ops.iter().enumerate();
            for (index, op) in patches.filter(|(_, op)| op.verb == Verb::Patch) {
                let of = losses
                    .iter()
                    .filter(|loss| loss.kind == op.kind && loss.id == op.id);
                let lost = of
                    .flat_map(|loss| &loss.fields)
                    .filter(|field| op.fields.iter().any(|(name, _)| name == *field));
                self.lost
                    .extend(lost.map(|field| (group.mid, index, field.clone())));
            }
        }
    }

    /// The answer, once the writes are done. `seq` is the tenant's sequence
    /// after them: whoever has pulled that far has seen every group of this push.
    pub fn reply(&self, now: Millis, epoch: &str, seq: u64) -> PushReply {
        let verdicts = self.rulings.iter().map(|(mid, ruling)| Verdict {
            mid: *mid,
            outcome: match ruling {
                Ruling::Applied if self.lost_of(*mid).is_empty() => Outcome::Applied { seq },
                Ruling::Applied | Ruling::Merged => Outcome::Merged {
                    seq,
                    lost: self.lost_of(*mid),
                },
                Ruling::Refused { code, index } => Outcome::Refused {
                    code: code.clone(),
                    index: *index,
                },
            },
        });
        PushReply {
            now,
            epoch: epoch.to_owned(),
            mid: self.mid,
            verdicts: verdicts.collect(),
            restamped: self.restamped.clone(),
        }
    }
}

/// Fields of a record whose edits by a push lost in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Word of the kind.
    pub kind: String,
    /// Id.
    pub id: Id,
    /// The fields.
    pub fields: Vec<String>,
}

#[cfg(test)]
mod tests;
