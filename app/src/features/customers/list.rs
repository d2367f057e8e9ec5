//! The list of customers: find, narrow, order, pick, act.

mod bulk;
mod cells;
mod empty;
mod filters;
mod keys;
mod matching;
mod views;

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use leptos::prelude::*;

use super::address::use_filter;
use super::filter::{CustomerFilter, Sort};
use crate::data::use_data;
use crate::routes::{Path, use_go};
use crate::sales::marks::shown_name;
use crate::text::{Text, use_text};
use crate::ui::{ButtonLink, Column, Head, SearchInput, Selection, Switch, Table, Variant};
use bulk::BulkBar;
use cells::cells;
use empty::ListEmpty;
use filters::Filters;
use keys::{KeyLegend, follow_keys};
use matching::use_found;
use views::Views;

/// How long typing rests before the address follows, ms.
const REST_MS: u64 = 300;

/// The page.
#[component]
pub fn CustomersPage() -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let customers = data.table::<Customer>();
    let (kept, keep) = use_filter();
    let typed = RwSignal::new(kept.get_untracked().query);
    follow_typing(typed, kept, keep);
    let filter = Memo::new(move |_| CustomerFilter {
        query: typed.get(),
        ..kept.get()
    });
    let found = use_found(filter);
    let picked = Selection::<Id>::new();
    let choosing = RwSignal::new(false);
    let total = {
        let customers = customers.clone();
        Memo::new(move |_| customers.len())
    };
    let number = move |count: usize| text.get().number(i64::try_from(count).unwrap_or(i64::MAX));
    follow_keys(found);
    let nothing = move || found.read().is_empty();
    view! {
        <Head
            title=Signal::derive(move || text.get().customers_title().to_owned())
            count=Signal::derive(move || number(total.get()))
        >
            <span class="only-desk">
                <ButtonLink
                    href=Path::Import.href()
                    variant=Variant::Quiet
                    icon="upload"
                    label=Signal::derive(move || text.get().customers_import().to_owned())
                />
            </span>
            <span class="only-desk">
                <ButtonLink
                    href=Path::NewCustomer.href()
                    variant=Variant::Primary
                    icon="plus"
                    label=Signal::derive(move || text.get().customers_new().to_owned())
                    key_hint="N"
                />
            </span>
            <span class="only-phone select-mode">
                <Switch
                    label=Signal::derive(move || text.get().customers_select_mode().to_owned())
                    on=choosing
                    on_change=move |on| {
                        choosing.set(on);
                        if !on {
                            picked.clear();
                        }
                    }
                />
            </span>
        </Head>
        <div class="body list-page" data-choosing=move || choosing.get().then_some("")>
            <Views filter keep/>
            <div class="tools">
                <Show
                    when=move || picked.is_empty()
                    fallback=move || view! { <BulkBar picked found/> }
                >
                    <div class="toolbar line">
                        <SearchInput
                            value=typed
                            label=Signal::derive(move || {
                                text.get().customers_search_label().to_owned()
                            })
                            placeholder=Signal::derive(move || {
                                text.get().customers_search_hint().to_owned()
                            })
                            key_hint="/"
                        />
                        <Filters filter keep/>
                    </div>
                </Show>
            </div>
            <div class="table-box">
                // The table stays when nothing matches, so that the next letter need not build it anew.
                <div hidden=nothing>
                    <Rows found filter keep picked/>
                </div>
                <Show when=nothing>
                    <ListEmpty filter total keep typed/>
                </Show>
            </div>
            <p class="list-foot faint">
                <span>
                    {move || {
                        let (shown, total) = (found.read().len(), total.get());
                        if shown == total {
                            text.get().customers_shown_all(total as u64)
                        } else {
                            text.get().customers_shown(shown as u64, number(total))
                        }
                    }}
                </span>
                <KeyLegend/>
            </p>
        </div>
    }
}

/// The table itself; `found` is in order already.
#[component]
fn Rows(
    found: Memo<Vec<Id>>,
    filter: Memo<CustomerFilter>,
    keep: Callback<CustomerFilter>,
    picked: Selection<Id>,
) -> impl IntoView {
    let text = use_text();
    let customers = use_data().table::<Customer>();
    let go = use_go();
    let name = move |id: Id| {
        customers
            .row(id)
            .map(|entry| shown_name(text.get(), &entry.value))
            .unwrap_or_default()
    };
    view! {
        <Table
            class="listing customers"
            label=Signal::derive(move || text.get().customers_title().to_owned())
            columns=columns()
            rows=found
            row=cells
            sort=Signal::derive(move || {
                let filter = filter.read();
                (filter.sort.word().to_owned(), filter.reversed)
            })
            on_sort=move |word: &'static str| {
                if let Some(sort) = Sort::parse(word) {
                    keep.run(filter.get_untracked().sorted_by(sort));
                }
            }
            picked
            name
            on_open=move |id: Id| go(Path::Customer(id))
        />
    }
}

fn columns() -> Vec<Column> {
    let text = use_text();
    let words =
        move |pick: fn(Text) -> &'static str| Signal::derive(move || pick(text.get()).to_owned());
    vec![
        Column::new("c-name", words(Text::customers_column_name)).sorted_by(Sort::Name.word()),
        Column::new("c-level", words(Text::customers_column_level)).sorted_by(Sort::Level.word()),
        Column::new("c-next", words(Text::customers_column_next)).sorted_by(Sort::Next.word()),
        Column::new("c-model", words(Text::customers_column_model)),
        Column::new("c-phone", words(Text::customers_column_phone)),
        Column::new("c-owner", words(Text::customers_column_owner)),
        Column::new("c-last", words(Text::customers_column_last)).sorted_by(Sort::Last.word()),
        Column::new("c-call", words(Text::sales_call)).without_words(),
    ]
}

/// Keeps field and address together: typing goes to the address once it rests,
/// a view or Back goes to the field at once.
fn follow_typing(
    typed: RwSignal<String>,
    kept: Memo<CustomerFilter>,
    keep: Callback<CustomerFilter>,
) {
    let written = StoredValue::new(kept.get_untracked().query);
    Effect::new(move |_| {
        let query = kept.read().query.clone();
        if query != written.get_value() {
            written.set_value(query.clone());
            typed.set(query);
        }
    });
    let rest = debounce(
        std::time::Duration::from_millis(REST_MS),
        move |query: String| {
            let Some(filter) = kept.try_get_untracked() else {
                return;
            };
            if filter.query != query {
                written.try_set_value(query.clone());
                keep.run(CustomerFilter { query, ..filter });
            }
        },
    );
    let rest = StoredValue::new_local(rest);
    Effect::new(move |before: Option<()>| {
        let query = typed.get();
        if before.is_some() {
            rest.update_value(|rest| rest(query));
        }
    });
}
