//! Who has a telephone number.

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::phone::Phone;
use forecourt_domain::search::Query;

use crate::data::{Followed, Table};

/// Whoever has a number, asked again whenever a customer changes.
pub struct Holders {
    /// The number.
    pub number: Phone,
    search: Followed,
}

impl Holders {
    /// Those of a number.
    pub fn of(number: Phone) -> Self {
        let search = Followed::new(Query::new(&number.dialled()));
        Self { number, search }
    }

    /// The customers with the number. Search finds everybody whose number holds it.
    pub fn find(&mut self, customers: &Table<Customer>) -> Vec<Id> {
        let mut found = customers.follow(&mut self.search);
        found.retain(|id| {
            let entry = customers.peek(*id);
            let mut numbers = entry.iter().flat_map(|entry| &entry.value.phones);
            numbers.any(|own| own.number == self.number)
        });
        found
    }
}

/// Customers with this number.
pub fn with_number(customers: &Table<Customer>, number: &Phone) -> Vec<Id> {
    Holders::of(number.clone()).find(customers)
}
