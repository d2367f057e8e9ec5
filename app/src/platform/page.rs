//! The page around the app.

use leptos::prelude::document;

/// Shows the static panel that says the app stopped. Drawn without Leptos,
/// because after a panic nothing of the app may run any more.
pub fn stop(reason: &str) {
    web_sys::console::error_1(&reason.into());
    hide_splash();
    if let Some(panel) = document().get_element_by_id("panic") {
        panel.remove_attribute("hidden").ok();
    }
}

/// Takes the picture away that stands while the app loads.
pub fn hide_splash() {
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
}
