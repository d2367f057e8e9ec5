//! Rules of the domain with what every rule is told: who acts, when, and by
//! which settings.

use forecourt_domain::context::Context;
use forecourt_domain::level::IntervalTable;
use forecourt_domain::{Entity, Row};

use crate::data::{Data, Entry};

/// Calls a rule on behalf of the person who is signed in.
pub fn with_context<R>(data: &Data, rule: impl FnOnce(Context<'_>) -> R) -> R {
    let (actor, table) = (data.actor(), intervals());
    rule(Context {
        actor: &actor,
        now: data.now(),
        today: data.today(),
        table: &table,
    })
}

/// The dealership's table of levels and intervals.
pub fn intervals() -> IntervalTable {
    IntervalTable::default()
}

/// Country whose rules a number without country code is read by.
pub const HOME_COUNTRY: &str = "CN";

/// A row as rules take it.
pub fn row_of<T: Entity>(entry: &Entry<T>) -> Row {
    Row {
        kind: T::KIND,
        id: entry.id,
        unit: entry.unit.clone(),
        owner: entry.owner,
        state: entry.state,
        fields: entry.value.fields(),
    }
}
