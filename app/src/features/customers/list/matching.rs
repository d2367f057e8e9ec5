//! Which customers the list shows: those that a search finds, by themselves or
//! by their cars, let through by the filter, in order.

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::search::Query;
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use leptos::prelude::*;

use crate::data::layout::{By, customer, vehicle_party};
use crate::data::{Data, Hits, Scanned, use_data};
use crate::features::customers::filter::{CustomerFilter, Sort};

/// Ids of the customers that fit, in order.
pub fn use_found(filter: Memo<CustomerFilter>) -> Memo<Vec<Id>> {
    let data = use_data();
    let customers = data.table::<Customer>();
    let me = data.me().staff;
    let hits = {
        let data = data.clone();
        Memo::new(move |_| {
            let query = Query::new(&filter.read().query);
            (!query.is_empty()).then(|| found_by(&data, &query))
        })
    };
    Memo::new(move |_| {
        let (filter, hits, today) = (filter.read(), hits.read(), data.today());
        let (reversed, among) = (filter.reversed, hits.as_ref());
        let accepts = |row: Scanned<'_>| filter.accepts(&row, me, today);
        match order_of(filter.sort) {
            Some(by) => customers.find(by, reversed, among, accepts),
            None => customers.find_by_name(customer::BY_NAME, reversed, among, accepts),
        }
    })
}

/// None is the order of names.
const fn order_of(sort: Sort) -> Option<By> {
    match sort {
        Sort::Name => None,
        Sort::Next => Some(customer::BY_NEXT),
        Sort::Level => Some(customer::BY_LEVEL),
        Sort::Last => Some(customer::BY_LAST),
        Sort::Created => Some(customer::BY_CREATED),
    }
}

/// Plate, VIN and model find the people of a car.
fn found_by(data: &Data, query: &Query) -> Hits {
    let customers = data.table::<Customer>();
    let mut hits = customers.hits(query);
    let parties = data.table::<VehicleParty>();
    let mut people = Vec::new();
    data.table::<Vehicle>().each_hit(query, |car, _| {
        parties.scan_of(vehicle_party::OF_VEHICLE, car.id(), |party| {
            people.extend(party.link(vehicle_party::CUSTOMER));
        });
    });
    customers.add_hits(&mut hits, people);
    hits
}
