//! A clock of this device that runs ahead. The server sets what was done under it back to its own time, because it would
//! win over everything that others change until then; the person hears of it until they have read it.

use std::sync::Arc;

use forecourt_domain::Millis;

use super::Data;
use super::overlay::LocalGroup;
use super::store;
use crate::platform::storage;

/// What was set back, since the person last said that they know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FastClock {
    /// How many acts.
    pub acts: u64,
    /// By how much at most, ms.
    pub ahead: Millis,
}

/// A note outside of the database, where every tab reads it.
fn key(name: &str) -> String {
    format!("{}.fast_clock", store::root_name(name))
}

/// What the person has not read yet.
pub(super) fn noted(name: &str) -> Option<FastClock> {
    let text = storage::get(&key(name))?;
    let (acts, ahead) = text.split_once(' ')?;
    Some(FastClock {
        acts: acts.parse().ok()?,
        ahead: ahead.parse().ok()?,
    })
}

/// Adds acts whose new stamps lie before the time at which this device says they were made. Others were set back only
/// because the stamps of an earlier time stand ahead still, and the clock is right by now.
pub(super) fn note(name: &str, set_back: &[(u64, Arc<LocalGroup>)]) {
    let ahead = set_back.iter().filter_map(|(_, group)| {
        let stamped = group.ops.iter().map(|op| op.at.ms()).max()?;
        group.made_at.checked_sub(stamped).filter(|ms| *ms > 0)
    });
    let before = noted(name).unwrap_or_default();
    let sum = ahead.fold(before, |sum, ahead| FastClock {
        acts: sum.acts + 1,
        ahead: sum.ahead.max(ahead),
    });
    if sum != before {
        storage::set(&key(name), &format!("{} {}", sum.acts, sum.ahead));
    }
}

/// Forgets the note.
pub(super) fn forget(name: &str) {
    storage::remove(&key(name));
}

impl Data {
    /// The person knows that the clock runs ahead.
    pub fn dismiss_fast_clock(&self) {
        forget(&self.0.name);
        self.recount();
    }
}
