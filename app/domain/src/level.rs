//! Intent levels and the dates that follow from them (rule e.1).

use serde::{Deserialize, Serialize};

/// How near a purchase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Deposit received, not delivered.
    O,
    /// Closes within a week.
    H,
    /// Within a month.
    A,
    /// Within three months.
    B,
    /// Later, or no date known.
    C,
    /// Lost, kept for reactivation.
    F,
}
