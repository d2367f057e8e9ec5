//! The list of all keys.

use leptos::prelude::*;

use super::shortcuts::SHORTCUTS;
use crate::preferences::use_preferences;
use crate::text::use_text;
use crate::ui::Dialog;

/// All keys and what they do.
#[component]
pub fn KeyList(open: RwSignal<bool>) -> impl IntoView {
    let text = use_text();
    let keys = use_preferences().single_keys;
    let rows = move || {
        SHORTCUTS
            .iter()
            .map(|shortcut| (shortcut.keys, shortcut.name))
            .map(|(keys, name)| {
                let caps = keys
                    .iter()
                    .map(|key| view! { <kbd>{key.to_uppercase()}</kbd> })
                    .collect_view();
                view! {
                    <div>
                        <dt>{move || name(text.get())}</dt>
                        <dd class="line-s">{caps}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <Dialog open title=move || text.get().shell_keys()>
            <Show when=move || !keys.get()>
                <p class="muted">{move || text.get().shell_keys_off()}</p>
            </Show>
            <dl class="facts">
                {rows()} <div>
                    <dt>{move || text.get().shell_key_palette()}</dt>
                    <dd class="line-s">
                        <kbd>"Ctrl"</kbd>
                        <kbd>"K"</kbd>
                    </dd>
                </div>
            </dl>
        </Dialog>
    }
}
