//! What covers every page when the server gives this build no rows any more. What waits is sent
//! behind it.

use leptos::html;
use leptos::prelude::*;

use crate::data::{Phase, use_data};
use crate::platform::install::Install;
use crate::platform::task;
use crate::text::use_text;
use crate::ui::{Button, Variant};

/// Asks to update; nothing else can be done. Escape does not close it.
#[component]
pub fn Outdated() -> impl IntoView {
    let (sync, text) = (use_data().sync(), use_text());
    let shown = Memo::new(move |_| sync.with(|sync| sync.phase == Phase::OutOfDate));
    let unsent = Memo::new(move |_| sync.with(|sync| sync.unsent) as u64);
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = shown.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted && !dialog.open() {
            drop(dialog.show_modal());
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let install = use_context::<Install>();
    let update = move |()| {
        let install = install.clone();
        task::start(async move {
            if let Some(install) = install {
                install.update_now().await;
            }
        });
    };
    let left = move || match unsent.get() {
        0 => text.get().shell_update_sent().to_owned(),
        count => text.get().shell_update_unsent(count),
    };
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            role="alertdialog"
            aria-labelledby="update-title"
            aria-describedby="update-note"
            on:cancel=move |event: leptos::ev::Event| event.prevent_default()
        >
            <header>
                <h2 id="update-title">{move || text.get().shell_update_title()}</h2>
            </header>
            <div class="inside" id="update-note">
                <p>{move || text.get().shell_update_note()}</p>
                <p aria-live="polite">{left}</p>
            </div>
            <footer>
                <Button
                    variant=Variant::Primary
                    label=move || text.get().shell_update_now()
                    on_press=update
                />
            </footer>
        </dialog>
    }
}
