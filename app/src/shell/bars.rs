//! Notes at the lower edge of a page: what a person has to know before going on. They come late, so
//! they take no place that something else has; the first of them is shown alone (`style/kit/notices.css`).

use forecourt_domain::Millis;
use leptos::prelude::*;

use crate::data::{FastClock, Phase, StorageState, StoreError, use_data};
use crate::platform::install::Install;
use crate::platform::{files, page, quota, storage, task};
use crate::routes::Path;
use crate::text::use_text;
use crate::ui::{Button, ButtonLink, Hue, Notice, Size, Toast, Variant, use_toaster};

/// Kept when the note on storage was shown, so that it is shown once.
const RISK_SEEN: &str = "forecourt.risk_seen";

/// The notes in the order in which they press, most of the time none.
#[component]
pub fn Bars() -> impl IntoView {
    view! {
        <div class="sheet-notes">
            <NotSaved/>
            <SignInAgain/>
            <AsideNote/>
            <FastClockNote/>
            <OfflineNote/>
            <RiskNote/>
        </div>
    }
}

/// Something could not be kept, or a newer version took over.
#[component]
fn NotSaved() -> impl IntoView {
    let (data, text) = (use_data(), use_text());
    let trouble = data.trouble();
    move || {
        let data = data.clone();
        trouble.get().map(|error| {
            let old = error == StoreError::OutOfDate;
            let cleared = error == StoreError::Cleared;
            let code = error.code();
            let title = move || {
                let text = text.get();
                if old {
                    text.shell_out_of_date()
                } else {
                    text.shell_not_saved()
                }
            };
            let way = if old || cleared {
                let keeps = cleared && data.sync().with(|sync| sync.waiting > 0);
                let outbox = keeps.then(|| {
                    view! {
                        <ButtonLink
                            size=Size::Small
                            href=Path::Outbox.href()
                            label=move || text.get().shell_sync_open()
                        />
                    }
                });
                view! {
                    {outbox}
                    <Button
                        size=Size::Small
                        variant=Variant::Primary
                        label=move || text.get().shell_reload()
                        on_press=move |()| page::reload()
                    />
                }
                .into_any()
            } else {
                view! {
                    <Button
                        size=Size::Small
                        label=move || text.get().common_close()
                        on_press=move |()| data.dismiss_trouble()
                    />
                }
                .into_any()
            };
            view! {
                <Notice
                    alert=true
                    hue=Hue::Danger
                    icon="alert"
                    title
                    text=move || if old { "" } else { text.get().store_code(code) }
                >
                    {way}
                </Notice>
            }
        })
    }
}

/// Something on this device could not be read and stands aside.
#[component]
fn AsideNote() -> impl IntoView {
    let (data, text) = (use_data(), use_text());
    let sync = data.sync();
    let aside = Memo::new(move |_| sync.with(|sync| sync.aside));
    move || {
        let count = aside.get();
        let (saving, forgetting) = (data.clone(), data.clone());
        let save = move |()| {
            let data = saving.clone();
            task::start(async move {
                if let Some(json) = data.export_aside().await {
                    files::save("forecourt-aside.json", "application/json", json.as_bytes());
                }
            });
        };
        let forget = move |()| {
            let data = forgetting.clone();
            task::start(async move { data.forget_aside().await });
        };
        (count > 0).then(|| {
            view! {
                <Notice
                    hue=Hue::Danger
                    icon="alert"
                    title=move || text.get().shell_aside(count as u64)
                    text=move || text.get().shell_aside_note()
                >
                    <Button
                        size=Size::Small
                        label=move || text.get().shell_aside_save()
                        on_press=save
                    />
                    <Button
                        size=Size::Small
                        variant=Variant::Quiet
                        label=move || text.get().shell_aside_forget()
                        on_press=forget
                    />
                </Notice>
            }
        })
    }
}

