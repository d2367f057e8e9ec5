//! The pages. Each module is one feature; none knows another.

pub mod outbox;
pub mod settings;
pub mod sign_in;
