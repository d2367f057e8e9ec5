//! Which customers the list shows. Two steps: the rows in order, made anew when
//! a row or the order changes, and a pass over their texts on every letter.

use std::collections::HashMap;
use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::search::Query;
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use leptos::prelude::*;

use crate::data::{Entry, Table, use_data};
use crate::features::customers::filter::CustomerFilter;
use crate::features::customers::order::{Row, sort_rows};

/// The cars that each customer has to do with: plate, VIN and model find their people.
type Cars = HashMap<Id, Vec<Arc<Entry<Vehicle>>>>;

/// Ids of the customers that fit, in order.
pub fn use_found(filter: Memo<CustomerFilter>) -> Memo<Vec<Id>> {
    let data = use_data();
    let customers = data.table::<Customer>();
    let (vehicles, parties) = (data.table::<Vehicle>(), data.table::<VehicleParty>());
    let order = Memo::new(move |_| {
        let filter = filter.read();
        (filter.sort, filter.reversed)
    });
    let rows = ArcMemo::new_with_compare(
        move |_| {
            let mut rows = customers.rows().to_vec();
            let (sort, reversed) = order.get();
            sort_rows(&mut rows, sort, reversed);
            Arc::new(rows)
        },
        // Comparing ten thousand rows costs more than a pass over them.
        |_, _| true,
    );
    let cars = Memo::new_with_compare(move |_| Arc::new(cars_of(&vehicles, &parties)), |_, _| true);
    let me = data.me().staff;
    Memo::new(move |_| {
        let (filter, rows) = (filter.read(), rows.get());
        let query = Query::new(&filter.query);
        // Without a word to look for, nobody is found by their car.
        let cars = (!query.is_empty()).then(|| cars.get());
        let today = data.today();
        rows.iter()
            .filter(|row| filter.accepts(&row.value, row.owner, me, today))
            .filter(|row| query.is_empty() || matches(&query, row, cars.as_deref()))
            .map(|row| row.id)
            .collect()
    })
}

fn matches(query: &Query, row: &Row, cars: Option<&Cars>) -> bool {
    let cars = cars.and_then(|cars| cars.get(&row.id));
    query.matches(row.search())
        || cars.is_some_and(|cars| cars.iter().any(|car| query.matches(car.search())))
}

fn cars_of(vehicles: &Table<Vehicle>, parties: &Table<VehicleParty>) -> Cars {
    let all = vehicles.rows();
    let all: HashMap<Id, &Arc<Entry<Vehicle>>> = all.iter().map(|car| (car.id, car)).collect();
    let mut cars = Cars::new();
    parties.each(|party| {
        let (customer, car) = (party.value.customer_id, party.value.vehicle_id);
        if let Some((customer, car)) = customer.zip(car.and_then(|car| all.get(&car))) {
            cars.entry(customer).or_default().push(Arc::clone(car));
        }
    });
    cars
}
