//! What every rule is told: who acts, when, and by which settings.

use crate::access::Actor;
use crate::level::IntervalTable;
use crate::{Date, Millis};

/// Who acts, when, and by which settings.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The person who acts.
    pub actor: &'a Actor,
    /// The instant.
    pub now: Millis,
    /// The calendar date where the person is.
    pub today: Date,
    /// The dealership's table of levels and intervals.
    pub table: &'a IntervalTable,
}
