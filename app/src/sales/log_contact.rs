//! The way to the sheet that logs a contact. Pages ask for it here; the shell
//! holds the sheet, so that it can be opened from everywhere.

use forecourt_domain::Id;
use leptos::prelude::*;

/// With whom a contact is to be logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The customer; none lets the person choose first.
    pub customer: Option<Id>,
    /// The enquiry that the contact is about.
    pub lead: Option<Id>,
}

/// Opens and closes the sheet.
#[derive(Clone, Copy)]
pub struct LogContact {
    asked: RwSignal<Asked>,
    open: RwSignal<bool>,
    here: RwSignal<Asked>,
}

impl LogContact {
    fn new() -> Self {
        Self {
            asked: RwSignal::default(),
            open: RwSignal::new(false),
            here: RwSignal::default(),
        }
    }

    /// Asks how a contact with this customer went, about an enquiry if one is named.
    pub fn open(self, customer: Id, lead: Option<Id>) {
        self.ask(Asked {
            customer: Some(customer),
            lead,
        });
    }

    /// Asks with whom the contact was, then how it went.
    pub fn choose(self) {
        self.ask(Asked::default());
    }

    /// Asks how a contact with the customer of this page went; on a page of
    /// nobody with whom it was, first.
    pub fn open_here(self) {
        self.ask(self.here.get_untracked());
    }

    /// The page is about this customer, as long as the component stands. Tracked.
    pub fn stand_by(self, here: impl Fn() -> Asked + 'static) {
        Effect::new(move |_| self.here.set(here()));
        on_cleanup(move || {
            self.here.try_set(Asked::default());
        });
    }

    fn ask(self, asked: Asked) {
        self.asked.try_set(asked);
        self.open.try_set(true);
    }

    /// With whom.
    pub fn asked(self) -> Signal<Asked> {
        self.asked.into()
    }

    /// True while the sheet is open; setting it to false closes the sheet.
    pub fn is_open(self) -> RwSignal<bool> {
        self.open
    }

    /// Closes the sheet.
    pub fn close(self) {
        self.open.try_set(false);
    }
}

/// Makes the way known to everything below. Called once, by the shell.
pub fn provide_log_contact() -> LogContact {
    let way = LogContact::new();
    provide_context(way);
    way
}

/// The way to the sheet.
pub fn use_log_contact() -> LogContact {
    use_context().unwrap_or_else(LogContact::new)
}
