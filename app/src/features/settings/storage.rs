//! Room for the data of this device, and whether the browser promises to keep it.

use leptos::prelude::*;

use crate::data::{StorageState, use_data};
use crate::platform::quota::{self, Estimate};
use crate::platform::task;
use crate::text::{Text, use_text};
use crate::ui::{Button, Card, Hue, Notice, Size, Toast, use_toaster};

/// The card.
#[component]
pub fn StorageCard() -> impl IntoView {
    let text = use_text();
    let room = RwSignal::new(None::<Estimate>);
    task::start(async move {
        room.try_set(quota::estimate().await);
    });
    let said = move || {
        let text = text.get();
        match room.get() {
            Some(room) => text.settings_storage_used(text.bytes(room.quota), text.bytes(room.used)),
            None => text.settings_storage_unknown().to_owned(),
        }
    };
    let share = move || {
        let share = room
            .get()
            .map_or(0, |room| room.used.saturating_mul(100) / room.quota.max(1));
        format!("{share}%")
    };
    view! {
        <Card title=move || text.get().settings_storage()>
            <div class="pad stack">
                <div class="stack-s">
                    <div class="meter" aria-hidden="true">
                        <i style:--w=share></i>
                    </div>
                    <p class="muted">{said}</p>
                </div>
                <Safety/>
            </div>
        </Card>
    }
}

/// What is said of a state of storage.
struct Said {
    hue: Hue,
    icon: &'static str,
    title: &'static str,
    note: &'static str,
}

fn say(text: Text, state: StorageState) -> Said {
    let (hue, icon) = match state {
        StorageState::Ok => (Hue::Ok, "shield-check"),
        StorageState::NotPersistent => (Hue::Warn, "disk"),
        StorageState::Full | StorageState::Failed => (Hue::Danger, "alert"),
    };
    let (title, note) = match state {
        StorageState::Ok => (
            text.settings_storage_safe(),
            text.settings_storage_safe_note(),
        ),
        StorageState::NotPersistent => (
            text.settings_storage_risk(),
            text.settings_storage_risk_note(),
        ),
        StorageState::Full => (
            text.settings_storage_full(),
            text.settings_storage_full_note(),
        ),
        StorageState::Failed => (
            text.settings_storage_failed(),
            text.settings_storage_failed_note(),
        ),
    };
    Said {
        hue,
        icon,
        title,
        note,
    }
}

#[component]
fn Safety() -> impl IntoView {
    let (text, toaster, sync) = (use_text(), use_toaster(), use_data().sync());
    // The browser may agree while the page is open, before the data notices.
    let agreed = RwSignal::new(false);
    let state = Memo::new(move |_| match sync.with(|sync| sync.storage) {
        StorageState::NotPersistent if agreed.get() => StorageState::Ok,
        state => state,
    });
    let ask = move |()| {
        task::start(async move {
            let kept = quota::persist().await;
            agreed.try_set(kept);
            let words = text.get_untracked();
            let said = if kept {
                words.settings_storage_kept()
            } else {
                words.settings_storage_refused()
            };
            toaster.show(Toast::news(said));
        });
    };
    move || {
        let Said {
            hue,
            icon,
            title,
            note,
        } = say(text.get(), state.get());
        let way = (state.get() == StorageState::NotPersistent).then(|| {
            view! {
                <Button
                    size=Size::Small
                    label=move || text.get().settings_storage_keep()
                    on_press=ask
                />
            }
        });
        view! {
            <Notice hue icon title=title text=note>
                {way}
            </Notice>
        }
    }
}
