//! Single keys of a page. They can be switched off, and they never run while
//! somebody types or composes a character (WCAG 2.1.4).

use leptos::ev;
use leptos::prelude::*;

use crate::preferences::use_preferences;
use crate::ui::is_typing;

/// Runs for every single key while the component stands; `run` says whether
/// the key was meant for it.
pub fn on_single_key(run: impl Fn(&str) -> bool + 'static) {
    let preferences = use_preferences();
    let listener = window_event_listener(ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key() || event.alt_key();
        let on = preferences.single_keys.get_untracked();
        if on && !command && !is_typing(&event) && run(&event.key()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
