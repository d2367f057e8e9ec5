//! Where one is in a task of several steps.

use leptos::prelude::*;

use super::Icon;

/// The steps of a task; those before the current one are done.
#[component]
pub fn Steps(
    #[prop(into)] label: Signal<String>,
    steps: Vec<Signal<String>>,
    /// Index of the current step.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let parts = steps
        .into_iter()
        .enumerate()
        .map(|(place, words)| {
            let mark = move || {
                if place < current.get() {
                    view! { <Icon name="check"/> }.into_any()
                } else {
                    (place + 1).into_any()
                }
            };
            view! {
                <li
                    aria-current=move || (place == current.get()).then_some("step")
                    data-state=move || (place < current.get()).then_some("done")
                >
                    <span class="no">{mark}</span>
                    <span>{words}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="steps" aria-label=label>
            {parts}
        </ol>
    }
}
