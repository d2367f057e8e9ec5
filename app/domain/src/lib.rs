//! The meaning of Forecourt: entities, smart constructors, state tables and
//! rules of the dealer's trade.
//!
//! This crate is pure. It has no I/O, no async, no clock, no randomness and no
//! browser: `now`, `today`, new ids and the acting person are arguments.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod entity;

pub mod activity;
pub mod change;
pub mod customer;
pub mod date;
pub mod fields;
pub mod id;
pub mod kind;
pub mod lead;
pub mod level;
pub mod organisation;
pub mod phone;
pub mod row;
pub mod vehicle;

pub use change::Change;
pub use date::{Date, Millis};
pub use entity::Entity;
pub use fields::Fields;
pub use id::Id;
pub use kind::Kind;
pub use row::{Row, State};
