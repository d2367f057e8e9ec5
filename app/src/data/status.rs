//! What the interface says about saving and syncing.

use forecourt_domain::{Fields, Id, Kind, Millis};
use forecourt_sync::Verb;
pub use forecourt_sync::machine::Phase;

use super::fast_clock::FastClock;
use super::overlay::LocalGroup;

/// Word of the reason under which the tray holds what newer values kept: the
/// server took the act, but these fields of it did not win.
pub const OVERTAKEN: &str = "merge.overtaken";

/// How safe the device's storage is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StorageState {
    /// The browser promised to keep it.
    Ok,
    /// The browser may clear it when the disk is full.
    #[default]
    NotPersistent,
    /// The last write found no room.
    Full,
    /// The last write failed.
    Failed,
}

/// The state of syncing, for the badge and the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncStatus {
    /// Where syncing stands.
    pub phase: Phase,
    /// Acts that wait to be sent.
    pub waiting: usize,
    /// Those of them that the server has not decided.
    pub unsent: usize,
    /// Acts that the server refused and nobody decided on yet.
    pub refused: usize,
    /// When everything was last known to be on the server.
    pub last_synced: Option<Millis>,
    /// How safe the device's storage is.
    pub storage: StorageState,
    /// Entries that could not be read and stand aside.
    pub aside: usize,
    /// What was set back because the clock of this device runs ahead.
    pub fast_clock: Option<FastClock>,
}

/// One act that waits to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Its number on this device.
    pub mid: u64,
    /// When it was made.
    pub made_at: Millis,
    /// How often sending failed since the app was opened.
    pub attempts: u32,
    /// Code of the last failure.
    pub last_error: Option<String>,
    /// What it changes.
    pub changes: Vec<ChangeView>,
}

/// One act that the server refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// Its number on this device.
    pub mid: u64,
    /// Word of the reason.
    pub code: String,
    /// When it was made.
    pub made_at: Millis,
    /// What it would have changed.
    pub changes: Vec<ChangeView>,
}

/// One change of one record, to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeView {
    /// What the record is.
    pub kind: Kind,
    /// Which record.
    pub id: Id,
    /// What happens to it.
    pub verb: Verb,
    /// The new values.
    pub fields: Fields,
    /// The values that stood before.
    pub before: Fields,
}

impl LocalGroup {
    /// What the group changes, for people.
    pub fn changes(&self) -> Vec<ChangeView> {
        let before = self.before.iter().cloned().map(Some);
        self.asked()
            .into_iter()
            .zip(before.chain(core::iter::repeat(None)))
            .filter_map(|(op, before)| {
                Some(ChangeView {
                    kind: Kind::parse(&op.kind)?,
                    id: op.id,
                    verb: op.verb,
                    fields: op.fields,
                    before: before.unwrap_or_default(),
                })
            })
            .collect()
    }
}
