//! Filters as chips that can be taken off, a menu that puts them on, and the order.

use forecourt_domain::level::Level;
use forecourt_domain::organisation::Staff;
use leptos::prelude::*;

use crate::data::layout::staff;
use crate::data::{Data, use_data};
use crate::features::customers::filter::{CustomerFilter, DueIn, Owner, Sort};
use crate::sales::people::staff_name;
use crate::sales::words::level_title;
use crate::text::{Text, use_text};
use crate::ui::{FilterChip, Icon, Menu, MenuItem};

/// Levels that are worth a filter of their own.
const LEVELS: [Level; 6] = Level::ALL;

/// Colleagues offered as owners; more are found by search.
const COLLEAGUES: usize = 12;

/// The row of chips and the two menus.
#[component]
pub fn Filters(filter: Memo<CustomerFilter>, keep: Callback<CustomerFilter>) -> impl IntoView {
    view! {
        <div class="chips line grow">
            <LevelChip filter keep/>
            <OwnerChip filter keep/>
            <DueChip filter keep/>
            <FilterMenu filter keep/>
            <SortMenu filter keep/>
        </div>
    }
}

#[component]
fn LevelChip(filter: Memo<CustomerFilter>, keep: Callback<CustomerFilter>) -> impl IntoView {
    let text = use_text();
    let letters = move || {
        let filter = filter.read();
        let letters: Vec<&str> = filter.levels.iter().map(|level| level.letter()).collect();
        letters.join(", ")
    };
    let remove = move |()| {
        keep.run(CustomerFilter {
            levels: Vec::new(),
            ..filter.get_untracked()
        });
    };
    view! {
        <Show when=move || !filter.read().levels.is_empty()>
            <FilterChip
                name=Signal::derive(move || text.get().customers_filter_level().to_owned())
                value=Signal::derive(letters)
                remove_label=removes(text, Text::customers_filter_level)
                on_remove=remove
            />
        </Show>
    }
}

#[component]
fn OwnerChip(filter: Memo<CustomerFilter>, keep: Callback<CustomerFilter>) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let owner = Memo::new(move |_| filter.read().owner);
    let remove = move |()| {
        keep.run(CustomerFilter {
            owner: None,
            ..filter.get_untracked()
        });
    };
    view! {
        <Show when=move || owner.get().is_some()>
            <FilterChip
                name=Signal::derive(move || text.get().customers_filter_owner().to_owned())
                value=Signal::derive(move || {
                    owner
                        .get()
                        .map(|owner| data.with_value(|data| owner_words(data, text.get(), owner)))
                        .unwrap_or_default()
                })
                remove_label=removes(text, Text::customers_filter_owner)
                on_remove=remove
            />
        </Show>
    }
}

#[component]
fn DueChip(filter: Memo<CustomerFilter>, keep: Callback<CustomerFilter>) -> impl IntoView {
    let text = use_text();
    let due = Memo::new(move |_| filter.read().due);
    let remove = move |()| {
        keep.run(CustomerFilter {
            due: None,
            ..filter.get_untracked()
        });
    };
    view! {
        <Show when=move || due.get().is_some()>
            <FilterChip
                name=Signal::derive(move || text.get().customers_filter_due().to_owned())
                value=Signal::derive(move || {
                    due.get().map_or("", |due| due_words(text.get(), due)).to_owned()
                })
                remove_label=removes(text, Text::customers_filter_due)
                on_remove=remove
            />
        </Show>
    }
}

fn removes(text: Signal<Text>, name: fn(Text) -> &'static str) -> Signal<String> {
    Signal::derive(move || text.get().customers_filter_remove(name(text.get())))
}

fn owner_words(data: &Data, text: Text, owner: Owner) -> String {
    match owner {
        Owner::Me => text.sales_me().to_owned(),
        Owner::Nobody => text.sales_nobody().to_owned(),
        Owner::Staff(id) => staff_name(data, id),
    }
}

fn due_words(text: Text, due: DueIn) -> &'static str {
    match due {
        DueIn::Overdue => text.customers_due_overdue(),
        DueIn::Today => text.customers_due_today(),
        DueIn::Week => text.customers_due_week(),
        DueIn::Undated => text.customers_due_undated(),
    }
}

