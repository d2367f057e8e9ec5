//! What a device knows about its syncing from one start to the next.

use std::collections::BTreeMap;

use forecourt_domain::access::Access;
use forecourt_domain::row::Unit;
use serde::{Deserialize, Serialize};

use crate::{Group, Stamp};

/// A group in the outbox, as far as the machine needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    /// Its number.
    pub mid: u64,
    /// How many operations it has.
    pub operations: usize,
    /// Its length on the wire, bytes.
    pub bytes: usize,
}

impl Queued {
    /// Measures a group. What cannot be written counts as too long to be sent.
    pub fn of(group: &Group) -> Self {
        Self {
            mid: group.mid,
            operations: group.ops.len(),
            bytes: serde_json::to_string(group).map_or(usize::MAX, |text| text.len()),
        }
    }
}

/// A group that the server took but that no pull has brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acked {
    /// The group.
    pub group: Queued,
    /// A pull up to here brings what the server made of it.
    pub seq: u64,
}

/// What a machine starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineState {
    /// Epoch of the base rows, and of what is sent; empty before the server named it.
    pub epoch: String,
    /// How far the base rows go in each unit.
    pub cursors: BTreeMap<Unit, u64>,
    /// Highest stamp that came from the server. The device's clock takes notice of it.
    pub clock: Stamp,
    /// Last number that the server is known to have decided.
    pub decided: u64,
    /// Units that are still being filled, and which sequence it was when that began.
    #[serde(default)]
    pub origins: BTreeMap<Unit, u64>,
    /// Units of which more pages are to come, and what the device was served of them before the first of these:
    /// its cursor of then, or the sequence of then of a unit that it fills. What leaves sight while it catches up
    /// may change again and come behind a cursor that has passed it.
    #[serde(default)]
    pub since: BTreeMap<Unit, u64>,
    /// What the person reads, as far as the device knows; version 0 before the first word of it.
    #[serde(default)]
    pub access: Access,
    /// Groups that the server took but that no pull has brought back, in order.
    pub acked: Vec<Acked>,
    /// The server knows other groups by the numbers of this device: it needs a new id.
    #[serde(default)]
    pub rewound: bool,
}

impl MachineState {
    /// What the server has to know of units that are not whole here, for a pull. A state that was kept by a
    /// build of before knows of those that are being filled.
    pub fn served(&self) -> BTreeMap<Unit, u64> {
        let mut served = self.origins.clone();
        served.extend(self.since.clone());
        served
    }
}
