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
pub struct LogContact(RwSignal<Option<Asked>>);

impl LogContact {
    /// Asks how a contact with this customer went, about an enquiry if one is named.
    pub fn open(self, customer: Id, lead: Option<Id>) {
        self.0.try_set(Some(Asked {
            customer: Some(customer),
            lead,
        }));
    }

    /// Asks with whom the contact was, then how it went.
    pub fn choose(self) {
        self.0.try_set(Some(Asked {
            customer: None,
            lead: None,
        }));
    }

    /// What the sheet shows; nothing while it is closed.
    pub fn asked(self) -> Signal<Option<Asked>> {
        self.0.into()
    }

    /// Closes the sheet.
    pub fn close(self) {
        self.0.try_set(None);
    }
}

/// Makes the way known to everything below. Called once, by the shell.
pub fn provide_log_contact() -> LogContact {
    let way = LogContact(RwSignal::new(None));
    provide_context(way);
    way
}

/// The way to the sheet.
pub fn use_log_contact() -> LogContact {
    use_context().unwrap_or_else(|| LogContact(RwSignal::new(None)))
}