fn sort_words(text: Text, sort: Sort) -> &'static str {
    match sort {
        Sort::Next => text.customers_column_next(),
        Sort::Name => text.customers_column_name(),
        Sort::Level => text.customers_column_level(),
        Sort::Last => text.customers_column_last(),
        Sort::Created => text.customers_column_created(),
    }
}

/// Every filter under its heading; what is on has a tick.
#[component]
fn FilterMenu(filter: Memo<CustomerFilter>, keep: Callback<CustomerFilter>) -> impl IntoView {
    let text = use_text();
    view! {
        <Menu
            label=Signal::derive(move || text.get().customers_filter().to_owned())
            class="chip"
            trigger=move || view! {
                <Icon name="plus"/>
                {move || text.get().customers_filter()}
            }
        >
            <p class="title" role="presentation">{move || text.get().customers_filter_level()}</p>
            {LEVELS
                .into_iter()
                .map(|level| view! {
                    <Choice
                        label=Signal::derive(move || level_title(text.get(), Some(level)))
                        on=Signal::derive(move || filter.read().levels.contains(&level))
                        change=move |()| keep.run(filter.get_untracked().with_level_toggled(level))
                    />
                })
                .collect_view()}
            <p class="title" role="presentation">{move || text.get().customers_filter_due()}</p>
            {DueIn::ALL
                .into_iter()
                .map(|due| view! {
                    <Choice
                        label=Signal::derive(move || due_words(text.get(), due).to_owned())
                        on=Signal::derive(move || filter.read().due == Some(due))
                        change=move |()| {
                            keep.run(CustomerFilter { due: Some(due), ..filter.get_untracked() });
                        }
                    />
                })
                .collect_view()}
            <p class="title" role="presentation">{move || text.get().customers_filter_owner()}</p>
            <Owners filter keep/>
        </Menu>
    }
}

#[component]
fn Owners(filter: Memo<CustomerFilter>, keep: Callback<CustomerFilter>) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let me = data.me().staff;
    let staff = data.table::<Staff>();
    let owners = Memo::new(move |_| {
        let colleagues = staff.find_by_name(staff::BY_NAME, false, None, |colleague| {
            colleague.id() != me
        });
        let colleagues = colleagues.into_iter().take(COLLEAGUES).map(Owner::Staff);
        [Owner::Me, Owner::Nobody]
            .into_iter()
            .chain(colleagues)
            .collect::<Vec<_>>()
    });
    let data = StoredValue::new(data);
    move || {
        owners
            .get()
            .into_iter()
            .map(|owner| view! {
                <Choice
                    label=Signal::derive(move || {
                        data.with_value(|data| owner_words(data, text.get(), owner))
                    })
                    on=Signal::derive(move || filter.read().owner == Some(owner))
                    change=move |()| {
                        keep.run(CustomerFilter { owner: Some(owner), ..filter.get_untracked() });
                    }
                />
            })
            .collect_view()
    }
}

/// Orders; the current one is named on the button for those who see no table head.
#[component]
fn SortMenu(filter: Memo<CustomerFilter>, keep: Callback<CustomerFilter>) -> impl IntoView {
    let text = use_text();
    let said = move || {
        let words = sort_words(text.get(), filter.read().sort);
        text.get().customers_sort_by(words)
    };
    view! {
        <Menu
            label=Signal::derive(move || text.get().customers_sort().to_owned())
            class="chip"
            trigger=move || view! {
                <Icon name="sort"/>
                {said}
            }
        >
            {Sort::ALL
                .into_iter()
                .map(|sort| view! {
                    <Choice
                        label=Signal::derive(move || sort_words(text.get(), sort).to_owned())
                        on=Signal::derive(move || filter.read().sort == sort)
                        change=move |()| keep.run(filter.get_untracked().sorted_by(sort))
                    />
                })
                .collect_view()}
        </Menu>
    }
}

/// One line of a menu with a tick when it is on.
#[component]
fn Choice(
    #[prop(into)] label: Signal<String>,
    on: Signal<bool>,
    #[prop(into)] change: Callback<()>,
) -> impl IntoView {
    move || {
        if on.get() {
            view! { <MenuItem label icon="check" on_press=change/> }.into_any()
        } else {
            view! { <MenuItem label on_press=change/> }.into_any()
        }
    }
}
