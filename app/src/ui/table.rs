//! Tables of any length: only the rows near the window are in the page, and screen readers are told
//! the true count and place.

mod window;

use core::hash::Hash;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Checkbox, Icon, Selection, is_composing};
use crate::platform::page;
use crate::text::use_text;
use window::RowWindow;

/// A column of a table.
#[derive(Clone)]
pub struct Column {
    /// Class of its head cell, which its cells carry as well.
    pub class: &'static str,
    /// Its name.
    pub label: Signal<String>,
    /// The word by which rows are sorted, if they can be.
    pub sort: Option<&'static str>,
    /// The name is read out but not shown.
    pub hidden: bool,
}

impl Column {
    /// A column that cannot be sorted.
    pub fn new(class: &'static str, label: Signal<String>) -> Self {
        Self {
            class,
            label,
            sort: None,
            hidden: false,
        }
    }

    /// The same column, sorted by a word.
    #[must_use]
    pub fn sorted_by(self, word: &'static str) -> Self {
        Self {
            sort: Some(word),
            ..self
        }
    }

    /// The same column with a name that is only read out.
    #[must_use]
    pub fn without_words(self) -> Self {
        Self {
            hidden: true,
            ..self
        }
    }
}

/// A table. `row` makes the cells of one row, the first of them `<th scope="row">` with a link.
/// Below 640 px the style sheet turns rows into cards; the order of facts stays.
#[component]
pub fn Table<K, F>(
    #[prop(into)] label: Signal<String>,
    /// Class that says how cards are laid out on a phone.
    #[prop(default = "")]
    class: &'static str,
    columns: Vec<Column>,
    #[prop(into)] rows: Signal<Vec<K>>,
    row: F,
    /// By which word rows are sorted, and whether downwards.
    #[prop(into, optional)]
    sort: Signal<(String, bool)>,
    #[prop(into, optional)] on_sort: Option<Callback<&'static str>>,
    /// With it, rows have tick boxes. The name of a row is for its box.
    #[prop(optional)]
    picked: Option<Selection<K>>,
    #[prop(into, optional)] name: Option<Callback<K, String>>,
    /// Runs when a row is pressed beside its links and buttons.
    #[prop(into, optional)]
    on_open: Option<Callback<K>>,
) -> impl IntoView
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
    F: Fn(K) -> AnyView + Clone + Send + Sync + 'static,
{
    let body = NodeRef::<html::Tbody>::new();
    let total = Signal::derive(move || rows.with(Vec::len));
    let seen = RowWindow::watch(body, rows);
    let shown = move || {
        let range = seen.range();
        rows.with(|rows| {
            let start = range.start;
            let keys = rows.get(range).unwrap_or_default();
            keys.iter()
                .enumerate()
                .map(|(place, key)| (start + place, *key))
                .collect::<Vec<_>>()
        })
    };
    let make = move |(place, key): (usize, K)| {
        let cells = row.clone();
        view! {
            <tr
                aria-rowindex=(place + 2).to_string()
                aria-selected=move || picked.map(|picked| picked.has(key).to_string())
                on:click=move |event| {
                    if let Some(open) = on_open && !is_on_control(&event) {
                        open.run(key);
                    }
                }
                on:keydown=move |event| {
                    if let Some(picked) = picked && event.key() == "x" && !is_composing(&event) {
                        picked.toggle(key, event.shift_key(), &rows.get_untracked());
                    }
                }
            >
                {picked.map(|picked| view! { <PickCell picked key rows name/> })}
                {cells(key)}
            </tr>
        }
    };
    view! {
        <table
            class=format!("table {class}")
            aria-label=label
            aria-rowcount=move || (total.get() + 1).to_string()
        >
            <thead>
                <tr aria-rowindex="1">
                    {picked.map(|picked| view! { <PickHead picked rows/> })}
                    {columns
                        .into_iter()
                        .map(|column| view! { <HeadCell column sort on_sort/> })
                        .collect_view()}
                </tr>
            </thead>
            <tbody node_ref=body>
                <Gap height=Signal::derive(move || seen.above())/>
                <For each=shown key=|row| *row children=make/>
                <Gap height=Signal::derive(move || seen.below())/>
            </tbody>
        </table>
    }
}

/// Stands for the rows that are not in the page. It has one cell: a cell over all columns would give
/// width to those that are hidden on narrow screens.
#[component]
fn Gap(height: Signal<f64>) -> impl IntoView {
    move || {
        (height.get() > 0.0).then(|| {
            view! {
                <tr class="gap" aria-hidden="true">
                    <td style:height=move || page::px(height.get())></td>
                </tr>
            }
        })
    }
}

#[component]
fn HeadCell(
    column: Column,
    sort: Signal<(String, bool)>,
    on_sort: Option<Callback<&'static str>>,
) -> impl IntoView {
    let Column {
        class,
        label,
        sort: word,
        hidden,
    } = column;
    let order = move || {
        sort.with(|(by, down)| {
            (word == Some(by.as_str())).then_some(if *down { "descending" } else { "ascending" })
        })
    };
    let words = match (word, on_sort) {
        (Some(word), Some(run)) => view! {
            <button type="button" on:click=move |_| run.run(word)>
                {label}
                {move || {
                    order()
                        .map(|order| {
                            let name = if order == "ascending" { "arrow-up" } else { "arrow-down" };
                            view! { <Icon name/> }
                        })
                }}
            </button>
        }
        .into_any(),
        _ => view! { <span class:say=hidden>{label}</span> }.into_any(),
    };
    view! {
        <th scope="col" class=class aria-sort=order>
            {words}
        </th>
    }
}

#[component]
fn PickHead<K>(picked: Selection<K>, rows: Signal<Vec<K>>) -> impl IntoView
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
{
    let text = use_text();
    let count = Memo::new(move |_| rows.with(|rows| picked.among(rows).len()));
    let all = move || count.get() > 0 && count.get() == rows.with(Vec::len);
    view! {
        <th class="pick">
            <Checkbox
                bare=true
                label=move || text.get().kit_select_all()
                checked=Signal::derive(all)
                mixed=Signal::derive(move || count.get() > 0 && !all())
                on_change=move |on: bool| {
                    if on { picked.pick_all(&rows.get_untracked()) } else { picked.clear() }
                }
            />
        </th>
    }
}

#[component]
fn PickCell<K>(
    picked: Selection<K>,
    key: K,
    rows: Signal<Vec<K>>,
    name: Option<Callback<K, String>>,
) -> impl IntoView
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
{
    let text = use_text();
    let named = move || name.map(|name| name.run(key)).unwrap_or_default();
    // The press carries the shift key; the change event of the box does not.
    let press = move |event: leptos::ev::MouseEvent| {
        picked.toggle(key, event.shift_key(), &rows.get_untracked());
    };
    view! {
        <td class="pick">
            <label class="tick">
                <input
                    type="checkbox"
                    aria-label=move || text.get().kit_select_row(named())
                    prop:checked=move || picked.has(key)
                    on:click=press
                />
            </label>
        </td>
    }
}

/// True when a press landed on something that acts by itself.
fn is_on_control(event: &leptos::ev::MouseEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        target
            .closest("a, button, input, label, select")
            .ok()
            .flatten()
            .is_some()
    })
}
