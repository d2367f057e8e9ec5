//! Acts of the tray that are on their way out, and can still be taken back.

use std::collections::HashSet;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use crate::data::Data;
use crate::platform::task;

/// How long a discarded act can be taken back, ms; a little more than its toast stays.
const REGRET_MS: u32 = 8_500;

/// Acts that are on their way out. They are discarded for good when the toast is over; a page that
/// closes before that keeps them, which is the safe side.
#[derive(Clone, Default)]
pub struct Leaving(ArcRwSignal<HashSet<u64>>);

impl Leaving {
    /// True while an act is on its way out. Tracked.
    pub fn holds(&self, mid: u64) -> bool {
        self.0.with(|leaving| leaving.contains(&mid))
    }

    /// Sends an act on its way.
    pub fn add(&self, data: Data, mid: u64) {
        self.0.update(|leaving| {
            leaving.insert(mid);
        });
        let leaving = self.0.clone();
        Timeout::new(REGRET_MS, move || {
            if leaving.with_untracked(|leaving| leaving.contains(&mid)) {
                task::start(async move { data.discard(mid).await });
            }
        })
        .forget();
    }

    /// Keeps it after all.
    pub fn take_back(&self, mid: u64) {
        self.0.update(|leaving| {
            leaving.remove(&mid);
        });
    }
}
