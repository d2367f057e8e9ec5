//! Customers: the list, the record with its timeline, and the form.

mod address;
mod facts;
mod filter;
mod list;
mod order;
mod record;

pub use list::CustomersPage;
pub use record::CustomerRecordPage;
