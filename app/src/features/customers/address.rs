//! The filter of the list, kept in the address.

use leptos::prelude::*;

use super::filter::{CustomerFilter, PARAMETERS};
use crate::routes::use_query;

/// The filter of the address, and a way to set it. Only what differs is written.
pub fn use_filter() -> (Memo<CustomerFilter>, Callback<CustomerFilter>) {
    let queries = PARAMETERS.map(|name| (name, use_query(name)));
    let filter = Memo::new(move |_| {
        CustomerFilter::read(|wanted| {
            let query = queries.iter().find(|(name, _)| *name == wanted);
            query.map(|(_, (value, _))| value.get())
        })
    });
    let set = Callback::new(move |filter: CustomerFilter| {
        let wanted = filter.parameters();
        for (name, (value, set)) in queries {
            let new = wanted.iter().find(|(own, _)| *own == name);
            let new = new.map(|(_, value)| value.clone()).unwrap_or_default();
            if value.get_untracked() != new {
                set.set(new);
            }
        }
    });
    (filter, set)
}
