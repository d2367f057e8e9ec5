//! Two ways to have no rows: nothing yet, and nothing that matches.

use leptos::prelude::*;

use crate::features::customers::filter::CustomerFilter;
use crate::routes::Path;
use crate::text::use_text;
use crate::ui::{Button, ButtonLink, EmptyScene, EmptyState, Variant};

/// What stands in the place of the rows.
#[component]
pub fn ListEmpty(
    filter: Memo<CustomerFilter>,
    total: Memo<usize>,
    keep: Callback<CustomerFilter>,
    typed: RwSignal<String>,
) -> impl IntoView {
    move || {
        if total.get() == 0 {
            view! { <NothingYet/> }.into_any()
        } else {
            view! { <NothingMatches filter total keep typed/> }.into_any()
        }
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let text = use_text();
    view! {
        <EmptyState
            scene=EmptyScene::NothingYet
            title=Signal::derive(move || text.get().customers_empty_title().to_owned())
            text=Signal::derive(move || text.get().customers_empty_text().to_owned())
        >
            <ButtonLink
                href=Path::NewCustomer.href()
                variant=Variant::Primary
                icon="plus"
                label=Signal::derive(move || text.get().customers_new().to_owned())
            />
            <ButtonLink
                href=Path::Import.href()
                icon="upload"
                label=Signal::derive(move || text.get().customers_empty_import().to_owned())
            />
        </EmptyState>
    }
}

/// Says what hides the rows and takes it away.
#[component]
fn NothingMatches(
    filter: Memo<CustomerFilter>,
    total: Memo<usize>,
    keep: Callback<CustomerFilter>,
    typed: RwSignal<String>,
) -> impl IntoView {
    let text = use_text();
    let why = move || {
        let query = filter.read().query.trim().to_owned();
        if query.is_empty() {
            text.get().customers_nothing_text(total.get() as u64)
        } else {
            text.get().customers_nothing_search(query)
        }
    };
    let clear = move |()| {
        typed.set(String::new());
        keep.run(filter.get_untracked().widened());
    };
    view! {
        <EmptyState
            scene=EmptyScene::NothingMatches
            title=Signal::derive(move || text.get().customers_nothing_title().to_owned())
            text=Signal::derive(why)
        >
            <Button
                icon="x"
                label=Signal::derive(move || text.get().customers_nothing_clear().to_owned())
                on_press=clear
            />
        </EmptyState>
    }
}
