//! Search as one types.

use leptos::prelude::*;

use super::{Icon, is_composing};

/// A search field. Escape empties it, and a second Escape leaves it.
#[component]
pub fn SearchInput(
    value: RwSignal<String>,
    #[prop(into)] label: Signal<String>,
    #[prop(into, optional)] placeholder: Option<Signal<String>>,
    /// The key that leads here, shown at the end of the field.
    #[prop(optional)]
    key_hint: Option<&'static str>,
    /// Runs on Enter, but not on the Enter that ends the composition of a character.
    #[prop(into, optional)]
    on_submit: Option<Callback<()>>,
) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if is_composing(&event) {
            return;
        }
        match (event.key().as_str(), on_submit) {
            ("Enter", Some(run)) => run.run(()),
            ("Escape", _) if value.with_untracked(String::is_empty) => {
                if let Some(input) = input.get_untracked() {
                    input.blur().ok();
                }
            }
            ("Escape", _) => value.set(String::new()),
            _ => {}
        }
    };
    view! {
        <label class="find">
            <Icon name="search"/>
            <input
                node_ref=input
                type="search"
                data-search=""
                autocomplete="off"
                spellcheck="false"
                aria-label=label
                placeholder=move || placeholder.map(|placeholder| placeholder.get())
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
                on:keydown=keys
            />
            {key_hint.map(|key| view! { <kbd class="only-desk" aria-hidden="true">{key}</kbd> })}
        </label>
    }
}
