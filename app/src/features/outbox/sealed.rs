//! Work that lies sealed on this device and whose key is lost: it is saved as a file, and given up only when asked twice.

use leptos::prelude::*;

use crate::data::StoreError;
use crate::data::session::{SealedWork, use_session};
use crate::platform::{files, page, task};
use crate::text::use_text;
use crate::ui::{Button, Dialog, Hue, Notice, Variant};

/// Says what is lost and what can be done.
#[component]
pub fn SealedWorkPage() -> impl IntoView {
    let (text, session) = (use_text(), use_session());
    let (work, asks) = (RwSignal::new(SealedWork::default()), RwSignal::new(false));
    let looking = session.clone();
    task::start(async move {
        let found = looking.sealed_work().await;
        work.try_set(found.unwrap_or_default());
    });
    let note = move || match work.with(|work| work.count) {
        0 => text.get().shell_key_lost_note().to_owned(),
        count => text.get().outbox_sealed_note(count as u64),
    };
    let save = move |()| {
        work.with_untracked(|work| {
            files::save(
                "forecourt-sealed.json",
                "application/json",
                work.file.as_bytes(),
            )
        });
    };
    let give_up = Callback::new(move |()| session.start_over());
    view! {
        <Notice
            alert=true
            hue=Hue::Danger
            icon="alert"
            title=move || text.get().store_code(StoreError::KeyLost.code())
            text=note
        >
            <Show when=move || work.with(|work| !work.file.is_empty())>
                <Button
                    icon="download"
                    label=move || text.get().outbox_sealed_save()
                    on_press=save
                />
            </Show>
            <Button
                variant=Variant::Danger
                label=move || text.get().shell_broken_start_over()
                on_press=move |()| asks.set(true)
            />
            <Button
                variant=Variant::Primary
                label=move || text.get().shell_reload()
                on_press=move |()| page::reload()
            />
        </Notice>
        <Dialog
            open=asks
            title=move || text.get().outbox_sealed_sure()
            footer=move || {
                view! {
                    <Button
                        variant=Variant::Danger
                        label=move || text.get().outbox_sealed_give_up()
                        on_press=move |()| give_up.run(())
                    />
                    <Button
                        variant=Variant::Primary
                        label=move || text.get().outbox_sealed_keep()
                        on_press=move |()| asks.set(false)
                    />
                }
            }
        >
            <p class="muted">{move || text.get().outbox_sealed_sure_note()}</p>
        </Dialog>
    }
}
