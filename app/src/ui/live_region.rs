//! What screen readers are told without moving the focus.

use leptos::prelude::*;

/// Says things to screen readers: politely, or at once for errors.
#[derive(Clone, Copy)]
pub struct Announcer {
    polite: RwSignal<String>,
    assertive: RwSignal<String>,
}

impl Announcer {
    /// Makes an announcer known to everything below.
    pub fn provide() -> Self {
        let announcer = Self {
            polite: RwSignal::default(),
            assertive: RwSignal::default(),
        };
        provide_context(announcer);
        announcer
    }

    /// Says something when the reader has finished its sentence.
    pub fn say(self, text: impl Into<String>) {
        change(self.polite, text.into());
    }

    /// Takes back what was said: it stands in the page for as long as nothing else is said.
    pub fn hush(self) {
        self.polite.try_set(String::new());
        self.assertive.try_set(String::new());
    }

    /// Says something at once.
    pub fn alert(self, text: impl Into<String>) {
        change(self.assertive, text.into());
    }
}

/// The same words twice are not a change and would not be read again; a space that no one hears
/// makes them one.
fn change(region: RwSignal<String>, mut text: String) {
    if region.with_untracked(|said| *said == text) {
        text.push('\u{a0}');
    }
    region.try_set(text);
}

/// The announcer of this page; one that nobody hears when there is none, as in tests.
pub fn use_announcer() -> Announcer {
    use_context().unwrap_or_else(|| Announcer {
        polite: RwSignal::default(),
        assertive: RwSignal::default(),
    })
}

/// The two regions. They stand in the page from the start, or readers would miss the first words.
#[component]
pub fn LiveRegion(announcer: Announcer) -> impl IntoView {
    view! {
        <div class="say" aria-live="polite" aria-atomic="true">
            {announcer.polite}
        </div>
        <div class="say" aria-live="assertive" aria-atomic="true">
            {announcer.assertive}
        </div>
    }
}
