//! How devices and the server agree: stamps, operations, merge, wire types,
//! error codes and the client's state machine.
//!
//! This crate is pure: no I/O, no async, no clock, no randomness, no browser.
//! It knows records as flat bodies and never the meaning of a field.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod admit;
pub mod auth;
pub mod code;
pub mod failure;
pub mod fold;
pub mod machine;
pub mod merge;
pub mod operation;
pub mod overlay;
pub mod stamp;
pub mod wire;

pub use code::Code;
pub use failure::Failure;
pub use operation::{Group, Operation, Verb};
pub use stamp::{Clock, Stamp};
