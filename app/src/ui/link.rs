//! Links in running text.

use leptos::prelude::*;

/// A link. Inside text the underline says so, not the colour alone.
#[component]
pub fn Link(
    #[prop(into)] href: Signal<String>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    view! {
        <a class="link" href=href>
            {label}
        </a>
    }
}
