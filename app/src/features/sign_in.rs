//! Signing in, signing in again after the session ran out, and setting up a new dealership.
//!
//! These pages stand before the shell: they know no record and no list.

mod frame;
mod scene;
mod sign_up;

use leptos::prelude::*;

use crate::data::session::{SessionError, Stage, use_session};
use crate::platform::storage;
use crate::platform::{clock, presence, task};
use crate::routes::{Path, use_path};
use crate::text::{Text, use_text};
use crate::ui::{
    Avatar, Button, ButtonLink, Field, Hue, Link, Notice, PasswordInput, Size, TextInput, Variant,
};
use frame::Frame;

use sign_up::SignUpPage;

/// Draws the page that the address names; every address but that of sign-up asks to sign in, and is
/// shown after that.
pub fn draw() -> AnyView {
    match use_path().get() {
        Some(Path::SignUp) => view! { <SignUpPage/> }.into_any(),
        _ => view! { <SignInPage/> }.into_any(),
    }
}

/// The login that was used last on this device, so that nobody types it twice.
const LAST_LOGIN: &str = "forecourt.login";

/// The page. On a device that knows the person it asks for the password only, and work can go on
/// without it.
#[component]
fn SignInPage() -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let me = match session.stage().get_untracked() {
        Stage::Open(data) => Some(data.me()),
        _ => None,
    };
    let known = me.is_some();
    let kept = me
        .as_ref()
        .map(|me| me.login.clone())
        .or_else(|| storage::get(LAST_LOGIN));
    let login = RwSignal::new(kept.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let attempt = Attempt::default();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (name, secret) = (
            login.get_untracked().trim().to_owned(),
            password.get_untracked(),
        );
        if attempt.begin(!name.is_empty() && !secret.is_empty()) {
            let session = session.clone();
            task::start(async move {
                let answer = session.sign_in(&name, &secret).await;
                if answer.is_ok() {
                    storage::set(LAST_LOGIN, &name);
                }
                attempt.end(answer);
            });
        }
    };
    let who = me.clone().map(|me| {
        let (name, login) = (me.name.clone(), me.login.clone());
        view! {
            <div class="door-who">
                <Avatar name=name.clone() size=Size::Huge/>
                <p class="grow">
                    <b>{name}</b>
                    <br/>
                    <span class="muted">{login}</span>
                </p>
            </div>
        }
    });
    let name_field = (!known).then(|| {
        view! {
            <Field
                label=move || text.get().sign_in_login()
                error=attempt.missing(login, Text::sign_in_login_missing)
            >
                <TextInput value=login autocomplete="username" autofocus=true/>
            </Field>
        }
    });
    let lead = move || match &me {
        Some(me) => text.get().sign_in_to(&me.dealership),
        None => text.get().sign_in_to_any().to_owned(),
    };
    view! {
        <Frame>
            <form class="door-in" novalidate=true on:submit=submit>
                <div>
                    <h1 tabindex="-1" data-title=move || text.get().sign_in_title()>
                        {move || greeting(text.get())}
                    </h1>
                    <p class="muted">{lead}</p>
                </div>
                <Network known/>
                {who}
                {name_field}
                <Field
                    label=move || text.get().sign_in_password()
                    hint=move || text.get().sign_in_password_hint()
                    error=attempt.missing(password, Text::sign_in_password_missing)
                >
                    <PasswordInput
                        value=password
                        autocomplete="current-password"
                        autofocus=known
                    />
                </Field>
                <Outcome attempt title=Text::sign_in_failed working=Text::sign_in_working/>
                <Button
                    submit=true
                    wide=true
                    size=Size::Large
                    variant=Variant::Primary
                    busy=attempt.busy
                    label=move || text.get().sign_in_submit()
                />
                {if known {
                    view! { <KnownWays/> }.into_any()
                } else {
                    view! { <NewWays/> }.into_any()
                }}
            </form>
        </Frame>
    }
}

/// One try: whether it runs, whether fields were looked at, and what came of it.
#[derive(Clone, Copy, Default)]
struct Attempt {
    busy: RwSignal<bool>,
    tried: RwSignal<bool>,
    refused: RwSignal<Option<String>>,
    /// Wrong passwords until the data on this device is destroyed, when it came to that.
    left: RwSignal<Option<u8>>,
}

impl Attempt {
    /// True when the try may start: it is complete and none is running.
    fn begin(self, complete: bool) -> bool {
        self.tried.set(true);
        let starts = complete && !self.busy.get_untracked();
        if starts {
            self.refused.set(None);
            self.busy.set(true);
        }
        starts
    }

