//! One of a few values, all in view.

use leptos::prelude::*;

/// A segmented control: one of a few values, switched at once.
#[component]
pub fn Segmented<T>(
    #[prop(into)] value: Signal<T>,
    /// Values and their words.
    options: Vec<(T, Signal<String>)>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_choose: Callback<T>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let parts = options
        .into_iter()
        .map(|(own, words)| {
            let chosen = own.clone();
            let pressed = move || value.with(|value| *value == chosen).to_string();
            view! {
                <button
                    type="button"
                    aria-pressed=pressed
                    on:click=move |_| on_choose.run(own.clone())
                >
                    {words}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="segments" role="group" aria-label=label>
            {parts}
        </div>
    }
}
