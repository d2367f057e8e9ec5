//! Taking an act back: a new act that compensates, never a rewrite of history.

use forecourt_domain::together::stands;
use forecourt_domain::{Change, Fields, Id, Kind, Row, State};
use serde::{Deserialize, Serialize};

/// How to take one act back. Can be stored, for acts that may be taken back later.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Undo {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Created(Kind, Id),
    Patched {
        kind: Kind,
        id: Id,
        before: Fields,
        after: Fields,
    },
    Binned(Kind, Id),
    Restored(Kind, Id),
}

impl Undo {
    /// Notes a change and the values that stood before it.
    pub(super) fn note(&mut self, change: &Change, before: &Fields) {
        self.steps.push(match change {
            Change::Create { kind, id, .. } => Step::Created(*kind, *id),
            Change::Patch { kind, id, fields } => Step::Patched {
                kind: *kind,
                id: *id,
                before: before.clone(),
                after: fields.clone(),
            },
            Change::Bin { kind, id } => Step::Binned(*kind, *id),
            Change::Restore { kind, id } => Step::Restored(*kind, *id),
        });
    }

    /// True when there is nothing to take back.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The changes that take the act back, given the rows as they are now.
    /// What somebody changed since is left alone.
    pub(super) fn changes(&self, visible: impl Fn((Kind, Id)) -> Option<Row>) -> Vec<Change> {
        self.steps
            .iter()
            .rev()
            .filter_map(|step| step.change(&visible))
            .collect()
    }
}

impl Step {
    fn change(&self, visible: impl Fn((Kind, Id)) -> Option<Row>) -> Option<Change> {
        match self {
            Self::Created(kind, id) | Self::Restored(kind, id) => {
                let row = visible((*kind, *id))?;
                (row.state == State::Live).then_some(Change::Bin {
                    kind: *kind,
                    id: *id,
                })
            }
            Self::Binned(kind, id) => {
                let row = visible((*kind, *id))?;
                (row.state == State::Binned).then_some(Change::Restore {
                    kind: *kind,
                    id: *id,
                })
            }
            Self::Patched {
                kind,
                id,
                before,
                after,
            } => {
                let row = visible((*kind, *id))?;
                let fields: Fields = before
                    .clone()
                    .into_iter()
                    .filter(|(name, _)| stands(*kind, name, after, &row.fields))
                    .collect();
                (!fields.is_empty()).then_some(Change::Patch {
                    kind: *kind,
                    id: *id,
                    fields,
                })
            }
        }
    }
}
