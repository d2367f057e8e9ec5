//! The pages. Each module is one feature; none knows another.

pub mod customers;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod import;
pub mod leads;
pub mod log_contact;
pub mod outbox;
pub mod settings;
pub mod sign_in;
pub mod today;