/// The server set back what was done here, because the clock of this device runs ahead.
#[component]
fn FastClockNote() -> impl IntoView {
    let (data, text) = (use_data(), use_text());
    let sync = data.sync();
    let noted = Memo::new(move |_| sync.with(|sync| sync.fast_clock));
    move || {
        let FastClock { acts, ahead } = noted.get()?;
        let data = data.clone();
        Some(view! {
            <Notice
                hue=Hue::Warn
                icon="alert"
                title=move || text.get().shell_fast_clock()
                text=move || {
                    let text = text.get();
                    text.shell_fast_clock_note(acts, text.ahead(ahead))
                }
            >
                <Button
                    size=Size::Small
                    label=move || text.get().common_close()
                    on_press=move |()| data.dismiss_fast_clock()
                />
            </Notice>
        })
    }
}

/// The session ran out. Work goes on; nothing is sent.
#[component]
fn SignInAgain() -> impl IntoView {
    let (sync, text) = (use_data().sync(), use_text());
    let shown = Memo::new(move |_| sync.with(|sync| sync.phase == Phase::NeedsSignIn));
    view! {
        <Show when=move || shown.get()>
            <Notice
                hue=Hue::Warn
                icon="key"
                title=move || text.get().shell_sign_in_again()
                text=move || text.get().shell_sign_in_again_note()
            >
                <ButtonLink
                    size=Size::Small
                    href=Path::SignIn.href()
                    label=move || text.get().shell_sign_in()
                />
            </Notice>
        </Show>
    }
}

/// Once per visit, when the network goes for the first time.
#[component]
fn OfflineNote() -> impl IntoView {
    let (sync, text) = (use_data().sync(), use_text());
    let offline = Memo::new(move |_| sync.with(|sync| sync.phase == Phase::Offline));
    let seen = RwSignal::new(false);
    // It comes back only with an answer of the server: between two tries the phase is for a moment another one.
    Effect::new(move |went: Option<Option<Option<Millis>>>| {
        let (offline, last) = (offline.get(), sync.with(|sync| sync.last_synced));
        let went = went.flatten();
        if went.is_some_and(|then| !offline && then != last) {
            seen.set(true);
        }
        if offline { went.or(Some(last)) } else { went }
    });
    view! {
        <Show when=move || offline.get() && !seen.get()>
            <Notice
                icon="cloud-off"
                title=move || text.get().shell_sync_offline()
                text=move || text.get().shell_offline_note()
            >
                <Button
                    size=Size::Small
                    variant=Variant::Quiet
                    label=move || text.get().common_close()
                    on_press=move |()| seen.set(true)
                />
            </Notice>
        </Show>
    }
}

/// Once per device, when there is data and the browser has not promised to keep it.
#[component]
fn RiskNote() -> impl IntoView {
    let (sync, text, toaster) = (use_data().sync(), use_text(), use_toaster());
    let at_risk = Memo::new(move |_| {
        sync.with(|sync| sync.storage == StorageState::NotPersistent && sync.last_synced.is_some())
    });
    let seen = RwSignal::new(storage::get(RISK_SEEN).is_some());
    let close = move || {
        storage::set(RISK_SEEN, "1");
        seen.set(true);
    };
    let keep = move |()| {
        close();
        task::start(async move {
            let words = text.get_untracked();
            let kept = quota::persist().await;
            let said = if kept {
                words.shell_risk_kept()
            } else {
                words.shell_risk_refused()
            };
            toaster.show(Toast::news(said));
        });
    };
    view! {
        <Show when=move || at_risk.get() && !seen.get()>
            <Notice
                hue=Hue::Warn
                icon="disk"
                title=move || text.get().shell_risk()
                text=move || text.get().shell_risk_note()
            >
                <Button
                    size=Size::Small
                    label=move || text.get().shell_risk_keep()
                    on_press=keep
                />
                <Button
                    size=Size::Small
                    variant=Variant::Quiet
                    label=move || text.get().common_later()
                    on_press=move |()| close()
                />
            </Notice>
        </Show>
    }
}

/// A new version that waits is offered as a toast that stays.
pub fn offer_updates() {
    let Some(install) = use_context::<Install>() else {
        return;
    };
    let (text, toaster) = (use_text(), use_toaster());
    let ready = install.update_waiting();
    Effect::new(move |_| {
        if !ready.get() {
            return;
        }
        let (words, install) = (text.get_untracked(), install.clone());
        let accept = move || install.accept_update();
        toaster.show(Toast::offer(
            "sync",
            words.shell_new_version(),
            words.shell_reload(),
            accept,
        ));
    });
}
