//! What a visitor sees: sign-in and sign-up, or why the data cannot be opened.

use leptos::prelude::*;

use super::announce;
use super::parts::{Part, use_parts};
use crate::data::StoreError;
use crate::platform::page;
use crate::text::use_text;
use crate::ui::{Button, Hue, Notice, Variant};

/// Pages before anybody is signed in.
#[component]
pub fn Door() -> impl IntoView {
    announce::follow_pages();
    let parts = use_parts();
    move || parts.show(Part::Door)
}

/// The database of this device would not open.
#[component]
pub fn Broken(error: StoreError) -> impl IntoView {
    let (text, parts) = (use_text(), use_parts());
    let why = move || match error {
        // Work lies there that nobody can send: the page of the outbox knows what to do about it, and after that
        // somebody signs in.
        StoreError::KeyLost => {
            parts.ask(Part::Door);
            parts.show(Part::Outbox)
        }
        _ => view! { <Why error=error.clone()/> }.into_any(),
    };
    view! {
        <main class="body narrow stack" id="main">
            <h1>{move || text.get().shell_broken()}</h1>
            {why}
        </main>
    }
}

#[component]
fn Why(error: StoreError) -> impl IntoView {
    let text = use_text();
    let code = error.code();
    let note = move || match error {
        StoreError::Revoked { unsent: 0 } => String::new(),
        StoreError::Revoked { unsent } => text.get().shell_revoked_unsent(unsent as u64),
        _ => text.get().shell_broken_note().to_owned(),
    };
    view! {
        <Notice
            alert=true
            hue=Hue::Danger
            icon="alert"
            title=move || text.get().store_code(code)
            text=note
        >
            <Button
                variant=Variant::Primary
                label=move || text.get().shell_reload()
                on_press=move |()| page::reload()
            />
        </Notice>
    }
}
