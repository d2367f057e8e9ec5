//! What can be done with several customers at once. It stands in the place of
//! the search while rows are picked.

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::recycle_bin::bin;
use leptos::prelude::*;

use crate::data::use_data;
use crate::sales::rules::{row_of, with_context};
use crate::text::use_text;
use crate::ui::{Icon, Selection};

/// The bar.
#[component]
pub fn BulkBar(picked: Selection<Id>, found: Memo<Vec<Id>>) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let chosen = Memo::new(move |_| picked.among(&found.read()));
    let remove = move |_| {
        let customers = data.table::<Customer>();
        let changes: Vec<_> = untrack(|| {
            with_context(&data, |ctx| {
                chosen
                    .get()
                    .into_iter()
                    .filter_map(|id| customers.peek(id))
                    .filter_map(|entry| bin(&row_of(&entry), ctx.actor).ok())
                    .collect()
            })
        });
        let said = text
            .get_untracked()
            .customers_binned_toast(changes.len() as u64);
        picked.clear();
        data.act(said, changes);
    };
    let all_picked = move || chosen.read().len() == found.read().len();
    view! {
        <div class="bulkbar" role="toolbar" aria-label=move || text.get().customers_bulk()>
            <b>{move || text.get().customers_picked(chosen.read().len() as u64)}</b>
            <Show when=move || !all_picked()>
                <button
                    type="button"
                    class="pick-all"
                    on:click=move |_| picked.pick_all(&found.read_untracked())
                >
                    {move || text.get().customers_pick_matching(found.read().len() as u64)}
                </button>
            </Show>
            <span class="grow"></span>
            <button type="button" on:click=remove>
                <Icon name="trash"/>
                <span>{move || text.get().sales_bin()}</span>
            </button>
            <button
                type="button"
                aria-label=move || text.get().customers_pick_clear()
                title=move || text.get().customers_pick_clear()
                on:click=move |_| picked.clear()
            >
                <Icon name="x"/>
            </button>
        </div>
    }
}
