//! Whether there is a network, and whether somebody looks at the page.

use gloo::events::EventListener;
use leptos::prelude::{ArcRwSignal, ArcSignal, Set, document, window};
use web_sys::VisibilityState;

/// What the browser says. `false` is sure; `true` only means that there is
/// some network, not that the server answers.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// True while the page is in front.
pub fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Calls `hear` whenever the browser gains or loses its network.
#[must_use = "hears until it is dropped"]
pub fn on_network(hear: impl Fn(bool) + Clone + 'static) -> [EventListener; 2] {
    ["online", "offline"].map(|name| {
        let hear = hear.clone();
        EventListener::new(&window(), name, move |_| hear(is_online()))
    })
}

/// Calls `hear` whenever the page comes to the front or goes to the back.
#[must_use = "hears until it is dropped"]
pub fn on_visibility(hear: impl Fn(bool) + 'static) -> EventListener {
    EventListener::new(&document(), "visibilitychange", move |_| hear(is_visible()))
}

/// Calls `hear` whenever the page is left, for good or until somebody goes back to it.
#[must_use = "hears until it is dropped"]
pub fn on_leaving(hear: impl Fn() + 'static) -> EventListener {
    EventListener::new(&window(), "pagehide", move |_| hear())
}

/// Whether there is a network, as a signal for the life of the page.
pub fn follow_network() -> ArcSignal<bool> {
    let online = ArcRwSignal::new(is_online());
    let writer = online.clone();
    for listener in on_network(move |now| writer.set(now)) {
        listener.forget();
    }
    online.into()
}
