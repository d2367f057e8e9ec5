//! What the pages about customers and leads share: the words for levels,
//! sources and contacts, the marks that show them, the rules with their
//! context, and the way to the sheet that logs a contact. It knows no page.

pub mod changes;
pub mod clash;
pub mod clock;
pub mod keys;
pub mod leaving;
pub mod log_contact;
pub mod marks;
pub mod numbers;
pub mod people;
pub mod reasons;
pub mod rules;
pub mod values;
pub mod words;
