//! A level as a letter on a square: the higher, the more paint.

use leptos::prelude::*;

use super::Size;

/// A letter on a square. The letter is the meaning; the fill repeats it.
#[component]
pub fn LevelSquare(
    #[prop(into)] letter: Signal<String>,
    /// The meaning in words, as a tip and for screen readers.
    #[prop(into)]
    meaning: Signal<String>,
    #[prop(optional)] size: Size,
) -> impl IntoView {
    view! {
        <span
            class="level"
            data-level=letter
            data-size=size.word()
            title=meaning
            role="img"
            aria-label=meaning
        >
            {letter}
        </span>
    }
}
