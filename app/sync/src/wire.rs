//! What travels between device and server, as JSON.

use std::collections::BTreeMap;

use forecourt_domain::access::Access;
use forecourt_domain::row::Unit;
use forecourt_domain::{Id, Millis, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Group, Stamp};

/// Version of these types. They only grow: who reads one passes over what it does
/// not know, so a server takes newer requests, and old ones down to a least version.
pub const WIRE_VERSION: u32 = 1;
/// Highest number of a group: above it JavaScript and D1 do not count exactly.
pub const MAX_GROUP_NUMBER: u64 = (1 << 53) - 1;
/// How far a group's number may be beyond the last decided one. Those in between
/// are void, and no device gives up so many.
pub const MAX_VOID_NUMBERS: u64 = 1_000_000;
/// Operations in one push.
pub const MAX_OPERATIONS: usize = 500;
/// Bytes of one push body, inflated.
pub const MAX_BODY_BYTES: usize = 512 * 1024;
/// Bytes of one record's body.
pub const MAX_RECORD_BYTES: usize = 64 * 1024;
/// Fields of one record.
pub const MAX_FIELDS: usize = 256;
/// Levels of arrays and objects inside one field.
pub const MAX_NESTING: usize = 8;
/// Bytes of rows in one page of a pull, over all units.
pub const MAX_PAGE_BYTES: usize = 480 * 1024;
/// How far ahead of the server's clock a stamp may be before it is set back, ms.
pub const MAX_AHEAD_MS: u64 = 120_000;

/// `POST /api/v1/push`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushRequest {
    /// Wire version.
    pub v: u32,
    /// The device.
    pub device: Id,
    /// Epoch the device is in; empty when it asks for it, and then it sends no groups.
    pub epoch: String,
    /// First number that this push covers; the last is that of the last group.
    /// A number in between that has no group is void: the device gave it up.
    pub from: u64,
    /// Groups in order of their numbers.
    pub groups: Vec<Group>,
}

/// Answer to a push.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushReply {
    /// Server time.
    pub now: Millis,
    /// Epoch of the tenant.
    pub epoch: String,
    /// Highest group number that the server has decided for this device.
    pub mid: u64,
    /// One verdict per group of the request, in order.
    pub verdicts: Vec<Verdict>,
    /// Stamps that were too far ahead: group number, index in the group, new stamp.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restamped: Vec<(u64, usize, Stamp)>,
}

/// What became of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Number of the group.
    pub mid: u64,
    /// Outcome.
    pub outcome: Outcome,
}

/// Outcome of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Outcome {
    /// Every field won. The local edit leaves the overlay when a pull has
    /// delivered everything up to `seq`.
    Applied {
        /// Sequence of its last row.
        seq: u64,
    },
    /// Applied, but some fields had newer values already.
    Merged {
        /// Sequence of its last row.
        seq: u64,
        /// Those of them that have another value: index of the operation, field.
        /// A person may want to look at them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lost: Vec<(usize, String)>,
    },
    /// Refused whole.
    Refused {
        /// Word of the code.
        code: String,
        /// Index of the operation that was refused first.
        index: usize,
    },
}

/// `POST /api/v1/pull`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Wire version.
    pub v: u32,
    /// The device.
    pub device: Id,
    /// Epoch the device is in; empty at first.
    pub epoch: String,
    /// How far the device is in each unit it knows.
    pub cursors: BTreeMap<Unit, u64>,
    /// Version of the access that the device knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<u64>,
    /// Units that the device does not have whole, and what it was served before:
    /// its cursor when it began to catch up, or the sequence when it began to fill
    /// the unit, because what left before then it has never had. None of a device
    /// that does not know how to start a unit again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origins: Option<BTreeMap<Unit, u64>>,
    /// Acts that wait on the device, as it asks: who takes a device away should know what goes with it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub waiting: u64,
}

const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Answer to a pull.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PullReply {
    /// Server time.
    pub now: Millis,
    /// Epoch of the tenant. When it differs from the request's (and that was
    /// not empty) there are no pages and the device starts again.
    pub epoch: String,
    /// One page per unit that the person may see. Units the device knows and
    /// that are not here are to be dropped.
    pub units: BTreeMap<Unit, Page>,
    /// Highest stamp among the rows sent, for the device's clock.
    pub clock: Option<Stamp>,
    /// Unsent work aside, the device has everything up to here once no page has more.
    pub high: u64,
    /// What the person reads, when the device knows another version of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Highest group number decided for the device, by this epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mid: Option<u64>,
}

/// Rows of one unit, in order of sequence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Changed rows.
    pub rows: Vec<WireRow>,
    /// The device's new cursor for the unit.
    pub cursor: u64,
    /// True when the unit has further rows after this page.
    pub more: bool,
    /// True when the device was away for too long: it drops the unit and starts
    /// it again. There are no rows then.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub restart: bool,
}

/// A row: `[seq, kind, id, state, owner, body]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WireRow(
    /// Sequence of its last change.
    pub u64,
    /// Word of the kind.
    pub String,
    /// Id.
    pub Id,
    /// Life state. On the wire 3 stands for a row that the person may not read
    /// any more; for the device it is as good as gone.
    pub State,
    /// Who is responsible.
    pub Option<Id>,
    /// Field values; empty when the row is gone.
    pub Body,
);

/// `POST /api/v1/history`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRequest {
    /// Wire version.
    pub v: u32,
    /// The device.
    pub device: Id,
    /// Word of the kind.
    pub kind: String,
    /// Which record.
    pub id: Id,
}

/// Answer to a request for a history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryReply {
    /// The last changes of the record, oldest first, in the order in which they
    /// reached the server. Those of one push that change one field are one.
    pub items: Vec<Past>,
}

/// A change of one field: `[stamp, staff, field, before, asked for, won]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past(
    /// When, by the writer's hybrid clock.
    pub Stamp,
    /// Who.
    pub Id,
    /// Field.
    pub String,
    /// The value that stood there. Of a long one there is `{"cut": beginning}`.
    pub Value,
    /// The value that was asked for, likewise.
    pub Value,
    /// 1 when it took the place of the other; 0 when that was newer.
    pub u8,
);

/// What a live socket says: that there is something new, never what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Sequence of the tenant.
    pub seq: u64,
    /// How many devices hear it. Many do not ask at the same moment.
    pub crowd: usize,
}

/// Body of every refusal of a whole request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Word of the code.
    pub code: String,
    /// Seconds to wait before another try, if the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// For `push.gap` and `sync.epoch_changed`: the number the server expects next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
}

mod body;
#[cfg(test)]
mod tests;

pub use body::Body;
