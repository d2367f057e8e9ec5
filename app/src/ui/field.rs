//! The frame of a control: label above, hint or error below.

use leptos::context::Provider;
use leptos::prelude::*;

use super::{Icon, element_id};
use crate::text::use_text;

/// What a control needs to know of the field around it.
#[derive(Clone)]
pub(super) struct FieldLink {
    /// The id that the label points at.
    pub control: String,
    /// The id of the note below.
    note: String,
    has_note: Signal<bool>,
    invalid: Signal<bool>,
}

impl FieldLink {
    /// The field around the control, if it stands in one.
    pub fn around() -> Option<Self> {
        use_context()
    }

    /// For `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        self.has_note.get().then(|| self.note.clone())
    }

    /// For `aria-invalid`.
    pub fn invalid(&self) -> Option<&'static str> {
        self.invalid.get().then_some("true")
    }
}

/// A labelled control with its hint, warning or error. Required is the norm; only what may stay
/// empty says so.
#[component]
pub fn Field(
    #[prop(into)] label: Signal<String>,
    #[prop(into, optional)] hint: Option<Signal<String>>,
    /// What is wrong and how to mend it.
    #[prop(into, optional)]
    error: Option<Signal<Option<String>>>,
    /// What is doubtful but may stay.
    #[prop(into, optional)]
    warning: Option<Signal<Option<String>>>,
    /// The field may stay empty.
    #[prop(optional)]
    optional: bool,
    children: Children,
) -> impl IntoView {
    let text = use_text();
    let control = element_id("field");
    let note = element_id("note");
    let error_now = move || error.and_then(|error| error.get());
    let warning_now = move || warning.and_then(|warning| warning.get());
    let link = FieldLink {
        control: control.clone(),
        note: note.clone(),
        has_note: Signal::derive(move || {
            hint.is_some() || error_now().is_some() || warning_now().is_some()
        }),
        invalid: Signal::derive(move || error_now().is_some()),
    };
    let below = move || match (error_now(), warning_now(), hint) {
        (Some(error), ..) => Some(line("error", Some("alert"), error)),
        (None, Some(warning), _) => Some(line("warning", Some("info"), warning)),
        (None, None, Some(hint)) => Some(line("hint", None, hint.get())),
        (None, None, None) => None,
    };
    view! {
        <div class="field">
            <label for=control>
                <span>{label}</span>
                {optional
                    .then(|| view! { <span class="optional">{move || text.get().common_optional()}</span> })}
            </label>
            <Provider value=link>{children()}</Provider>
            <div id=note aria-live="polite">{below}</div>
        </div>
    }
}

fn line(class: &'static str, icon: Option<&'static str>, said: String) -> AnyView {
    view! {
        <p class=class>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{said}</span>
        </p>
    }
    .into_any()
}
