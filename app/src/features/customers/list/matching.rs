//! Which customers the list shows. Two steps: the rows in order, made anew when
//! a row or the order changes, and a pass over their texts on every letter.

use std::collections::HashMap;
use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::search::{Query, SearchText};
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use leptos::prelude::*;

use crate::data::{Table, use_data};
use crate::features::customers::filter::CustomerFilter;
use crate::features::customers::order::{Row, sort_rows};

/// Texts of the cars that each customer has to do with: plate, VIN, model.
type Cars = HashMap<Id, Vec<SearchText>>;

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
            let mut rows = live_rows(&customers);
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
        let (filter, rows, cars) = (filter.read(), rows.get(), cars.get());
        let query = Query::new(&filter.query);
        let today = data.today();
        rows.iter()
            .filter(|row| filter.accepts(&row.value, row.owner, me, today))
            .filter(|row| matches(&query, row, &cars))
            .map(|row| row.id)
            .collect()
    })
}

fn matches(query: &Query, row: &Row, cars: &Cars) -> bool {
    query.is_empty()
        || query.matches(row.search.as_str())
        || cars
            .get(&row.id)
            .is_some_and(|cars| cars.iter().any(|car| query.matches(car.as_str())))
}

fn live_rows(customers: &Table<Customer>) -> Vec<Row> {
    let ids = customers.select(|_| true, |_, _| std::cmp::Ordering::Equal);
    ids.into_iter()
        .filter_map(|id| customers.peek(id))
        .collect()
}

fn cars_of(vehicles: &Table<Vehicle>, parties: &Table<VehicleParty>) -> Cars {
    let mut texts = HashMap::new();
    vehicles.each(|car| {
        texts.insert(car.id, car.search.clone());
    });
    let mut cars = Cars::new();
    parties.each(|party| {
        let (customer, car) = (party.value.customer_id, party.value.vehicle_id);
        if let Some((customer, text)) = customer.zip(car.and_then(|car| texts.get(&car))) {
            cars.entry(customer).or_default().push(text.clone());
        }
    });
    cars
}
