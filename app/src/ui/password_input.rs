//! A password, with a button that shows it.

use leptos::prelude::*;

use super::field::FieldLink;
use super::{IconButton, Size};
use crate::text::use_text;

/// A password. Pasting is allowed, and the browser's own store of passwords knows it by
/// `autocomplete`.
#[component]
pub fn PasswordInput(
    value: RwSignal<String>,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let text = use_text();
    let shown = RwSignal::new(false);
    let field = FieldLink::around();
    let id = field.as_ref().map(|field| field.control.clone());
    let (describes, wrong) = (field.clone(), field);
    view! {
        <div class="affix">
            <input
                class="input"
                id=id
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                autofocus=autofocus
                spellcheck="false"
                autocapitalize="off"
                aria-describedby=move || describes.as_ref().and_then(FieldLink::described_by)
                aria-invalid=move || wrong.as_ref().and_then(FieldLink::invalid)
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <IconButton
                icon="eye"
                size=Size::Small
                pressed=shown
                label=move || {
                    let text = text.get();
                    if shown.get() { text.kit_hide_password() } else { text.kit_show_password() }
                }
                on_press=move |()| shown.update(|shown| *shown = !*shown)
            />
        </div>
    }
}
