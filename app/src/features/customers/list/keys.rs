//! Keys of the list: J and K walk the rows, Enter opens, X picks, / searches.
//! The focus stands on the link with the name, so that Enter needs no code.

use forecourt_domain::Id;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::preferences::use_preferences;
use crate::text::use_text;
use crate::ui::is_typing;

/// Links with names, in the rows that are in the page.
const LINKS: &str = ".table-box tbody .c-name a";

/// Listens while the list stands.
pub fn follow_keys(found: Memo<Vec<Id>>) {
    let preferences = use_preferences();
    let listener = window_event_listener(ev::keydown, move |event| {
        let typing = is_typing(&event) && !is_in_row(&event);
        if typing || !preferences.single_keys.get_untracked() {
            return;
        }
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let step = match event.key().as_str() {
            "j" => 1,
            "k" => -1,
            _ => return,
        };
        if found
            .try_read_untracked()
            .is_some_and(|found| !found.is_empty())
        {
            event.prevent_default();
            walk(step);
        }
    });
    on_cleanup(move || listener.remove());
}

/// A tick box in a row is an input, but letters typed on it mean the row.
fn is_in_row(event: &ev::KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(".table-box tbody").ok().flatten().is_some())
}

/// Moves the focus to the next or the previous row.
fn walk(step: i32) {
    let Ok(links) = document().query_selector_all(LINKS) else {
        return;
    };
    let row_of = |element: &Element| element.closest("tr").ok().flatten();
    let active = document()
        .active_element()
        .and_then(|active| row_of(&active));
    let links: Vec<HtmlElement> = (0..links.length())
        .filter_map(|at| links.item(at)?.dyn_into().ok())
        .collect();
    let at = links.iter().position(|link| {
        let row = row_of(link);
        row.zip(active.as_ref())
            .is_some_and(|(row, active)| row.is_same_node(Some(active)))
    });
    let next = match at {
        None => 0,
        Some(at) if step > 0 => at + 1,
        Some(at) => at.saturating_sub(1),
    };
    if let Some(link) = links.get(next) {
        link.focus().ok();
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        link.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The keys in words, for a desk.
#[component]
pub fn KeyLegend() -> impl IntoView {
    let text = use_text();
    view! {
        <span class="only-desk keys" aria-hidden="true">
            <kbd>"J"</kbd>
            <kbd>"K"</kbd>
            " "
            {move || text.get().customers_key_move()}
            " "
            <kbd>"X"</kbd>
            " "
            {move || text.get().customers_key_select()}
            " "
            <kbd>"/"</kbd>
            " "
            {move || text.get().customers_key_search()}
        </span>
    }
}
