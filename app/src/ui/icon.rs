//! Icons from the sprite.

use leptos::prelude::*;

use super::Size;

/// An icon by its name in `app/icons.svg`, which stands in the page: a sprite of its own would be fetched and
/// read again whenever an icon comes into a page. It is decoration: the words beside it, or the label
/// of the button around it, say what it means.
#[component]
pub fn Icon(name: &'static str, #[prop(optional)] size: Size) -> impl IntoView {
    view! {
        <svg class="icon" data-size=size.word() viewBox="0 0 16 16" aria-hidden="true">
            <use href=format!("#icon-{name}")></use>
        </svg>
    }
}
