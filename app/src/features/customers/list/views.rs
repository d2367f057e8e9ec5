//! Views that everybody needs, as links: each is a filter with a name.

use forecourt_domain::customer::Customer;
use forecourt_domain::level::Level;
use leptos::prelude::*;

use crate::data::use_data;
use crate::features::customers::filter::{CustomerFilter, DueIn, Owner};
use crate::text::{Text, use_text};
use crate::ui::{Tab, Tabs};

/// A filter with the key of its tab.
type View = (&'static str, fn() -> CustomerFilter);

/// Every view, in the order of the tabs.
const VIEWS: [View; 5] = [
    ("all", CustomerFilter::default),
    ("mine", || CustomerFilter {
        owner: Some(Owner::Me),
        ..CustomerFilter::default()
    }),
    ("hot", || CustomerFilter {
        levels: vec![Level::H, Level::A],
        ..CustomerFilter::default()
    }),
    ("overdue", || CustomerFilter {
        due: Some(DueIn::Overdue),
        ..CustomerFilter::default()
    }),
    ("undated", || CustomerFilter {
        due: Some(DueIn::Undated),
        ..CustomerFilter::default()
    }),
];

fn words(text: Text, key: &str) -> &'static str {
    match key {
        "mine" => text.customers_view_mine(),
        "hot" => text.customers_view_hot(),
        "overdue" => text.customers_view_overdue(),
        "undated" => text.customers_view_undated(),
        _ => text.customers_view_all(),
    }
}

/// The row of views with their counts.
#[component]
pub fn Views(filter: Memo<CustomerFilter>, keep: Callback<CustomerFilter>) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let customers = data.table::<Customer>();
    let me = data.me().staff;
    let counts = Memo::new(move |_| {
        let today = data.today();
        let views = VIEWS.map(|(_, view)| view());
        let mut counts = [0_i64; VIEWS.len()];
        customers.scan(|row| {
            for (count, view) in counts.iter_mut().zip(&views) {
                *count += i64::from(view.accepts(&row, me, today));
            }
        });
        counts
    });
    let tabs = VIEWS
        .into_iter()
        .enumerate()
        .map(|(place, (key, _))| Tab {
            key,
            label: Signal::derive(move || words(text.get(), key).to_owned()),
            count: Some(Signal::derive(move || {
                let count = counts.read().get(place).copied().unwrap_or_default();
                text.get().number(count)
            })),
        })
        .collect();
    let chosen = move || {
        let filter = filter.read();
        let same = |view: CustomerFilter| {
            (view.levels, view.owner, view.due) == (filter.levels.clone(), filter.owner, filter.due)
        };
        let view = VIEWS.into_iter().find(|(_, view)| same(view()));
        view.map_or("", |(key, _)| key).to_owned()
    };
    let choose = move |key: &'static str| {
        let now = filter.get_untracked();
        let view = VIEWS.into_iter().find(|(own, _)| *own == key);
        if let Some((_, view)) = view {
            keep.run(CustomerFilter {
                query: now.query,
                sort: now.sort,
                reversed: now.reversed,
                ..view()
            });
        }
    };
    view! {
        <div class="views line">
            <Tabs
                label=Signal::derive(move || text.get().customers_views().to_owned())
                tabs
                value=Signal::derive(chosen)
                on_choose=choose
            />
        </div>
    }
}
