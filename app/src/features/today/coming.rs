//! Contacts of the coming days, by day.

use forecourt_domain::customer::Customer;
use forecourt_domain::{Date, Id};
use leptos::prelude::*;

use crate::data::use_data;
use crate::routes::Path;
use crate::sales::marks::{LevelMark, day_soon, shown_name};
use crate::text::format::group;
use crate::text::use_text;

/// Names shown of each day.
const NAMES: usize = 3;

/// A card with the next days that have contacts; nothing when there are none.
#[component]
pub fn Coming(rows: Signal<Vec<(Date, Id)>>) -> impl IntoView {
    let text = use_text();
    let days = Memo::new(move |_| by_day(&rows.read()));
    view! {
        <Show when=move || !days.read().is_empty()>
            <section class="card coming">
                <header>
                    <h2>{move || text.get().today_coming()}</h2>
                    <span class="count end">{move || group(rows.read().len() as u64)}</span>
                </header>
                <ol class="coming-days">
                    {move || {
                        days.get()
                            .into_iter()
                            .map(|(date, ids)| view! { <ComingDay date ids/> })
                            .collect_view()
                    }}
                </ol>
            </section>
        </Show>
    }
}

fn by_day(rows: &[(Date, Id)]) -> Vec<(Date, Vec<Id>)> {
    rows.chunk_by(|a, b| a.0 == b.0)
        .filter_map(|day| Some((day.first()?.0, day.iter().map(|(_, id)| *id).collect())))
        .collect()
}

#[component]
fn ComingDay(date: Date, ids: Vec<Id>) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let today = data.today();
    let rest = ids.len().saturating_sub(NAMES) as u64;
    let customers = data.table::<Customer>();
    let names = ids
        .into_iter()
        .take(NAMES)
        .filter_map(|id| Some((id, customers.row(id)?)))
        .map(|(id, entry)| {
            let level = entry.value.intent_level;
            view! {
                <a class="coming-who" href=Path::Customer(id).href()>
                    <LevelMark level=level/>
                    <span class="clip">{move || shown_name(text.get(), &entry.value)}</span>
                </a>
            }
        })
        .collect_view();
    view! {
        <li>
            <h3 class="label">{move || day_soon(text.get(), date, today)}</h3>
            {names}
            {(rest > 0).then(|| view! {
                <p class="faint">{move || text.get().today_coming_more(rest)}</p>
            })}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn rows_are_gathered_by_day() {
        let day = |day: u32| Date::new(2026, 3, day).unwrap();
        let id = Id::from_u128;
        let rows = [(day(20), id(1)), (day(20), id(2)), (day(22), id(3))];
        assert_eq!(
            by_day(&rows),
            [(day(20), vec![id(1), id(2)]), (day(22), vec![id(3)])]
        );
    }
}
