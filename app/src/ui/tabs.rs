//! Tabs that narrow a list or choose a part of a page.

use leptos::prelude::*;

/// One tab.
#[derive(Clone)]
pub struct Tab {
    /// The value it stands for.
    pub key: &'static str,
    /// Its words.
    pub label: Signal<String>,
    /// How many are behind it, if that is known.
    pub count: Option<Signal<String>>,
}

/// A row of views of the same list. They are pressed buttons and not ARIA tabs, because all of them
/// act on one list below and none has a panel of its own.
#[component]
pub fn Tabs(
    #[prop(into)] label: Signal<String>,
    tabs: Vec<Tab>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<&'static str>,
) -> impl IntoView {
    let parts = tabs
        .into_iter()
        .map(|Tab { key, label, count }| {
            view! {
                <button
                    type="button"
                    aria-current=move || value.with(|value| value == key).then_some("true")
                    on:click=move |_| on_choose.run(key)
                >
                    {label}
                    {count.map(|count| view! { " " <span class="count">{count}</span> })}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="tabs grow" role="group" aria-label=label>
            {parts}
        </div>
    }
}
