//! Badges and states in a word.

use leptos::prelude::*;

use super::{Hue, Icon};

/// A short label on a tint.
#[component]
pub fn Badge(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] hue: Hue,
    #[prop(optional)] icon: Option<&'static str>,
) -> impl IntoView {
    view! {
        <span class="badge" data-hue=hue.word()>
            {icon.map(|name| view! { <Icon name/> })}
            {label}
        </span>
    }
}

/// A state: a dot and a word. The shape of the dot says the same as its colour.
#[component]
pub fn Status(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] hue: Hue,
    /// `ring`, `half`, `square` or `diamond`; a disc without it.
    #[prop(optional)]
    shape: Option<&'static str>,
) -> impl IntoView {
    view! {
        <span class="status" data-hue=hue.word() data-shape=shape>
            {label}
        </span>
    }
}
