//! With whom the contact was, when the sheet was opened without a customer.

use std::cmp::Ordering;

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::search::Query;
use leptos::prelude::*;

use crate::data::use_data;
use crate::sales::marks::{LevelMark, shown_name};
use crate::text::use_text;
use crate::ui::SearchInput;

/// As many as can be looked over at once.
const SHOWN: usize = 8;

/// A search over customers; before anything is typed, those due next.
#[component]
pub fn Chooser(on_choose: impl Fn(Id) + Clone + Send + Sync + 'static) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let typed = RwSignal::new(String::new());
    let customers = data.table::<Customer>();
    let found = {
        let customers = customers.clone();
        Memo::new(move |_| {
            let query = Query::new(&typed.read());
            let next = |id: &Id| {
                customers
                    .peek(*id)
                    .and_then(|entry| entry.value.next_contact_on)
            };
            let mut hits = customers.select(
                |entry| query.is_empty() || query.matches(entry.search()),
                |_, _| Ordering::Equal,
            );
            hits.sort_by_cached_key(|id| {
                let next = next(id);
                (next.is_none(), next)
            });
            hits.truncate(SHOWN);
            hits
        })
    };
    let row = move |id: Id| {
        let entry = customers.row(id)?;
        let (name, model) = (
            shown_name(text.get(), &entry.value),
            entry.value.model_interest.clone(),
        );
        let level = entry.value.intent_level;
        let on_choose = on_choose.clone();
        Some(view! {
            <li>
                <button type="button" class="choose" on:click=move |_| on_choose(id)>
                    <LevelMark level=level/>
                    <b>{name}</b>
                    <span class="muted clip">{model}</span>
                </button>
            </li>
        })
    };
    view! {
        <div class="log-body">
            <SearchInput
                value=typed
                label=Signal::derive(move || text.get().log_contact_choose().to_owned())
                placeholder=Signal::derive(move || text.get().log_contact_choose().to_owned())
            />
            <ul class="list">{move || found.get().into_iter().map(row.clone()).collect_view()}</ul>
            <Show when=move || found.read().is_empty()>
                <p class="muted">{move || text.get().log_contact_choose_none()}</p>
            </Show>
        </div>
    }
}
