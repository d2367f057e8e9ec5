//! The address bar: where the page is, going elsewhere without a reload, and coming back to where
//! one had scrolled.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use js_sys::decode_uri_component;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, ScrollToOptions};

/// Path and query of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The path, with its slash.
    pub path: String,
    /// Names and values, unescaped, in their order.
    pub query: Vec<(String, String)>,
}

impl Address {
    fn current() -> Self {
        let location = window().location();
        let query = location.search().unwrap_or_default();
        let pairs = query
            .trim_start_matches('?')
            .split('&')
            .filter(|pair| !pair.is_empty());
        Self {
            path: location.pathname().unwrap_or_default(),
            query: pairs
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(name, value)| (unescape(name), unescape(value)))
                .collect(),
        }
    }
}

/// The text behind an escaped one; what is not escaped properly stays as it is.
fn unescape(text: &str) -> String {
    let spaced = text.replace('+', " ");
    decode_uri_component(&spaced).map_or(spaced, String::from)
}

/// The address bar. Cheap to clone; outlives every page.
#[derive(Clone)]
pub struct Place {
    address: ArcRwSignal<Address>,
    seen: Arc<Mutex<Seen>>,
}

/// How far each entry of the history was scrolled.
#[derive(Default)]
struct Seen {
    current: u32,
    last: u32,
    scrolled: HashMap<u32, f64>,
}

impl Place {
    /// Follows the address bar and takes over links inside the app.
    pub fn start() -> Self {
        let place = Self {
            address: ArcRwSignal::new(Address::current()),
            seen: Arc::default(),
        };
        let popped = place.clone();
        window_event_listener(ev::popstate, move |event| popped.came_back(&event.state()));
        let clicked = place.clone();
        window_event_listener(ev::click, move |event| clicked.follow(&event));
        place
    }

    /// Where the page is.
    pub fn address(&self) -> ArcRwSignal<Address> {
        self.address.clone()
    }

    /// Goes to an address inside the app; Back returns.
    pub fn go(&self, href: &str) {
        let entry = self.leave();
        let history = window().history();
        history
            .and_then(|history| history.push_state_with_url(&entry.into(), "", Some(href)))
            .ok();
        if self.arrive() {
            scroll_to(0.0);
        }
    }

    /// Changes the address of this entry of the history, without scrolling.
    pub fn replace(&self, href: &str) {
        let entry = self.seen().current;
        let history = window().history();
        history
            .and_then(|history| history.replace_state_with_url(&entry.into(), "", Some(href)))
            .ok();
        self.arrive();
    }

    /// Goes back, as the button of the browser does.
    pub fn back(&self) {
        window().history().and_then(|history| history.back()).ok();
    }

    /// Notes how far this entry is scrolled and gives the number of the next.
    fn leave(&self) -> u32 {
        let mut seen = self.seen();
        let current = seen.current;
        seen.scrolled.insert(current, scrolled());
        seen.last += 1;
        seen.current = seen.last;
        seen.current
    }

    fn came_back(&self, state: &JsValue) {
        let target = {
            let mut seen = self.seen();
            let current = seen.current;
            seen.scrolled.insert(current, scrolled());
            seen.current = state.as_f64().unwrap_or_default() as u32;
            seen.scrolled
                .get(&seen.current)
                .copied()
                .unwrap_or_default()
        };
        if self.arrive() {
            // The page is drawn in the next frame; only then is it long enough to scroll.
            request_animation_frame(move || request_animation_frame(move || scroll_to(target)));
        }
    }

    /// Takes over the address of the browser. True when it is another page.
    fn arrive(&self) -> bool {
        let now = Address::current();
        let before = self.address.get_untracked();
        if now != before {
            self.address.set(now.clone());
        }
        now.path != before.path
    }

    /// Plain presses on links inside the app are handled here; all others are left to the browser.
    fn follow(&self, event: &ev::MouseEvent) {
        let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || modified {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else {
            return;
        };
        let own = window()
            .location()
            .origin()
            .is_ok_and(|origin| origin == link.origin());
        let leaves = !link.target().is_empty() || link.has_attribute("download");
        if !own || leaves || !link.hash().is_empty() {
            return;
        }
        event.prevent_default();
        self.go(&format!("{}{}", link.pathname(), link.search()));
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// On a desk the sheet scrolls, on a phone the window does; one of the two is always at zero.
fn scrolled() -> f64 {
    let sheet = document()
        .get_element_by_id("main")
        .map_or(0, |sheet| sheet.scroll_top());
    window().scroll_y().unwrap_or_default() + f64::from(sheet)
}

fn scroll_to(top: f64) {
    let options = ScrollToOptions::new();
    options.set_top(top);
    window().scroll_to_with_scroll_to_options(&options);
    if let Some(sheet) = document().get_element_by_id("main") {
        sheet.scroll_to_with_scroll_to_options(&options);
    }
}
