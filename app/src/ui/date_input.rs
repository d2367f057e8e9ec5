//! A calendar date.

use forecourt_domain::Date;
use leptos::prelude::*;

use super::field::FieldLink;

/// A native date field; it follows the date format of the system. A date that is only half typed
/// counts as none.
#[component]
pub fn DateInput(
    value: RwSignal<Option<Date>>,
    #[prop(into, optional)] min: Signal<Option<Date>>,
    #[prop(into, optional)] max: Signal<Option<Date>>,
    /// Name for a field without a label above.
    #[prop(into, optional)]
    label: Option<Signal<String>>,
) -> impl IntoView {
    let field = FieldLink::around();
    let id = field.as_ref().map(|field| field.control.clone());
    let (describes, wrong) = (field.clone(), field);
    view! {
        <input
            class="input"
            id=id
            type="date"
            aria-label=move || label.map(|label| label.get())
            aria-describedby=move || describes.as_ref().and_then(FieldLink::described_by)
            aria-invalid=move || wrong.as_ref().and_then(FieldLink::invalid)
            min=move || min.get().map(|date| date.to_string())
            max=move || max.get().map(|date| date.to_string())
            prop:value=move || value.get().map(|date| date.to_string()).unwrap_or_default()
            on:change=move |event| value.set(event_target_value(&event).parse().ok())
        />
    }
}
