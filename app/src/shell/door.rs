//! What a visitor sees: sign-in and sign-up, or why the data cannot be opened.

use leptos::prelude::*;

use super::announce;
use crate::data::StoreError;
use crate::features::sign_in::{SignInPage, SignUpPage};
use crate::platform::page;
use crate::routes::{Path, use_path};
use crate::text::use_text;
use crate::ui::{Button, Hue, Notice, Variant};

/// Pages before anybody is signed in. Every address but that of sign-up asks to sign in, and is
/// shown after that.
#[component]
pub fn Door() -> impl IntoView {
    let path = use_path();
    announce::follow_pages();
    move || match path.get() {
        Some(Path::SignUp) => view! { <SignUpPage/> }.into_any(),
        _ => view! { <SignInPage/> }.into_any(),
    }
}

/// The database of this device would not open.
#[component]
pub fn Broken(error: StoreError) -> impl IntoView {
    let text = use_text();
    view! {
        <main class="body narrow stack" id="main">
            <h1>{move || text.get().shell_broken()}</h1>
            <Notice
                alert=true
                hue=Hue::Danger
                icon="alert"
                title=move || text.get().code(error.code())
                text=move || text.get().shell_broken_note()
            >
                <Button
                    variant=Variant::Primary
                    label=move || text.get().shell_reload()
                    on_press=move |()| page::reload()
                />
            </Notice>
        </main>
    }
}
