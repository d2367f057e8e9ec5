//! A count that can be seen: a row of slanted strokes.

use leptos::prelude::*;

use super::Size;

/// What one stroke stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bay {
    /// Done.
    On,
    /// Late: hatched.
    Late,
    /// Arranged, not done: outlined.
    Next,
    /// Not done.
    Off,
    /// Refused: hatched in the colour of attention.
    Refused,
}

impl Bay {
    const fn class(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Late => "late",
            Self::Next => "next",
            Self::Off => "",
            Self::Refused => "bad",
        }
    }
}

/// One slanted stroke per unit. The label says the same in words, because it is read out in place
/// of the picture. More than `most` strokes are drawn in proportion.
#[component]
pub fn Bays(
    #[prop(into)] bays: Signal<Vec<Bay>>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] size: Size,
    #[prop(default = 40)] most: usize,
) -> impl IntoView {
    let drawn = move || {
        let bays = bays.get();
        let step = bays.len().div_ceil(most.max(1)).max(1);
        bays.into_iter()
            .step_by(step)
            .map(|bay| view! { <i class=bay.class()></i> })
            .collect_view()
    };
    view! {
        <div class="bays" data-size=size.word() role="img" aria-label=label>
            {drawn}
        </div>
    }
}
