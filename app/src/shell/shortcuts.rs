//! Single keys, two-key sequences and the key of the palette.

use leptos::ev;
use leptos::prelude::*;

use super::Overlays;
use crate::platform::{clock, page};
use crate::preferences::use_preferences;
use crate::routes::{Path, use_go};
use crate::sales::log_contact::{LogContact, use_log_contact};
use crate::text::Text;
use crate::ui::{Toaster, is_typing, use_toaster};

/// What a key does.
#[derive(Clone, Copy)]
pub enum Act {
    /// Goes to a page.
    Go(Path),
    /// Opens the sheet that logs a contact with the customer of the page, or asks with whom.
    Log,
    /// Puts the cursor into the search of this page, or opens the palette when it has none.
    Find,
    /// Lists the keys.
    Help,
    /// Takes the last act back.
    Undo,
}

/// One shortcut: one key, or `g` and a key after it.
pub struct Shortcut {
    /// The keys in order.
    pub keys: &'static [&'static str],
    /// What they do.
    pub act: Act,
    /// What they do, in words.
    pub name: fn(Text) -> &'static str,
}

/// Every shortcut; the list of keys shows them in this order.
pub const SHORTCUTS: [Shortcut; 8] = [
    Shortcut {
        keys: &["g", "t"],
        act: Act::Go(Path::Today),
        name: Text::shell_key_go_today,
    },
    Shortcut {
        keys: &["g", "c"],
        act: Act::Go(Path::Customers),
        name: Text::shell_key_go_customers,
    },
    Shortcut {
        keys: &["g", "l"],
        act: Act::Go(Path::Leads),
        name: Text::shell_key_go_leads,
    },
    Shortcut {
        keys: &["n"],
        act: Act::Go(Path::NewCustomer),
        name: Text::shell_key_new,
    },
    Shortcut {
        keys: &["l"],
        act: Act::Log,
        name: Text::shell_key_log,
    },
    Shortcut {
        keys: &["/"],
        act: Act::Find,
        name: Text::shell_key_find,
    },
    Shortcut {
        keys: &["?"],
        act: Act::Help,
        name: Text::shell_key_help,
    },
    Shortcut {
        keys: &["z"],
        act: Act::Undo,
        name: Text::shell_key_undo,
    },
];

/// How long the second key of a sequence may take, ms.
const PATIENCE_MS: u64 = 1_200;

/// Listens as long as the shell is there.
pub fn listen(overlays: Overlays) {
    let preferences = use_preferences();
    let (go, toaster, log) = (use_go(), use_toaster(), use_log_contact());
    let first = StoredValue::new((String::new(), 0_u64));
    let handle = window_event_listener(ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        if command && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            overlays.palette.update(|open| *open = !*open);
            return;
        }
        if command
            || event.alt_key()
            || is_typing(&event)
            || !preferences.single_keys.get_untracked()
        {
            return;
        }
        let (before, at) = first.get_value();
        let before = if clock::now() < at + PATIENCE_MS {
            before
        } else {
            String::new()
        };
        let key = event.key();
        let Some(act) = find(&before, &key) else {
            first.set_value((key, clock::now()));
            return;
        };
        first.set_value(Default::default());
        event.prevent_default();
        run(act, overlays, toaster, log, &go);
    });
    on_cleanup(move || handle.remove());
}

fn find(before: &str, key: &str) -> Option<Act> {
    let fits = |shortcut: &&Shortcut| match shortcut.keys {
        [one] => *one == key && before != "g",
        [first, second] => *first == before && *second == key,
        _ => false,
    };
    SHORTCUTS.iter().find(fits).map(|shortcut| shortcut.act)
}

fn run(act: Act, overlays: Overlays, toaster: Toaster, log: LogContact, go: &impl Fn(Path)) {
    match act {
        Act::Go(path) => go(path),
        Act::Log => log.open_here(),
        Act::Find => {
            if !page::focus_first("main [data-search]") {
                overlays.palette.set(true);
            }
        }
        Act::Help => overlays.keys.set(true),
        Act::Undo => drop(toaster.undo_latest()),
    }
}
