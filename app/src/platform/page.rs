//! The page around the app.

use leptos::prelude::{document, window};

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

/// A text with composed characters (NFC), so that the same password typed on
/// two systems gives the same bytes.
pub fn composed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}

/// What people would call this device, such as "Chrome on Windows".
pub fn device_name() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let first = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| agent.contains(mark));
        found.map_or("?", |(_, name)| *name)
    };
    // Most browsers also carry the names of others: the more special come first.
    let browser = first(&[
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    format!("{browser} on {system}")
}

/// A text as part of an address.
pub fn escaped(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
