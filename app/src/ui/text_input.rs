//! One line of text.

use leptos::prelude::*;

use super::field::FieldLink;
use super::on_enter;

/// A line of text. `value` holds what stands in it at every moment.
#[component]
pub fn TextInput(
    value: RwSignal<String>,
    /// `text`, `email`, `tel`, `url` or `number`: decides on the keyboard of a phone.
    #[prop(default = "text")]
    kind: &'static str,
    /// Name for a field without a label above.
    #[prop(into, optional)]
    label: Option<Signal<String>>,
    #[prop(into, optional)] placeholder: Option<Signal<String>>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] autofocus: bool,
    /// Letters of one width, for codes.
    #[prop(optional)]
    mono: bool,
    #[prop(optional)] required: bool,
    /// Runs when the field is left.
    #[prop(into, optional)]
    on_leave: Option<Callback<()>>,
    /// Runs on Enter, but not on the Enter that ends the composition of a character.
    #[prop(into, optional)]
    on_submit: Option<Callback<()>>,
) -> impl IntoView {
    let field = FieldLink::around();
    let id = field.as_ref().map(|field| field.control.clone());
    let (describes, wrong) = (field.clone(), field);
    let enter = on_enter(move || {
        if let Some(run) = on_submit {
            run.run(());
        }
    });
    view! {
        <input
            class="input"
            class:mono=mono
            id=id
            type=if kind == "email" { "text" } else { kind }
            inputmode=(kind == "email").then_some(kind)
            aria-label=move || label.map(|label| label.get())
            aria-describedby=move || describes.as_ref().and_then(FieldLink::described_by)
            aria-invalid=move || wrong.as_ref().and_then(FieldLink::invalid)
            aria-required=required.then_some("true")
            placeholder=move || placeholder.map(|placeholder| placeholder.get())
            autocomplete=autocomplete
            autofocus=autofocus
            prop:value=value
            on:input=move |event| value.set(event_target_value(&event))
            on:blur=move |_| {
                // A field that goes with its page is left, too.
                if let Some(run) = on_leave {
                    run.try_run(());
                }
            }
            on:keydown=move |event| {
                if on_submit.is_some() {
                    enter(event);
                }
            }
        />
    }
}
