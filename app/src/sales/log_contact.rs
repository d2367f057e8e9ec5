//! The way to the sheet that logs a contact. Pages ask for it here; the shell
//! holds the sheet, so that it can be opened from everywhere.

use forecourt_domain::Id;
use leptos::prelude::*;

/// With whom a contact is to be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl LogContact {
    fn new() -> Self {
        Self {
            asked: RwSignal::new(Asked {
                customer: None,
                lead: None,
            }),
            open: RwSignal::new(false),
        }
    }

    /// Asks how a contact with this customer went, about an enquiry if one is named.
    pub fn open(self, customer: Id, lead: Option<Id>) {
        self.ask(Some(customer), lead);
    }

    /// Asks with whom the contact was, then how it went.
    pub fn choose(self) {
        self.ask(None, None);
    }

    fn ask(self, customer: Option<Id>, lead: Option<Id>) {
        self.asked.try_set(Asked { customer, lead });
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
