//! The frame of the pages before the shell: mark, language, form, picture.

use leptos::prelude::*;

use super::scene::Scene;
use crate::text::{Lang, use_lang, use_text};
use crate::ui::{Mark, Wordmark};

/// The frame. The language comes first, because it may be the wrong one.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    view! {
        <div class="door">
            <main class="door-form" id="main">
                <header class="line between">
                    <span class="line door-brand">
                        <Mark/>
                        <Wordmark/>
                    </span>
                    <Languages/>
                </header>
                {children()}
            </main>
            <Scene/>
        </div>
    }
}

/// The switch of language. Each language is named in itself.
#[component]
fn Languages() -> impl IntoView {
    let (text, lang) = (use_text(), use_lang());
    let buttons = Lang::ALL
        .into_iter()
        .map(|own| {
            view! {
                <button
                    type="button"
                    lang=own.tag()
                    aria-pressed=move || (lang.get() == own).to_string()
                    on:click=move |_| lang.set(own)
                >
                    {own.name()}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="segments" role="group" aria-label=move || text.get().sign_in_language()>
            {buttons}
        </div>
    }
}
