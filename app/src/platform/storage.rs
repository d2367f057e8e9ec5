//! Small notes of this browser: language, theme, who was here. Kept apart from
//! the database by the browser, which makes it a witness when that vanishes.

use gloo::events::EventListener;
use leptos::prelude::window;
use web_sys::Storage;

fn storage() -> Option<Storage> {
    // Throws in browsers that are told to keep nothing.
    window().local_storage().ok().flatten()
}

/// A note, if it is there.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a note. False when the browser keeps none.
pub fn set(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Forgets a note.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        storage.remove_item(key).ok();
    }
}

/// Calls `hear` whenever another tab changes a note, for as long as the page lives.
pub fn on_change(hear: impl Fn() + 'static) {
    EventListener::new(&window(), "storage", move |_| hear()).forget();
}
