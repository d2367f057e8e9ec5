//! Leads: the list, the record with its way through the statuses, and the form.

mod filter;
mod form;
mod list;
mod record;

pub use form::LeadFormPage;
pub use list::LeadsPage;
pub use record::LeadRecordPage;
