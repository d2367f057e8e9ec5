//! Customers: the list, the record with its timeline, and the form.

mod address;
mod facts;
mod filter;
mod form;
mod list;
mod record;

use leptos::prelude::*;

use crate::routes::{Path, use_path};
use form::CustomerFormPage;
use list::CustomersPage;
use record::CustomerRecordPage;

/// Draws the page that the address names.
pub fn draw() -> AnyView {
    match use_path().get() {
        Some(Path::Customer(id)) => view! { <CustomerRecordPage id/> }.into_any(),
        Some(Path::NewCustomer) => view! { <CustomerFormPage/> }.into_any(),
        Some(Path::EditCustomer(id)) => view! { <CustomerFormPage id/> }.into_any(),
        _ => view! { <CustomersPage/> }.into_any(),
    }
}
