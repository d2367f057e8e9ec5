//! The changes of a row: what is made, what is changed.

use crate::customer::{self, Customer, PhoneEntry};
use crate::import::noon_of;
use crate::vehicle::{Condition, PartyRole, Vehicle, VehicleParty, party_id};
use crate::{Change, Entity, Fields, Id, RuleError};

use super::{Known, Plan, Reading};

/// Ids that a row may need: customer, car.
const IDS_PER_ROW: usize = 2;

impl<K: Known> Plan<K> {
    /// A new customer, with the car they own.
    pub(super) fn create(&self, reading: &Reading, row: usize) -> Result<Vec<Change>, RuleError> {
        let run = &self.settings.run;
        let id = self.new_id(row, 0);
        let draft = Customer {
            import_id: Some(run.id),
            ..reading.draft.clone()
        };
        let owner = reading.owner.or(run.owner);
        let mut created = customer::register(&draft, id, run.unit.clone(), owner, run.context())?;
        if self.settings.keep_dates
            && let Change::Create { fields, .. } = &mut created
        {
            self.keep_origin(fields, reading);
        }
        let mut changes = vec![created];
        self.add_car(&mut changes, reading, id, row);
        Ok(changes)
    }

    /// What the row says and the customer does not have yet. Empty cells
    /// change nothing; numbers, addresses and notes are added, not replaced.
    pub(super) fn update(
        &self,
        reading: &Reading,
        id: Id,
        row: usize,
    ) -> Result<Vec<Change>, RuleError> {
        let Some(record) = self.known.customer(id) else {
            return Ok(Vec::new());
        };
        let merged = merged(&record.entity(), &reading.draft);
        let mut changes = customer::revise(&record, &merged, self.settings.run.context())?;
        self.add_car(&mut changes, reading, id, row);
        Ok(changes)
    }

    fn keep_origin(&self, fields: &mut Fields, reading: &Reading) {
        if let Some(date) = reading.created_on {
            fields.set(
                "created_at",
                noon_of(date, self.settings.run.offset_minutes),
            );
        }
        if let Some(id) = reading.created_by {
            fields.set("created_by", id.to_string());
        }
    }

    fn add_car(&self, changes: &mut Vec<Change>, reading: &Reading, customer: Id, row: usize) {
        if reading.vin.is_empty() && reading.plate.is_empty() {
            return;
        }
        let run = &self.settings.run;
        let known = self.known.car(&reading.vin, &reading.plate);
        if known
            .as_ref()
            .is_some_and(|car| car.customers.contains(&customer))
        {
            return;
        }
        let car = known.map_or_else(|| self.new_id(row, 1), |car| car.id);
        if car == self.new_id(row, 1) {
            let vehicle = Vehicle {
                vin: reading.vin.clone(),
                plate: reading.plate.clone(),
                condition: Condition::Used,
                created_at: run.now,
                created_by: Some(run.actor.staff),
                import_id: Some(run.id),
                ..Vehicle::default()
            };
            changes.push(Change::create(car, run.unit.clone(), None, &vehicle));
        }
        let party = VehicleParty {
            vehicle_id: Some(car),
            customer_id: Some(customer),
            role: PartyRole::Owner,
            ..VehicleParty::default()
        };
        let id = party_id(car, customer, PartyRole::Owner);
        changes.push(Change::create(id, run.unit.clone(), None, &party));
    }

    fn new_id(&self, row: usize, part: usize) -> Id {
        self.settings.run.id_at(row * IDS_PER_ROW + part)
    }
}

/// The customer with what the draft says laid over.
fn merged(before: &Customer, draft: &Customer) -> Customer {
    let mut fields = before.fields();
    fields.apply(&draft.fields());
    let mut after = Customer::from_fields(&fields);
    after.phones = joined(&before.phones, &draft.phones, |a: &PhoneEntry, b| {
        a.number == b.number
    });
    after.emails = joined(&before.emails, &draft.emails, |a, b| {
        a.eq_ignore_ascii_case(b)
    });
    let known: Vec<&str> = before.note.lines().collect();
    let new: Vec<&str> = draft
        .note
        .lines()
        .filter(|line| !known.contains(line))
        .collect();
    after.note = known.into_iter().chain(new).collect::<Vec<_>>().join("\n");
    after
}

/// The values of both, those of the first in front.
pub(in crate::import) fn joined<T: Clone>(
    before: &[T],
    more: &[T],
    same: impl Fn(&T, &T) -> bool,
) -> Vec<T> {
    let mut all = before.to_vec();
    for value in more {
        if !all.iter().any(|known| same(known, value)) {
            all.push(value.clone());
        }
    }
    all
}
