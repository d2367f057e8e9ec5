//! What screen readers hear when the page or the state of syncing changes.

use leptos::prelude::*;

use super::parts::{Part, use_parts};
use crate::data::{Phase, use_data};
use crate::platform::page;
use crate::routes::use_path;
use crate::text::use_text;
use crate::ui::use_announcer;

/// The title while nobody's page is shown.
const BRAND: &str = "Forecourt";

/// Each new page sets the title, takes the focus to its heading and is announced by it.
pub fn follow_pages() {
    let (path, text, announcer) = (use_path(), use_text(), use_announcer());
    let parts = use_parts();
    // Whoever comes after this person, or finds a device that was emptied, reads no name of theirs.
    on_cleanup(move || {
        announcer.hush();
        page::set_title(BRAND);
    });
    Effect::new(move |before: Option<bool>| {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        let (path, text) = (path.get(), text.get());
        let first = !before.unwrap_or_default();
        if path.and_then(Part::of).is_some_and(|part| !parts.has(part)) {
            return !first;
        }
        // The page is drawn in this frame and its heading found in the next.
        request_animation_frame(move || {
            let heading = page::heading().unwrap_or_default();
            page::set_title(&text.shell_title(&heading));
            if !first {
                page::focus_start();
                announcer.say(heading);
            }
        });
        true
    });
}

/// Going offline, coming back and refusals are said; the ordinary course of syncing is not.
pub fn follow_sync() {
    let (sync, text, announcer) = (use_data().sync(), use_text(), use_announcer());
    Effect::new(move |before: Option<(Phase, usize)>| {
        let now = sync.with(|sync| (sync.phase, sync.refused));
        let words = text.get_untracked();
        match before {
            Some((was, _)) if was != Phase::Offline && now.0 == Phase::Offline => {
                announcer.say(words.shell_sync_offline());
            }
            Some((Phase::Offline, _)) if now.0 != Phase::Offline => {
                announcer.say(words.shell_online_again());
            }
            Some((_, refused)) if now.1 > refused => {
                announcer.alert(words.shell_sync_refused(now.1 as u64));
            }
            _ => {}
        }
        now
    });
}
