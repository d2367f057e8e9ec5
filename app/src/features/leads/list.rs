//! The list of leads: newest first, narrowed by status and search.

mod cells;

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::{Lead, LeadStatus};
use forecourt_domain::search::Query;
use leptos::prelude::*;

use super::filter::LeadView;
use crate::data::layout::lead;
use crate::data::{Scanned, use_data};
use crate::routes::{Path, use_go, use_query};
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{
    Button, ButtonLink, Column, EmptyScene, EmptyState, Head, SearchInput, Tab, Table, Tabs,
    Variant,
};
use cells::cells;

/// The page.
#[component]
pub fn LeadsPage() -> impl IntoView {
    let text = use_text();
    let leads = use_data().table::<Lead>();
    let (word, set_word) = use_query("status");
    let view = Memo::new(move |_| LeadView::parse(&word.read()));
    let typed = RwSignal::new(String::new());
    let found = use_found(view, typed);
    let total = Memo::new(move |_| leads.len());
    let go = use_go();
    let number = move |count: usize| text.get().number(i64::try_from(count).unwrap_or(i64::MAX));
    let clear = Callback::new(move |()| {
        typed.set(String::new());
        set_word.set(LeadView::All.word().to_owned());
    });
    view! {
        <Head
            title=Signal::derive(move || text.get().leads_title().to_owned())
            count=Signal::derive(move || number(total.get()))
        >
            <span class="only-desk">
                <ButtonLink
                    href=Path::Import.href()
                    variant=Variant::Quiet
                    icon="upload"
                    label=Signal::derive(move || text.get().leads_import().to_owned())
                />
            </span>
            <ButtonLink
                href=Path::NewLead.href()
                variant=Variant::Primary
                icon="plus"
                label=Signal::derive(move || text.get().leads_new().to_owned())
            />
        </Head>
        <div class="body list-page">
            <Views view set_word/>
            <div class="tools">
                <div class="toolbar line">
                    <SearchInput
                        value=typed
                        label=Signal::derive(move || text.get().leads_search_label().to_owned())
                        placeholder=Signal::derive(move || text.get().leads_search_hint().to_owned())
                        key_hint="/"
                    />
                </div>
            </div>
            <div class="table-box">
                <Show
                    when=move || !found.read().is_empty()
                    fallback=move || view! { <Nothing total typed clear/> }
                >
                    <Table
                        class="listing leads"
                        label=Signal::derive(move || text.get().leads_title().to_owned())
                        columns=columns()
                        rows=found
                        row=cells
                        on_open={
                            let go = go.clone();
                            move |id: Id| go(Path::Lead(id))
                        }
                    />
                </Show>
            </div>
            <p class="list-foot faint">
                <span>
                    {move || {
                        let (shown, total) = (found.read().len(), total.get());
                        if shown == total {
                            text.get().leads_shown_all(total as u64)
                        } else {
                            text.get().leads_shown(shown as u64, number(total))
                        }
                    }}
                </span>
            </p>
        </div>
    }
}

/// Ids of the leads that fit, the newest first. A lead is found by its own words
/// and by those of whoever asks.
fn use_found(view: Memo<LeadView>, typed: RwSignal<String>) -> Memo<Vec<Id>> {
    let data = use_data();
    let (leads, customers) = (data.table::<Lead>(), data.table::<Customer>());
    Memo::new(move |_| {
        let (view, query) = (view.get(), Query::new(&typed.read()));
        let mut hits = leads.hits(&query);
        if !query.is_empty() {
            let mut of_people = Vec::new();
            customers.each_hit(&query, |who, _| {
                of_people.extend(leads.of(lead::OF_CUSTOMER, who.id()));
            });
            leads.add_hits(&mut hits, of_people);
        }
        let among = (!query.is_empty()).then_some(&hits);
        leads.find(lead::BY_REQUEST, false, among, |row| holds(view, &row))
    })
}

fn holds(view: LeadView, row: &Scanned<'_>) -> bool {
    let status: LeadStatus = row.choice(lead::STATUS).unwrap_or_default();
    view.holds(status, row.instant(lead::ANSWERED))
}

#[component]
fn Views(view: Memo<LeadView>, set_word: SignalSetter<String>) -> impl IntoView {
    let text = use_text();
    let leads = use_data().table::<Lead>();
    let counts = Memo::new(move |_| {
        let mut counts = [0_i64; LeadView::ALL.len()];
        leads.scan(|row| {
            for (count, view) in counts.iter_mut().zip(LeadView::ALL) {
                *count += i64::from(holds(view, &row));
            }
        });
        counts
    });
    let tabs = LeadView::ALL
        .into_iter()
        .enumerate()
        .map(|(place, view)| Tab {
            key: view.word(),
            label: Signal::derive(move || view_words(text.get(), view).to_owned()),
            count: Some(Signal::derive(move || {
                let count = counts.read().get(place).copied().unwrap_or_default();
                text.get().number(count)
            })),
        })
        .collect();
    view! {
        <div class="views line">
            <Tabs
                label=Signal::derive(move || text.get().leads_status_filter().to_owned())
                tabs
                value=Signal::derive(move || view.get().word().to_owned())
                on_choose=move |key: &'static str| set_word.set(key.to_owned())
            />
        </div>
    }
}

fn view_words(text: Text, view: LeadView) -> &'static str {
    match view {
        LeadView::Open => text.leads_status_open(),
        LeadView::Unanswered => text.leads_status_unanswered(),
        LeadView::In(status) => words::status(text, status),
        LeadView::All => text.leads_status_all(),
    }
}

fn columns() -> Vec<Column> {
    let text = use_text();
    let words =
        move |pick: fn(Text) -> &'static str| Signal::derive(move || pick(text.get()).to_owned());
    vec![
        Column::new("c-name", words(Text::leads_column_who)),
        Column::new("c-status", words(Text::leads_column_status)),
        Column::new("c-model", words(Text::leads_column_model)),
        Column::new("c-source", words(Text::leads_column_source)),
        Column::new("c-asked", words(Text::leads_column_asked)),
        Column::new("c-clock", words(Text::leads_column_clock)),
        Column::new("c-owner", words(Text::leads_column_owner)),
    ]
}

/// Nothing yet, or nothing that matches.
#[component]
fn Nothing(total: Memo<usize>, typed: RwSignal<String>, clear: Callback<()>) -> impl IntoView {
    let text = use_text();
    let why = move || {
        let query = typed.read().trim().to_owned();
        if query.is_empty() {
            text.get().leads_nothing_text(total.get() as u64)
        } else {
            text.get().leads_nothing_search(query)
        }
    };
    move || {
        if total.get() == 0 {
            view! {
                <EmptyState
                    scene=EmptyScene::NothingYet
                    title=Signal::derive(move || text.get().leads_empty_title().to_owned())
                    text=Signal::derive(move || text.get().leads_empty_text().to_owned())
                >
                    <ButtonLink
                        href=Path::Import.href()
                        icon="upload"
                        label=Signal::derive(move || text.get().leads_empty_import().to_owned())
                    />
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <EmptyState
                    scene=EmptyScene::NothingMatches
                    title=Signal::derive(move || text.get().leads_nothing_title().to_owned())
                    text=Signal::derive(why)
                >
                    <Button
                        icon="x"
                        label=Signal::derive(move || text.get().leads_nothing_clear().to_owned())
                        on_press=move |()| clear.run(())
                    />
                </EmptyState>
            }
            .into_any()
        }
    }
}
