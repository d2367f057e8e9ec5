//! Tiles with counts: what becomes of the rows.

use leptos::prelude::*;

use crate::text::use_text;
use crate::ui::Hue;

/// One tile.
#[component]
pub fn Tile(
    #[prop(into)] count: Signal<usize>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] note: Signal<String>,
    #[prop(optional)] hue: Hue,
) -> impl IntoView {
    let text = use_text();
    let number = move || {
        text.get()
            .number(i64::try_from(count.get()).unwrap_or(i64::MAX))
    };
    view! {
        <div role="listitem" data-hue=hue.word()>
            <b>{number}</b>
            <span>{label}</span>
            <small>{note}</small>
        </div>
    }
}

/// The row of tiles.
#[component]
pub fn Tiles(children: Children) -> impl IntoView {
    let text = use_text();
    view! {
        <div class="counts" role="list" aria-label=move || text.get().import_counts()>
            {children()}
        </div>
    }
}
