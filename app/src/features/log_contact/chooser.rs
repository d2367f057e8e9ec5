//! With whom the contact was, when the sheet was opened without a customer.

use forecourt_domain::customer::Customer;
use forecourt_domain::follow_up::{Due, due};
use forecourt_domain::search::Query;
use forecourt_domain::{Date, Id};
use leptos::prelude::*;

use crate::data::layout::customer;
use crate::data::sort::sorted;
use crate::data::use_data;
use crate::sales::marks::{LevelMark, due_view, shown_name};
use crate::text::use_text;
use crate::ui::SearchInput;

/// As many as can be looked over at once.
const SHOWN: usize = 8;

/// A search over customers. Those who are due come first, one's own before the others'.
#[component]
pub fn Chooser(on_choose: impl Fn(Id) + Clone + Send + Sync + 'static) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let typed = RwSignal::new(String::new());
    let customers = data.table::<Customer>();
    let me = data.me().staff;
    let found = {
        let (data, customers) = (data.clone(), customers.clone());
        Memo::new(move |_| {
            let query = Query::new(&typed.read());
            let today = data.today();
            let hits = customers.hits(&query);
            let mut turns = Vec::new();
            customers.scan(|row| {
                if query.is_empty() || hits.holds(&row) {
                    let (next, own) = (row.day(customer::NEXT_CONTACT), row.owner() == Some(me));
                    turns.push((turn(next, own, today), row.id()));
                }
            });
            let turns = sorted(turns).into_iter().take(SHOWN);
            turns.map(|(_, id)| id).collect::<Vec<_>>()
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
                    <span class="muted clip grow">{model}</span>
                    {due_view(text.get(), entry.value.next_contact_on, data.today())}
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

/// When it is somebody's turn: one's own who are overdue or due today, then those of others, then
/// whoever comes next. Of each the earliest day is first.
fn turn(next: Option<Date>, own: bool, today: Date) -> (u8, Option<Date>) {
    let rank = match due(next, today) {
        Due::Overdue(_) | Due::Today if own => 0,
        Due::Overdue(_) | Due::Today => 1,
        Due::Later(_) => 2,
        Due::Never => 3,
    };
    (rank, next)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn those_who_are_due_come_first_and_among_them_ones_own() {
        let today = Date::new(2026, 3, 19).unwrap();
        let day = |days| Some(today.plus_days(days));
        let in_turn = [
            (day(-3), true),
            (day(0), true),
            (day(-9), false),
            (day(0), false),
            (day(1), false),
            (day(2), true),
            (None, true),
        ];
        let mut sorted = in_turn;
        sorted.reverse();
        sorted.sort_by_key(|(next, own)| turn(*next, *own, today));
        assert_eq!(sorted, in_turn);
    }
}
