//! What the pages about customers and leads share: the words for levels,
//! sources and contacts, the marks that show them, and the way to open the
//! sheet that logs a contact. It knows no page.

pub mod log_contact;
pub mod marks;
pub mod words;
