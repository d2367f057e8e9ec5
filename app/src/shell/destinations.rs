//! Where one can go from everywhere: one list for the side, the bottom bar, the palette and keys.

use leptos::prelude::*;

use crate::routes::{Path, use_path};
use crate::text::{Text, use_text};
use crate::ui::Icon;

/// A place to go to.
#[derive(Clone, Copy)]
pub struct Destination {
    /// The page.
    pub path: Path,
    /// Its icon.
    pub icon: &'static str,
    /// Its name.
    pub name: fn(Text) -> &'static str,
}

impl Destination {
    const fn new(path: Path, icon: &'static str, name: fn(Text) -> &'static str) -> Self {
        Self { path, icon, name }
    }

    /// True when a page belongs to this place.
    pub fn holds(self, path: Option<Path>) -> bool {
        let home = match path {
            Some(Path::Customer(_) | Path::NewCustomer | Path::EditCustomer(_)) => Path::Customers,
            Some(Path::Lead(_) | Path::NewLead) => Path::Leads,
            Some(other) => other,
            None => return false,
        };
        home == self.path
    }
}

/// The work itself.
pub const WORK: [Destination; 3] = [
    Destination::new(Path::Today, "today", Text::shell_today),
    Destination::new(Path::Leads, "inbox", Text::shell_leads),
    Destination::new(Path::Customers, "users", Text::shell_customers),
];

/// This device and its data.
pub const DEVICE: [Destination; 3] = [
    Destination::new(Path::Import, "upload", Text::shell_import),
    Destination::new(Path::Outbox, "send", Text::shell_outbox),
    Destination::new(Path::Settings, "sliders", Text::shell_settings),
];

/// A link to a place, marked while one is there.
#[component]
pub fn DestinationLink(to: Destination) -> impl IntoView {
    let (text, path) = (use_text(), use_path());
    view! {
        <a href=to.path.href() aria-current=move || to.holds(path.get()).then_some("page")>
            <Icon name=to.icon/>
            <span>{move || (to.name)(text.get())}</span>
        </a>
    }
}
