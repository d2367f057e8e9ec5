//! The list of all keys.

use leptos::prelude::*;

use super::shortcuts::SHORTCUTS;
use crate::preferences::use_preferences;
use crate::text::{Text, use_text};
use crate::ui::Dialog;

/// What keys do, and the keys.
type Keys = (fn(Text) -> &'static str, &'static [&'static str]);

/// Keys that lists and records take themselves, and the one that works while typing.
const OF_PAGES: [Keys; 4] = [
    (Text::shell_key_walk, &["j", "k"]),
    (Text::shell_key_pick, &["x"]),
    (Text::shell_key_edit, &["e"]),
    (Text::shell_key_palette, &["Ctrl", "k"]),
];

fn row(name: &'static str, keys: &[&'static str]) -> impl IntoView + use<> {
    let caps = keys
        .iter()
        .map(|key| match key.len() {
            1 => key.to_ascii_uppercase(),
            _ => (*key).to_owned(),
        })
        .map(|key| view! { <kbd>{key}</kbd> })
        .collect_view();
    view! {
        <div>
            <dt>{name}</dt>
            <dd class="line-s">{caps}</dd>
        </div>
    }
}

/// All keys and what they do.
#[component]
pub fn KeyList(open: RwSignal<bool>) -> impl IntoView {
    let text = use_text();
    let keys = use_preferences().single_keys;
    let rows = move || {
        let rows = SHORTCUTS.iter();
        rows.map(|shortcut| row((shortcut.name)(text.get()), shortcut.keys))
            .collect_view()
    };
    view! {
        <Dialog open title=move || text.get().shell_keys()>
            <Show when=move || !keys.get()>
                <p class="muted">{move || text.get().shell_keys_off()}</p>
            </Show>
            <dl class="facts">
                {rows} {move || OF_PAGES.map(|(name, keys)| row(name(text.get()), keys))}
            </dl>
        </Dialog>
    }
}
