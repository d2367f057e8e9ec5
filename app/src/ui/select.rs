//! One of several values from a native list.

use leptos::prelude::*;

use super::Icon;
use super::field::FieldLink;

/// A native pick-list. Options are pairs of value and words; an empty value stands for none.
#[component]
pub fn Select(
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    /// Name for a list without a label above.
    #[prop(into, optional)]
    label: Option<Signal<String>>,
    /// Runs after a person chose.
    #[prop(into, optional)]
    on_choose: Option<Callback<String>>,
) -> impl IntoView {
    let field = FieldLink::around();
    let id = field.as_ref().map(|field| field.control.clone());
    let (describes, wrong) = (field.clone(), field);
    let choose = move |event| {
        let chosen = event_target_value(&event);
        value.set(chosen.clone());
        if let Some(run) = on_choose {
            run.run(chosen);
        }
    };
    let listed = move || {
        options
            .get()
            .into_iter()
            .map(|(key, words)| {
                let own = key.clone();
                view! {
                    <option value=key prop:selected=move || value.with(|value| *value == own)>
                        {words}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <span class="select-box">
            <select
                class="select"
                id=id
                aria-label=move || label.map(|label| label.get())
                aria-describedby=move || describes.as_ref().and_then(FieldLink::described_by)
                aria-invalid=move || wrong.as_ref().and_then(FieldLink::invalid)
                on:change=choose
            >
                {listed}
            </select>
            <Icon name="down"/>
        </span>
    }
}
