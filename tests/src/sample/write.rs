//! The sample dealership as files: SQL for the server's database, JSON for
//! benches, CSV as dealers export it.

mod csv;
mod json;
mod sql;

pub use csv::write_csv;
pub use json::write_json;
pub use sql::{Secrets, write_sql};

use std::io;

use super::keys::KeyError;

/// Why a sample was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file refused it.
    #[error("cannot write the file")]
    File(#[from] io::Error),
    /// A row could not be put into words.
    #[error("cannot write a row as JSON")]
    Json(#[from] serde_json::Error),
    /// A line could not be put into words.
    #[error("cannot write a line of the table")]
    Csv(#[from] ::csv::Error),
    /// A sign-in could not be made.
    #[error("cannot make a sign-in")]
    Key(#[from] KeyError),
}
