//! The meaning of Forecourt: entities, smart constructors, state tables and
//! rules of the dealer's trade.
//!
//! This crate is pure. It has no I/O, no async, no clock, no randomness and no
//! browser: `now`, `today`, new ids and the acting person are arguments.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod entity;

pub mod access;
pub mod activity;
pub mod body;
pub mod change;
pub mod context;
pub mod customer;
pub mod date;
pub mod duplicate;
pub mod error;
pub mod fields;
pub mod follow_up;
pub mod id;
pub mod import;
pub mod kind;
pub mod lead;
pub mod level;
pub mod money;
pub mod name;
pub mod organisation;
pub mod phone;
pub mod plate;
pub mod recycle_bin;
pub mod row;
pub mod search;
pub mod text;
pub mod together;
pub mod vehicle;
pub mod vin;

pub use change::Change;
pub use date::{Date, Millis};
pub use entity::Entity;
pub use error::RuleError;
pub use fields::Fields;
pub use id::Id;
pub use kind::Kind;
pub use row::{Row, State};
