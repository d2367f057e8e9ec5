//! What is on this device already, indexed for a plan.

use std::collections::HashMap;

use forecourt_domain::customer::Customer;
use forecourt_domain::import::cells::People;
use forecourt_domain::import::enquiries::{KnownLeads, key};
use forecourt_domain::import::plan::{Known, KnownCar};
use forecourt_domain::lead::{Lead, LeadRef};
use forecourt_domain::organisation::Staff;
use forecourt_domain::phone::Phone;
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use forecourt_domain::{Id, Millis, Row, State};
use leptos::prelude::untrack;

use crate::data::Data;
use crate::sales::rules::row_of;

/// Rows by what a file can name them by.
pub struct Index {
    data: Data,
    by_phone: HashMap<Phone, Id>,
    by_vin: HashMap<String, Id>,
    by_plate: HashMap<String, Id>,
    customers_of_car: HashMap<Id, Vec<Id>>,
    leads: HashMap<(String, String), Id>,
    open_leads: HashMap<Id, (Millis, Id)>,
}

impl Index {
    /// An index of everything that is live now.
    pub fn of(data: &Data) -> Self {
        untrack(|| {
            let mut index = Self {
                data: data.clone(),
                by_phone: HashMap::new(),
                by_vin: HashMap::new(),
                by_plate: HashMap::new(),
                customers_of_car: HashMap::new(),
                leads: HashMap::new(),
                open_leads: HashMap::new(),
            };
            index.add_customers();
            index.add_cars();
            index.add_leads();
            index
        })
    }

    /// Of two customers with one number the older is taken, whose id is smaller.
    fn add_customers(&mut self) {
        let by_phone = &mut self.by_phone;
        self.data.table::<Customer>().each(|entry| {
            for phone in &entry.value.phones {
                let id = by_phone.entry(phone.number.clone()).or_insert(entry.id);
                *id = entry.id.min(*id);
            }
        });
    }

    fn add_cars(&mut self) {
        let (by_vin, by_plate) = (&mut self.by_vin, &mut self.by_plate);
        self.data.table::<Vehicle>().each(|entry| {
            for (index, name) in [
                (&mut *by_vin, &entry.value.vin),
                (by_plate, &entry.value.plate),
            ] {
                if !name.is_empty() {
                    index.insert(name.clone(), entry.id);
                }
            }
        });
        let customers_of_car = &mut self.customers_of_car;
        self.data.table::<VehicleParty>().each(|entry| {
            if let (Some(car), Some(customer)) = (entry.value.vehicle_id, entry.value.customer_id) {
                customers_of_car.entry(car).or_default().push(customer);
            }
        });
    }

    fn add_leads(&mut self) {
        let (leads, open_leads) = (&mut self.leads, &mut self.open_leads);
        self.data.table::<Lead>().each(|entry| {
            for number in &entry.value.refs {
                leads.insert(key(number), entry.id);
            }
            if let Some(customer) = entry
                .value
                .customer_id
                .filter(|_| entry.value.status.is_open())
            {
                let own = (entry.value.request_at, entry.id);
                let newest = open_leads.entry(customer).or_insert(own);
                *newest = own.max(*newest);
            }
        });
    }

    fn lead(&self, id: Id) -> Option<Row> {
        self.data
            .table::<Lead>()
            .peek(id)
            .map(|entry| row_of(&entry))
    }
}

impl Known for Index {
    fn customer_with(&self, phone: &Phone) -> Option<Id> {
        self.by_phone.get(phone).copied()
    }

    fn car(&self, vin: &str, plate: &str) -> Option<KnownCar> {
        let by_plate = || self.by_plate.get(plate).filter(|_| vin.is_empty());
        let id = *self.by_vin.get(vin).or_else(by_plate)?;
        let customers = self.customers_of_car.get(&id).cloned().unwrap_or_default();
        Some(KnownCar { id, customers })
    }

    fn customer(&self, id: Id) -> Option<Row> {
        let entry = self.data.table::<Customer>().peek(id)?;
        (entry.state == State::Live).then(|| row_of(&entry))
    }
}

impl KnownLeads for Index {
    fn lead_with(&self, number: &LeadRef) -> Option<Row> {
        self.lead(*self.leads.get(&key(number))?)
    }

    fn open_lead_of(&self, customer: Id) -> Option<Row> {
        let (_, id) = self.open_leads.get(&customer)?;
        self.lead(*id)
    }
}

/// Colleagues of the store in which new records are made, by name: only they
/// receive its rows.
pub fn colleagues(data: &Data) -> Vec<(Id, String)> {
    let store = data.me().store;
    let mut all = Vec::new();
    data.table::<Staff>().each(|entry| {
        let stores = &entry.value.store_ids;
        if stores.is_empty() || stores.contains(&store) {
            all.push((entry.id, entry.value.name.clone()));
        }
    });
    all.sort_by(|left, right| left.1.cmp(&right.1));
    all
}

/// The same, for finding them.
pub fn people(data: &Data) -> People {
    let all = untrack(|| colleagues(data));
    People::new(all.iter().map(|(id, name)| (name.as_str(), *id)))
}
