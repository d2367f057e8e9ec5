//! Readies what the first search, or the first look in an order or at a date, would have to wait for, when nobody waits for
//! anything else. While rows come it rests: they would only have to be put in order again, and a long download would wait.

use std::cell::Cell;
use std::rc::Rc;

use forecourt_domain::activity::{Activity, Task};
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::{Lead, LeadLine};
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use leptos::prelude::*;

use crate::data::layout::{ByName, customer};
use crate::data::replica::Tabled;
use crate::data::{Phase, Table, use_data};
use crate::platform::task;
use crate::text::use_text;

/// Keeps search texts and orders ready as rows come and change.
pub fn keep_ready() {
    let (data, text) = (use_data(), use_text());
    let sync = data.sync();
    let rests = Memo::new(move |_| sync.read().phase == Phase::Syncing);
    Effect::new(move |_| {
        let text = text.get();
        task::in_idle_time(move || text.ready_dates());
    });
    follow(
        rests,
        data.table::<Customer>(),
        true,
        Some(customer::BY_NAME),
    );
    follow(rests, data.table::<Lead>(), true, None);
    follow(rests, data.table::<LeadLine>(), false, None);
    follow(rests, data.table::<Vehicle>(), true, None);
    follow(rests, data.table::<VehicleParty>(), false, None);
    follow(rests, data.table::<Activity>(), false, None);
    follow(rests, data.table::<Task>(), false, None);
}

fn follow<T: Tabled>(rests: Memo<bool>, table: Table<T>, is_searched: bool, names: Option<ByName>) {
    let busy = Rc::new(Cell::new(false));
    Effect::new(move |_| {
        // Read only to run again when rows change.
        table.len();
        if rests.get() || busy.replace(true) {
            return;
        }
        let (table, busy) = (table.clone(), Rc::clone(&busy));
        task::in_idle_time(move || {
            let rests = rests.try_get_untracked().unwrap_or(true);
            let more = !rests && table.ready(is_searched, names);
            busy.set(more);
            more
        });
    });
}
