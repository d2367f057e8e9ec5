//! The sync badge: the fixed words for where a person's work is.

use leptos::prelude::*;

use crate::data::{Phase, SyncStatus, use_data};
use crate::platform::clock;
use crate::routes::Path;
use crate::text::{Text, use_text};
use crate::ui::{Icon, Menu, MenuItem, MenuLink};

/// What the badge says: state for the style sheet, icon, words, and fewer words for a phone.
struct Said {
    state: &'static str,
    icon: &'static str,
    words: String,
    short: String,
}

impl Said {
    fn new(state: &'static str, icon: &'static str, words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            state,
            icon,
            short: words.clone(),
            words,
        }
    }

    fn shortly(self, short: impl Into<String>) -> Self {
        Self {
            short: short.into(),
            ..self
        }
    }
}

/// The loudest thing first: what needs a person, then what hinders, then what is under way.
fn say(text: Text, sync: &SyncStatus) -> Said {
    let (refused, waiting) = (sync.refused as u64, sync.waiting as u64);
    match sync.phase {
        _ if refused > 0 => Said::new("refused", "alert", text.shell_sync_refused(refused))
            .shortly(text.shell_sync_refused_short(refused)),
        Phase::OutOfDate => Said::new("risk", "alert", text.shell_update_title()),
        Phase::NeedsSignIn => Said::new("risk", "key", text.shell_sync_sign_in()),
        Phase::Offline => Said::new("offline", "cloud-off", text.shell_sync_offline())
            .shortly(text.shell_sync_offline_short()),
        Phase::Syncing => Said::new("running", "sync", text.shell_sync_running()),
        _ if waiting > 0 => Said::new("waiting", "cloud-up", text.shell_sync_waiting(waiting))
            .shortly(text.shell_sync_waiting_short(waiting)),
        Phase::Synced => Said::new("done", "cloud-check", text.shell_sync_done_plain()).shortly(""),
        Phase::Waiting => Said::new("silent", "device", text.shell_sync_local()).shortly(""),
    }
}

/// The badge with its menu: last synced, sync now, the outbox.
#[component]
pub fn SyncBadge(#[prop(optional)] short: bool) -> impl IntoView {
    let (data, text) = (use_data(), use_text());
    let sync = data.sync();
    let said = move || sync.with(|sync| say(text.get(), sync));
    let trigger = move || {
        view! {
            {move || view! { <Icon name=said().icon/> }}
            {if short {
                view! {
                    <span class="say">{move || said().words}</span>
                    <span aria-hidden="true">{move || said().short}</span>
                }
                    .into_any()
            } else {
                view! { <span>{move || said().words}</span> }.into_any()
            }}
        }
    };
    let last = move || {
        let text = text.get();
        match sync.with(|sync| sync.last_synced) {
            Some(at) => text.shell_sync_last(text.ago(at, clock::now())),
            None => text.shell_sync_never().to_owned(),
        }
    };
    view! {
        <Menu
            class="sync"
            label=move || said().words
            state=Signal::derive(move || said().state)
            trigger
        >
            <p class="title">{last}</p>
            <MenuItem
                icon="sync"
                label=move || text.get().shell_sync_now()
                on_press=move |()| data.sync_now()
            />
            <MenuLink
                icon="send"
                href=Path::Outbox.href()
                label=move || text.get().shell_sync_open()
            />
        </Menu>
    }
}