    /// Ends a try. After a good one the page is gone, and with it the signals.
    fn end(self, answer: Result<(), SessionError>) {
        self.busy.try_set(false);
        self.left.try_set(match &answer {
            Err(SessionError::WrongPassword { left }) => Some(*left),
            _ => None,
        });
        let refused = answer.err().map(|error| error.code().to_owned());
        self.refused.try_set(refused);
    }

    /// The error of an empty field, from the first try on.
    fn missing(
        self,
        value: RwSignal<String>,
        words: fn(Text) -> &'static str,
    ) -> Signal<Option<String>> {
        let text = use_text();
        Signal::derive(move || {
            let empty = self.tried.get() && value.with(|value| value.trim().is_empty());
            empty.then(|| words(text.get()).to_owned())
        })
    }
}

/// What came of the try, or that it is under way.
#[component]
fn Outcome(
    attempt: Attempt,
    title: fn(Text) -> &'static str,
    working: fn(Text) -> &'static str,
) -> impl IntoView {
    let text = use_text();
    let refused = move || {
        attempt.refused.get().map(|code| {
            view! {
                <Notice
                    alert=true
                    hue=Hue::Danger
                    icon="alert"
                    title=move || title(text.get())
                    text=move || {
                        let text = text.get();
                        let left = attempt.left.get().map(|left| text.sign_in_tries_left(left.into()));
                        format!("{} {}", said(text, &code), left.unwrap_or_default())
                    }
                />
            }
        })
    };
    view! {
        {refused}
        <p class="hint" role="status">
            {move || attempt.busy.get().then(|| working(text.get()))}
        </p>
    }
}

/// The words of a code, be it of the server or of the store.
fn said(text: Text, code: &str) -> &'static str {
    if code.starts_with("store.") {
        text.store_code(code)
    } else {
        text.code(code)
    }
}

/// Says that there is no network, and what that means here.
#[component]
fn Network(known: bool) -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let offline = RwSignal::new(false);
    let network = presence::follow_network();
    Effect::new(move |_| {
        // Asked again whenever the network comes or goes.
        network.get();
        let session = session.clone();
        task::start(async move {
            let answer = session.status().await;
            offline.try_set(answer.is_err_and(|failure| failure.is_silence()));
        });
    });
    view! {
        <Show when=move || offline.get()>
            <Notice
                icon="cloud-off"
                title=move || text.get().sign_in_no_network()
                text=move || {
                    let text = text.get();
                    if known { text.sign_in_no_network_known() } else { text.sign_in_no_network_first() }
                }
            />
        </Show>
    }
}

/// Ways on for somebody whom this device knows.
#[component]
fn KnownWays() -> impl IntoView {
    let (text, session) = (use_text(), use_session());
    let switch = move |()| {
        let session = session.clone();
        task::start(async move {
            // When the device cannot write, the data stays open; nothing else could be done with it.
            session.switch().await.ok();
        });
    };
    view! {
        <ButtonLink
            wide=true
            size=Size::Large
            href=Path::Today.href()
            label=move || text.get().sign_in_back_to_work()
        />
        <Button
            wide=true
            variant=Variant::Quiet
            label=move || text.get().sign_in_switch()
            on_press=switch
        />
        <p class="hint">{move || text.get().sign_in_switch_note()}</p>
    }
}

/// Ways on for a visitor: setting up a dealership, where that is possible.
#[component]
fn NewWays() -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let status = RwSignal::new(None);
    task::start(async move {
        status.try_set(session.status().await.ok());
    });
    move || {
        let status = status.get().filter(|status| status.sign_up)?;
        let way = if status.needs_setup_code {
            view! {
                <Notice
                    hue=Hue::Info
                    icon="store"
                    title=move || text.get().sign_in_new_server()
                    text=move || text.get().sign_in_new_server_note()
                >
                    <ButtonLink
                        size=Size::Small
                        href=Path::SignUp.href()
                        label=move || text.get().sign_in_set_up()
                    />
                </Notice>
            }
            .into_any()
        } else {
            view! {
                <p>
                    <Link href=Path::SignUp.href() label=move || text.get().sign_in_set_up()/>
                </p>
            }
            .into_any()
        };
        Some(way)
    }
}

fn greeting(text: Text) -> &'static str {
    const HOUR: u64 = 3_600_000;
    let local = i64::try_from(clock::now()).unwrap_or_default()
        + i64::from(clock::offset_minutes()) * 60_000;
    match local.unsigned_abs() / HOUR % 24 {
        4..12 => text.sign_in_morning(),
        12..18 => text.sign_in_afternoon(),
        _ => text.sign_in_evening(),
    }
}
