//! What stands in the place of a list without rows.

use leptos::prelude::*;

/// Why there is nothing. The two are never mixed up: one asks for a first row, the other hides rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyScene {
    /// There is nothing yet.
    NothingYet,
    /// Something narrows the list to nothing.
    NothingMatches,
}

/// A picture, what is not there and why, and the way on.
#[component]
pub fn EmptyState(
    scene: EmptyScene,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    /// The way on: buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let spot = match scene {
        EmptyScene::NothingYet => view! {
            <rect class="spot" x="66" y="26" width="18" height="38" rx="7" transform="skewX(-14) translate(11 0)"></rect>
        }
        .into_any(),
        EmptyScene::NothingMatches => view! {
            <circle class="spot" cx="92" cy="44" r="17"></circle>
            <path d="m104 57 12 12"></path>
        }
        .into_any(),
    };
    view! {
        <div class="empty">
            <svg class="scene" viewBox="0 0 176 84" aria-hidden="true">
                <path d="M8 76h160M20 76 36 14M52 76 68 14M84 76 100 14M116 76 132 14M148 76 164 14"></path>
                {spot}
            </svg>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="buttons">{children()}</div> })}
        </div>
    }
}
