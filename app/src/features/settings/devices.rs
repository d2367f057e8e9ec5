//! Where this person is signed in, and taking a device away that is lost or given back.

use forecourt_domain::Id;
use forecourt_sync::auth::DeviceEntry;
use forecourt_sync::failure::Failure;
use leptos::prelude::*;

use crate::data::{Phase, devices, use_data};
use crate::platform::{clock, task};
use crate::text::use_text;
use crate::ui::{
    Badge, Button, Card, Dialog, Hue, IconButton, Notice, Size, Toast, Variant, use_toaster,
};

/// What is known of the devices.
#[derive(Clone, Debug, PartialEq)]
enum Known {
    Asked,
    Got(Vec<DeviceEntry>),
    Failed(Failure),
}

/// What the person is asked about before it is done.
#[derive(Clone, Debug, PartialEq)]
enum Asking {
    One(DeviceEntry),
    Others,
}

/// The card, and the dialog that asks before data goes.
#[component]
pub fn DevicesCard() -> impl IntoView {
    let (text, sync) = (use_text(), use_data().sync());
    let known = RwSignal::new(Known::Asked);
    let offline = Memo::new(move |_| sync.with(|sync| sync.phase == Phase::Offline));
    let ask = Callback::new(move |()| {
        task::start(async move {
            let answer = devices::all().await;
            known.try_set(answer.map_or_else(Known::Failed, Known::Got));
        });
    });
    // A network that comes back is used.
    Effect::new(move |_| {
        if !offline.get() {
            ask.run(());
        }
    });
    let (asking, open) = (RwSignal::new(Asking::Others), RwSignal::new(false));
    let take = Callback::new(move |what| {
        asking.set(what);
        open.set(true);
    });
    view! {
        <Card title=move || text.get().settings_devices()>
            {move || match known.get() {
                Known::Got(devices) => view! { <List devices take/> }.into_any(),
                _ if offline.get() => view! {
                    <div class="pad">
                        <Notice icon="cloud-off" title=move || text.get().settings_devices_offline()/>
                    </div>
                }
                .into_any(),
                Known::Asked => view! {
                    <p class="pad muted" role="status">
                        {move || text.get().settings_devices_loading()}
                    </p>
                }
                .into_any(),
                Known::Failed(failure) => view! {
                    <div class="pad">
                        <Notice
                            hue=Hue::Warn
                            icon="alert"
                            title=move || text.get().settings_devices_failed()
                            text=move || text.get().code(failure.code())
                        >
                            <Button
                                icon="sync"
                                size=Size::Small
                                label=move || text.get().common_retry()
                                on_press=ask
                            />
                        </Notice>
                    </div>
                }
                .into_any(),
            }}
        </Card>
        <Question asking open done=ask/>
    }
}

/// Own devices, then those of others, which only an administrator gets.
#[component]
fn List(devices: Vec<DeviceEntry>, take: Callback<Asking>) -> impl IntoView {
    let text = use_text();
    let (own, others): (Vec<_>, Vec<_>) = devices.into_iter().partition(|device| device.is_own);
    let has_others_of_own = own.iter().any(|device| !device.is_this && !device.revoked);
    let rows = move |devices: Vec<DeviceEntry>| {
        let row = |device| view! { <Row device take/> };
        devices.into_iter().map(row).collect_view()
    };
    view! {
        <ul class="plain" aria-label=move || text.get().settings_devices_own()>
            {rows(own)}
        </ul>
        {has_others_of_own
            .then(|| {
                view! {
                    <div class="pad buttons">
                        <Button
                            icon="logout"
                            label=move || text.get().settings_devices_take_others()
                            on_press=move |()| take.run(Asking::Others)
                        />
                    </div>
                }
            })}
        {(!others.is_empty())
            .then(|| {
                view! {
                    <h3 class="pad group">{move || text.get().settings_devices_of_others()}</h3>
                    <ul class="plain" aria-label=move || text.get().settings_devices_of_others()>
                        {rows(others)}
                    </ul>
                }
            })}
    }
}

#[component]
fn Row(device: DeviceEntry, take: Callback<Asking>) -> impl IntoView {
    let text = use_text();
    let DeviceEntry {
        seen,
        waiting,
        revoked,
        is_this,
        ..
    } = device;
    let name = named(&device);
    let note = move || {
        let text = text.get();
        let seen = text.settings_devices_seen(text.ago(seen, clock::now()));
        if waiting == 0 {
            seen
        } else {
            format!("{seen} · {}", text.settings_devices_waiting(waiting))
        }
    };
    let spoken = name.clone();
    let label = move || text.get().settings_devices_take_this(&spoken);
    let end = match (is_this, revoked) {
        (true, _) => view! {
            <Badge hue=Hue::Ok label=move || text.get().settings_devices_this()/>
        }
        .into_any(),
        (_, true) => view! {
            <Badge label=move || text.get().settings_devices_taken()/>
        }
        .into_any(),
        _ => view! {
            <IconButton
                icon="trash"
                label
                on_press=move |()| take.run(Asking::One(device.clone()))
            />
        }
        .into_any(),
    };
    view! {
        <li class="setting device">
            <p>
                <b>{name}</b>
                <small>{note}</small>
            </p>
            {end}
        </li>
    }
}

/// What a device is called; with the person's name when it is somebody else's.
fn named(device: &DeviceEntry) -> String {
    if device.is_own {
        device.name.clone()
    } else {
        format!("{} · {}", device.person, device.name)
    }
}

/// Asks, because what a device deletes cannot be brought back from here.
#[component]
fn Question(asking: RwSignal<Asking>, open: RwSignal<bool>, done: Callback<()>) -> impl IntoView {
    let (text, toaster) = (use_text(), use_toaster());
    let busy = RwSignal::new(false);
    let title = move || {
        let text = text.get();
        match asking.get() {
            Asking::One(device) => text.settings_devices_question(named(&device)),
            Asking::Others => text.settings_devices_question_others().to_owned(),
        }
    };
    let unsent = move || match asking.get() {
        Asking::One(device) => device.waiting,
        Asking::Others => 0,
    };
    let take = move |()| {
        let device: Option<Id> = match asking.get_untracked() {
            Asking::One(device) => Some(device.device),
            Asking::Others => None,
        };
        busy.set(true);
        task::start(async move {
            let answer = devices::revoke(device).await;
            busy.try_set(false);
            open.try_set(false);
            if let Some(words) = text.try_get_untracked() {
                toaster.show(match answer {
                    Ok(()) => Toast::news(words.settings_devices_done()),
                    Err(failure) => Toast::news(words.code(failure.code())),
                });
                done.run(());
            }
        });
    };
    view! {
        <Dialog
            open
            title
            footer=move || {
                view! {
                    <Button
                        label=move || text.get().common_cancel()
                        on_press=move |()| open.set(false)
                    />
                    <Button
                        variant=Variant::Danger
                        busy
                        label=move || text.get().settings_devices_take()
                        on_press=take
                    />
                }
            }
        >
            <p class="muted">{move || text.get().settings_devices_question_note()}</p>
            <Show when=move || { unsent() > 0 }>
                <p>
                    <b>{move || text.get().settings_devices_waiting(unsent())}</b>
                </p>
            </Show>
        </Dialog>
    }
}
