//! Customers: the list, the record with its timeline, and the form.

mod address;
mod facts;
mod filter;
mod form;
mod list;
mod order;
mod record;

pub use form::CustomerFormPage;
pub use list::CustomersPage;
pub use record::CustomerRecordPage;
