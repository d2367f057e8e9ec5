//! The sample dealership: one group, three stores, 24 people, and as many
//! customers as are wanted, with their enquiries, cars, follow-ups and history.
//! Equal arguments give equal rows. Dates are placed around `today`, so that
//! every consultant has contacts that are overdue and due.
//!
//! Names, firms, cars and notes are made up. China reserves no numbers for
//! fiction; the Chinese numbers here have `00` after their first three digits, and
//! the American ones are of the block 555-01xx that is reserved.

pub mod dice;
pub mod keys;
pub mod names;
pub mod organisation;
pub mod write;

mod customers;
mod leads;
mod vehicles;

use forecourt_domain::organisation::Role;
use forecourt_domain::row::{TENANT_UNIT, Unit};
use forecourt_domain::{Date, Entity, Fields, Id, Kind, Millis};
use forecourt_sync::Stamp;
use serde::Serialize;

use organisation::{GROUP, SampleStaff, SampleStore};

/// One day, milliseconds.
const DAY_MS: Millis = 86_400_000;

/// How large the dealership is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleSize {
    /// Customers; their other records follow from them.
    pub customers: u64,
}

/// The dealership on the server.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SampleTenant {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: &'static str,
    /// Its epoch.
    pub epoch: Id,
    /// When it was made.
    pub created: Millis,
}

/// One record as it was created.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SampleRow {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// The unit it belongs to.
    pub unit: Unit,
    /// Who is responsible.
    pub owner: Option<Id>,
    /// Its values.
    pub fields: Fields,
    /// When it was created, and by which writer.
    pub stamp: Stamp,
}

/// A dealership that makes its rows while they are asked for.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The dealership.
    pub tenant: SampleTenant,
    /// The group first, then its stores.
    pub stores: Vec<SampleStore>,
    /// Everybody who can sign in.
    pub staff: Vec<SampleStaff>,
    size: SampleSize,
    seed: u64,
    today: Date,
    now: Millis,
}

/// A dealership of this size as it is `today` at `now`.
pub fn generate(size: SampleSize, seed: u64, today: Date, now: Millis) -> Sample {
    let stores = organisation::stores(seed);
    let staff = organisation::staff(seed, &stores);
    let seed_word = seed.to_string();
    Sample {
        tenant: SampleTenant {
            id: Id::derived(&["sample", &seed_word, "tenant"]),
            name: GROUP,
            epoch: Id::derived(&["sample", &seed_word, "epoch"]),
            created: now.saturating_sub(900 * DAY_MS),
        },
        stores,
        staff,
        size,
        seed,
        today,
        now,
    }
}

impl Sample {
    /// Every row, in the order in which they were made: places and people first.
    pub fn rows(&self) -> impl Iterator<Item = SampleRow> + '_ {
        let stamp = self.stamp(self.tenant.created);
        let organisation = organisation::bodies(&self.stores, &self.staff)
            .into_iter()
            .map(move |(kind, id, fields)| SampleRow {
                kind,
                id,
                unit: TENANT_UNIT.to_owned(),
                owner: None,
                fields,
                stamp,
            });
        organisation.chain((0..self.size.customers).flat_map(|number| self.customer_rows(number)))
    }

    /// The rows of one customer: the customer first.
    pub fn customer_rows(&self, number: u64) -> Vec<SampleRow> {
        customers::rows(self, number)
    }

    /// The consultant who has a customer, and the customer's number among theirs.
    fn owner_of(&self, number: u64) -> Option<(&SampleStaff, u64)> {
        let consultants = || {
            self.staff
                .iter()
                .filter(|person| person.entity.role == Role::SalesConsultant)
        };
        let count = consultants().count() as u64;
        let place = usize::try_from(number.checked_rem(count)?).ok()?;
        Some((consultants().nth(place)?, number / count))
    }

    /// An instant on a day, so many minutes after midnight in Shanghai, never after now.
    fn at(&self, day: Date, minutes: i64) -> Millis {
        let epoch = Date::at(0, 0);
        let at = (day.days_since(epoch) * 24 * 60 - SHANGHAI + minutes) * 60_000;
        u64::try_from(at).unwrap_or(0).min(self.now)
    }

    fn stamp(&self, at: Millis) -> Stamp {
        Stamp::new(at, 0, self.seed)
    }

    fn row<T: Entity>(&self, id: Id, owner: &SampleStaff, at: Millis, entity: &T) -> SampleRow {
        SampleRow {
            kind: T::KIND,
            id,
            unit: owner.store(),
            owner: Some(owner.id),
            fields: entity.fields(),
            stamp: self.stamp(at),
        }
    }
}

/// Minutes east of UTC where the dealership is.
const SHANGHAI: i64 = 480;

#[cfg(test)]
mod tests;
