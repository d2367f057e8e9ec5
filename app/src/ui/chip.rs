//! Chips: choices that stand side by side, and filters that can be taken off.

use leptos::prelude::*;

use super::Icon;

/// A choice that is on or off.
#[component]
pub fn Chip(
    #[prop(into)] label: Signal<String>,
    #[prop(into, optional)] pressed: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional)] icon: Option<&'static str>,
    /// An edge of dashes: adds something.
    #[prop(optional)]
    dashed: bool,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chip"
            data-dashed=dashed.then_some("")
            aria-pressed=move || (!dashed).then(|| pressed.get().to_string())
            on:click=move |_| on_press.run(())
        >
            {icon.map(|name| view! { <Icon name/> })}
            {label}
        </button>
    }
}

/// A filter that is set, with a button that takes it off.
#[component]
pub fn FilterChip(
    #[prop(into)] name: Signal<String>,
    #[prop(into)] value: Signal<String>,
    /// What the button says, such as "Remove the filter Level".
    #[prop(into)]
    remove_label: Signal<String>,
    #[prop(into)] on_remove: Callback<()>,
) -> impl IntoView {
    view! {
        <span class="chip">
            {name} " " <b>{value}</b>
            <button type="button" aria-label=remove_label on:click=move |_| on_remove.run(())>
                <Icon name="x"/>
            </button>
        </span>
    }
}

/// A row of chips with a name.
#[component]
pub fn ChipGroup(#[prop(into)] label: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <div class="chips" role="group" aria-label=label>
            {children()}
        </div>
    }
}
