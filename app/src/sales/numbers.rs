//! Who has a telephone number.

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::phone::Phone;
use forecourt_domain::search::Query;

use crate::data::Table;

/// Customers with this number. Search finds everybody whose number holds it.
pub fn with_number(customers: &Table<Customer>, number: &Phone) -> Vec<Id> {
    let mut found = Vec::new();
    customers.each_hit(&Query::new(&number.dialled()), |row, _| {
        found.push(row.id());
    });
    let has = |id: &Id| {
        let entry = customers.peek(*id);
        let mut numbers = entry.iter().flat_map(|entry| &entry.value.phones);
        numbers.any(|own| own.number == *number)
    };
    found.retain(has);
    found
}
