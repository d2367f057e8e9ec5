//! The filter of the list, kept in the address.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::filter::CustomerFilter;
use crate::routes::Path;

/// The address of the list with this filter.
pub fn address_of(filter: &CustomerFilter) -> String {
    let pairs = filter.parameters();
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    Path::Customers.with(&pairs)
}

/// The filter of the address, and a way to set it. Setting replaces the entry
/// of the history, so that Back leaves the list and not the last letter typed.
pub fn use_filter() -> (Memo<CustomerFilter>, Callback<CustomerFilter>) {
    let map = use_query_map();
    let navigate = use_navigate();
    let filter = Memo::new(move |_| {
        let map = map.read();
        CustomerFilter::read(|name| map.get(name))
    });
    let set = Callback::new(move |filter: CustomerFilter| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&address_of(&filter), options);
    });
    (filter, set)
}
