//! Signing out. Work that only this device has is never lost without a choice.

use leptos::prelude::*;

use crate::data::session::{Unsent, use_session};
use crate::data::{Phase, use_data};
use crate::platform::{files, task};
use crate::routes::use_query;
use crate::text::use_text;
use crate::ui::{Button, Card, Dialog, Toast, Variant, use_announcer, use_toaster};

/// The card with the button, and the dialog that guards unsent work.
#[component]
pub fn LeaveCard() -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let busy = RwSignal::new(false);
    let unsent = RwSignal::new(0_usize);
    let open = RwSignal::new(false);
    let offline = RwSignal::new(false);
    let sync = use_data().sync();
    let leave = Callback::new(move |force: bool| {
        let session = session.clone();
        busy.set(true);
        task::start(async move {
            // After a good end this page is gone, and with it the signals.
            if let Err(Unsent { count }) = session.sign_out(force).await {
                unsent.try_set(count);
                open.try_set(true);
            }
            busy.try_set(false);
        });
    });
    let switching = use_session();
    let switch = move |()| {
        let session = switching.clone();
        task::start(async move {
            // When the device cannot write, the data stays open; nothing else could be done with it.
            session.switch().await.ok();
        });
    };
    // Without a network nobody gets in again; that is worth a question.
    let ask_to_leave = Callback::new(move |()| {
        let status = sync.get_untracked();
        if status.phase == Phase::Offline && status.waiting + status.refused == 0 {
            offline.set(true);
        } else {
            leave.run(false);
        }
    });
    let (asked, ask) = use_query("leave");
    Effect::new(move |_| {
        if !asked.with(String::is_empty) {
            ask.set(String::new());
            ask_to_leave.run(());
        }
    });
    leave_when_sent(open, leave);
    view! {
        <Card title=move || text.get().settings_leave()>
            <div class="pad stack-s">
                <p class="muted">{move || text.get().settings_leave_note()}</p>
                <div class="buttons">
                    <Button
                        icon="logout"
                        variant=Variant::Danger
                        busy
                        label=move || text.get().settings_leave()
                        on_press=ask_to_leave
                    />
                </div>
                <p class="muted">{move || text.get().settings_switch_note()}</p>
                <div class="buttons">
                    <Button
                        icon="key"
                        label=move || text.get().settings_switch()
                        on_press=switch
                    />
                </div>
            </div>
        </Card>
        <Dialog
            open
            title=move || text.get().settings_unsent_title(unsent.get() as u64)
            footer=move || view! { <Ways open leave/> }
        >
            <p class="muted">{move || text.get().settings_unsent_text()}</p>
        </Dialog>
        <Dialog
            open=offline
            title=move || text.get().settings_leave_offline()
            footer=move || {
                view! {
                    <Button
                        variant=Variant::Danger
                        label=move || text.get().settings_leave()
                        on_press=move |()| {
                            offline.set(false);
                            leave.run(false);
                        }
                    />
                    <Button
                        variant=Variant::Primary
                        label=move || text.get().settings_stay()
                        on_press=move |()| offline.set(false)
                    />
                }
            }
        >
            <p class="muted">{move || text.get().settings_leave_offline_text()}</p>
        </Dialog>
    }
}

/// When everything is sent while the dialog is open, the sign-out goes on.
fn leave_when_sent(open: RwSignal<bool>, leave: Callback<bool>) {
    let sync = use_data().sync();
    Effect::new(move |waited: Option<bool>| {
        let unsent = sync.with(|sync| sync.waiting + sync.refused > 0);
        if open.get() && waited == Some(true) && !unsent {
            open.set(false);
            leave.run(false);
        }
        open.get() && unsent
    });
}

/// The three choices: send it, save it, give it up.
#[component]
fn Ways(open: RwSignal<bool>, leave: Callback<bool>) -> impl IntoView {
    let (text, data, session) = (use_text(), use_data(), use_session());
    let (toaster, announcer) = (use_toaster(), use_announcer());
    let export = move |()| {
        let saved = session.export_unsent().is_some_and(|json| {
            files::save("forecourt-unsent.json", "application/json", json.as_bytes())
        });
        let words = text.get_untracked();
        let said = if saved {
            words.settings_unsent_exported()
        } else {
            words.settings_unsent_export_failed()
        };
        toaster.show(Toast::news(said));
    };
    let send = move |()| {
        data.sync_now();
        announcer.say(text.get_untracked().settings_unsent_syncing());
    };
    view! {
        <Button
            variant=Variant::Danger
            label=move || text.get().settings_unsent_discard()
            on_press=move |()| {
                open.set(false);
                leave.run(true);
            }
        />
        <Button
            icon="download"
            label=move || text.get().settings_unsent_export()
            on_press=export
        />
        <Button
            icon="sync"
            variant=Variant::Primary
            label=move || text.get().settings_unsent_sync()
            on_press=send
        />
    }
}
