//! Import of files: from bytes to a plan that a person can read before anything
//! is written.
//!
//! Owns the rules for customer tables (CSV) and enquiries (ADF 1.0): how text is
//! encoded, how rows are cut, what a column means, what a cell says, and what
//! becomes of each row. It must not know where the bytes come from, how a plan
//! is stored or how it is shown; ids, dates and the acting person are arguments.

pub mod adf;
pub mod cells;
pub mod columns;
pub mod csv;
pub mod encoding;
pub mod enquiries;
pub mod plan;

use crate::access::Actor;
use crate::context::Context;
use crate::level::IntervalTable;
use crate::money::Currency;
use crate::row::Unit;
use crate::{Date, Id, Millis};

/// One run of an import: who imports, when, and into what place.
#[derive(Clone, Debug)]
pub struct Run {
    /// The run's own id, kept on what it makes.
    pub id: Id,
    /// New ids are counted up from this one, a fresh id that nobody else uses:
    /// so a plan gives the same ids whenever it is asked.
    pub first_id: Id,
    /// The unit of what is made.
    pub unit: Unit,
    /// Who gets what names nobody.
    pub owner: Option<Id>,
    /// Who imports.
    pub actor: Actor,
    /// Now.
    pub now: Millis,
    /// The day it is.
    pub today: Date,
    /// Minutes that the clock here is east of UTC.
    pub offset_minutes: i32,
    /// Levels and intervals of the dealership.
    pub table: IntervalTable,
    /// Country of numbers without a country code, ISO 3166 alpha-2.
    pub country: String,
    /// Currency of the store.
    pub currency: Currency,
}

impl Run {
    fn context(&self) -> Context<'_> {
        Context {
            actor: &self.actor,
            now: self.now,
            today: self.today,
            table: &self.table,
        }
    }

    /// The id at a place behind the first.
    fn id_at(&self, place: usize) -> Id {
        Id::from_u128(self.first_id.as_u128().wrapping_add(place as u128))
    }
}

/// Noon of a day for a clock `offset_minutes` east of UTC: an instant that
/// falls on this day also for readers some hours away.
fn noon_of(date: Date, offset_minutes: i32) -> Millis {
    let noon = date.days_since(Date::at(0, 0)) * 86_400_000 + 43_200_000;
    let instant = noon - i64::from(offset_minutes) * 60_000;
    Millis::try_from(instant).unwrap_or_default()
}

#[cfg(test)]
mod samples;
