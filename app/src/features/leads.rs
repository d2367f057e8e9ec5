//! Leads: the list, the record with its way through the statuses, and the form.

mod filter;
mod form;
mod list;
mod record;

use leptos::prelude::*;

use crate::routes::{Path, use_path};
use form::LeadFormPage;
use list::LeadsPage;
use record::LeadRecordPage;

/// Draws the page that the address names.
pub fn draw() -> AnyView {
    match use_path().get() {
        Some(Path::Lead(id)) => view! { <LeadRecordPage id/> }.into_any(),
        Some(Path::NewLead) => view! { <LeadFormPage/> }.into_any(),
        _ => view! { <LeadsPage/> }.into_any(),
    }
}
