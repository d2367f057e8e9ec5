//! Readies what the first search, or the first look in an order, would have to wait for, when nobody waits for anything else.

use std::cell::Cell;
use std::rc::Rc;

use forecourt_domain::activity::{Activity, Task};
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::{Lead, LeadLine};
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use leptos::prelude::*;

use crate::data::layout::{ByName, customer};
use crate::data::replica::Tabled;
use crate::data::{Table, use_data};
use crate::platform::task;

/// Keeps search texts and orders ready as rows come and change.
pub fn keep_ready() {
    let data = use_data();
    follow(data.table::<Customer>(), true, Some(customer::BY_NAME));
    follow(data.table::<Lead>(), true, None);
    follow(data.table::<LeadLine>(), false, None);
    follow(data.table::<Vehicle>(), true, None);
    follow(data.table::<VehicleParty>(), false, None);
    follow(data.table::<Activity>(), false, None);
    follow(data.table::<Task>(), false, None);
}

fn follow<T: Tabled>(table: Table<T>, is_searched: bool, names: Option<ByName>) {
    let busy = Rc::new(Cell::new(false));
    Effect::new(move |_| {
        // Read only to run again when rows change.
        table.len();
        if busy.replace(true) {
            return;
        }
        let (table, busy) = (table.clone(), Rc::clone(&busy));
        task::in_idle_time(move || {
            let more = table.ready(is_searched, names);
            busy.set(more);
            more
        });
    });
}
