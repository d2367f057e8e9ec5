//! Which page an address shows.

use leptos::prelude::*;

use super::parts::{Part, use_parts};
use crate::routes::{Path, use_path};
use crate::text::use_text;
use crate::ui::{ButtonLink, EmptyScene, EmptyState, Head, Variant};

/// The page of the current address.
#[component]
pub fn Pages() -> impl IntoView {
    let (path, parts) = (use_path(), use_parts());
    move || match path.get().and_then(Part::of) {
        Some(part) => parts.show(part),
        None => view! { <NotFound/> }.into_any(),
    }
}

/// An address that leads nowhere.
#[component]
fn NotFound() -> impl IntoView {
    let text = use_text();
    view! {
        <Head title=move || text.get().shell_not_found()/>
        <div class="body">
            <EmptyState
                scene=EmptyScene::NothingMatches
                title=move || text.get().shell_not_found()
                text=move || text.get().shell_not_found_text()
            >
                <ButtonLink
                    variant=Variant::Primary
                    href=Path::Today.href()
                    label=move || text.get().shell_not_found_back()
                />
            </EmptyState>
        </div>
    }
}
