//! What stands where no rows are: the first steps, or a day that is done.

use leptos::prelude::*;

use super::day::Day;
use crate::routes::Path;
use crate::text::use_text;
use crate::ui::{ButtonLink, EmptyScene, EmptyState, Variant};

/// For a store that has no customers yet.
#[component]
pub fn FirstSteps() -> impl IntoView {
    let text = use_text();
    view! {
        <div class="today-list">
            <EmptyState
                scene=EmptyScene::NothingYet
                title=Signal::derive(move || text.get().today_start_title().to_owned())
                text=Signal::derive(move || text.get().today_start_text().to_owned())
            >
                <ButtonLink
                    href=Path::Import.href()
                    variant=Variant::Primary
                    icon="upload"
                    label=Signal::derive(move || text.get().today_start_import().to_owned())
                />
                <ButtonLink
                    href=Path::NewCustomer.href()
                    icon="user-plus"
                    label=Signal::derive(move || text.get().today_start_create().to_owned())
                />
            </EmptyState>
        </div>
    }
}

/// Everybody is contacted, or nobody was due.
#[component]
pub fn AllClear(day: Memo<Day>) -> impl IntoView {
    let text = use_text();
    let counts = Memo::new(move |_| day.read().counts());
    let words = Memo::new(move |_| {
        let text = text.get();
        if counts.get().done > 0 {
            (text.today_clear_title(), text.today_clear_text())
        } else {
            (text.today_calm_title(), text.today_calm_text())
        }
    });
    view! {
        <Show when=move || { counts.get().open() == 0 }>
            <EmptyState
                scene=EmptyScene::NothingYet
                title=Signal::derive(move || words.get().0.to_owned())
                text=Signal::derive(move || words.get().1.to_owned())
            />
        </Show>
    }
}
