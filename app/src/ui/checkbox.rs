//! Tick boxes.

use leptos::prelude::*;

/// A tick box. `mixed` shows that some of what it stands for is on.
#[component]
pub fn Checkbox(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(into, optional)] mixed: Signal<bool>,
    /// Shows the box alone; the label is read out.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    view! {
        <label class="tick">
            <input
                type="checkbox"
                aria-label=move || bare.then(|| label.get())
                prop:checked=checked
                prop:indeterminate=mixed
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            {(!bare).then(|| view! { <span>{label}</span> })}
        </label>
    }
}
