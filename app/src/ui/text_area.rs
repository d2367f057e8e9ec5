//! Several lines of text.

use leptos::prelude::*;

use super::field::FieldLink;

/// Several lines of text. Enter makes a new line.
#[component]
pub fn TextArea(
    value: RwSignal<String>,
    #[prop(default = 3)] rows: u32,
    /// Name for a field without a label above.
    #[prop(into, optional)]
    label: Option<Signal<String>>,
    #[prop(into, optional)] placeholder: Option<Signal<String>>,
) -> impl IntoView {
    let field = FieldLink::around();
    let id = field.as_ref().map(|field| field.control.clone());
    let (describes, wrong) = (field.clone(), field);
    view! {
        <textarea
            class="area"
            id=id
            rows=rows
            aria-label=move || label.map(|label| label.get())
            aria-describedby=move || describes.as_ref().and_then(FieldLink::described_by)
            aria-invalid=move || wrong.as_ref().and_then(FieldLink::invalid)
            placeholder=move || placeholder.map(|placeholder| placeholder.get())
            prop:value=value
            on:input=move |event| value.set(event_target_value(&event))
        ></textarea>
    }
}
