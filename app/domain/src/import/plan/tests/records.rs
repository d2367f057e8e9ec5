//! A store of records for the tests of plans.

use std::collections::{BTreeMap, HashMap};

use crate::customer::Customer;
use crate::import::plan::{Known, KnownCar};
use crate::phone::Phone;
use crate::vehicle::{Vehicle, VehicleParty};
use crate::{Change, Entity, Id, Kind, Row, State};

/// Records in memory: what the changes of plans make of them.
#[derive(Clone, Default)]
pub struct Records(BTreeMap<(Kind, Id), Row>, HashMap<Phone, Id>);

impl Records {
    pub fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::Create {
                    kind,
                    id,
                    unit,
                    owner,
                    fields,
                } => {
                    let row = Row {
                        kind,
                        id,
                        unit,
                        owner,
                        state: State::Live,
                        fields,
                    };
                    assert!(
                        self.0.insert((kind, id), row).is_none(),
                        "{kind} {id} twice"
                    );
                }
                Change::Patch { kind, id, fields } => {
                    self.0.get_mut(&(kind, id)).unwrap().fields.apply(&fields);
                }
                Change::Bin { .. } | Change::Restore { .. } => panic!("an import bins nothing"),
            }
        }
        self.1 = self
            .all::<Customer>()
            .into_iter()
            .flat_map(|(id, customer)| {
                customer
                    .phones
                    .into_iter()
                    .map(move |entry| (entry.number, id))
            })
            .collect();
    }

    pub fn all<T: Entity>(&self) -> Vec<(Id, T)> {
        self.0
            .values()
            .filter(|row| row.kind == T::KIND)
            .map(|row| (row.id, row.entity()))
            .collect()
    }

    pub fn customer_named(&self, name: &str) -> (Row, Customer) {
        let (id, customer) = self
            .all::<Customer>()
            .into_iter()
            .find(|(_, customer)| customer.name == name)
            .unwrap();
        (self.0[&(Kind::Customer, id)].clone(), customer)
    }
}

impl Known for Records {
    fn customer_with(&self, phone: &Phone) -> Option<Id> {
        self.1.get(phone).copied()
    }

    fn car(&self, vin: &str, plate: &str) -> Option<KnownCar> {
        let cars = self.all::<Vehicle>();
        let same = |car: &Vehicle| {
            if vin.is_empty() {
                !plate.is_empty() && car.plate == plate
            } else {
                car.vin == vin
            }
        };
        let (id, _) = cars.into_iter().find(|(_, car)| same(car))?;
        let customers = self
            .all::<VehicleParty>()
            .into_iter()
            .filter(|(_, party)| party.vehicle_id == Some(id))
            .filter_map(|(_, party)| party.customer_id)
            .collect();
        Some(KnownCar { id, customers })
    }

    fn customer(&self, id: Id) -> Option<Row> {
        self.0.get(&(Kind::Customer, id)).cloned()
    }
}
