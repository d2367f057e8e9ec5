//! The tables that a device works on: every row that its user may see, in
//! memory, made for lists that filter, sort, count and search a hundred
//! thousand rows between two frames.
//!
//! A row keeps its body as the text that the server sent. What lists need of it
//! stands in columns beside, read once when the row comes; orders and search
//! texts follow from those when somebody first asks, and are then kept up
//! incrementally. The rest of a row is built when somebody looks at it.
//!
//! This crate is pure: no I/O, no clock, no browser, no notion of who watches.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod archive;
pub mod base;
pub mod block;
pub mod column;
pub mod layout;
pub mod query;
pub mod rows;

mod bits;
mod follow;
mod hash;
mod order;
mod texts;

pub use base::{Base, Text, Word};
pub use follow::Followed;
pub use order::sort_ranked;
pub use query::{Hits, Scanned};
pub use rows::Rows;

#[cfg(test)]
mod tests;
