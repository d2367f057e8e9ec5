//! The mark and the name of the product.

use leptos::prelude::*;

/// The mark: a kerb and two bay lines that read as F, one car between them.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <use href="#icon-brand"></use>
        </svg>
    }
}

/// The name as it is drawn; the same in every language.
#[component]
pub fn Wordmark() -> impl IntoView {
    view! {
        <svg class="wordmark" viewBox="-1 0 97 20" role="img" aria-label="Forecourt">
            <use href="#icon-word"></use>
        </svg>
    }
}
