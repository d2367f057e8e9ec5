//! Keys, with care for input methods.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// True while an input method composes text. The Enter that picks a Chinese candidate must not
/// submit anything; Safari sends it after composition has ended, but with key code 229.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// Wraps a handler so that it runs on Enter alone, and never while text is being composed.
pub fn on_enter(run: impl Fn() + 'static) -> impl Fn(KeyboardEvent) + 'static {
    move |event| {
        if event.key() == "Enter" && !is_composing(&event) {
            event.prevent_default();
            run();
        }
    }
}

/// True when keys go into a field, a pick-list or an open dialog, so that no single-key shortcut
/// may run.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    const PLACES: &str = "input, textarea, select, [contenteditable], dialog, [popover]";
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let inside = target.is_some_and(|target| target.closest(PLACES).ok().flatten().is_some());
    let dialog = document()
        .query_selector("dialog[open]")
        .ok()
        .flatten()
        .is_some();
    inside || dialog || is_composing(event)
}
