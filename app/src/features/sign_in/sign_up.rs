//! Setting up a dealership with its first store and administrator.

use leptos::prelude::*;

use super::frame::Frame;
use super::{Attempt, LAST_LOGIN, Network, Outcome};
use crate::data::session::{SignUpForm, use_session};
use crate::platform::{storage, task};
use crate::routes::Path;
use crate::text::{Text, use_text};
use crate::ui::{Button, ButtonLink, Field, Link, Notice, PasswordInput, Size, TextInput, Variant};

/// Fewest signs of a password.
const PASSWORD_SIGNS: usize = 8;

/// The fields as they are typed.
#[derive(Clone, Copy, Default)]
struct Typed {
    setup_code: RwSignal<String>,
    dealership: RwSignal<String>,
    store: RwSignal<String>,
    name: RwSignal<String>,
    login: RwSignal<String>,
    password: RwSignal<String>,
}

impl Typed {
    fn form(self) -> SignUpForm {
        let trimmed = |value: RwSignal<String>| value.get_untracked().trim().to_owned();
        SignUpForm {
            setup_code: trimmed(self.setup_code),
            dealership: trimmed(self.dealership),
            store: trimmed(self.store),
            name: trimmed(self.name),
            login: trimmed(self.login),
            password: self.password.get_untracked(),
        }
    }

    fn is_complete(self, needs_code: bool) -> bool {
        let form = self.form();
        let words = [&form.dealership, &form.store, &form.name, &form.login];
        words.into_iter().all(|word| !word.is_empty())
            && form.password.chars().count() >= PASSWORD_SIGNS
            && (!needs_code || !form.setup_code.is_empty())
    }
}

/// The page.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let status = RwSignal::new(None);
    let asked = session.clone();
    task::start(async move {
        status.try_set(asked.status().await.ok());
    });
    let needs_code = Memo::new(move |_| {
        status.with(|status| {
            status
                .as_ref()
                .is_some_and(|status| status.needs_setup_code)
        })
    });
    let closed = Memo::new(move |_| {
        status.with(|status| status.as_ref().is_some_and(|status| !status.sign_up))
    });
    let typed = Typed::default();
    let attempt = Attempt::default();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if attempt.begin(typed.is_complete(needs_code.get_untracked())) {
            let (session, form) = (session.clone(), typed.form());
            task::start(async move {
                let login = form.login.clone();
                let answer = session.sign_up(form).await;
                if answer.is_ok() {
                    storage::set(LAST_LOGIN, &login);
                }
                attempt.end(answer);
            });
        }
    };
    let fields = move || view! { <Fields typed attempt needs_code/> };
    view! {
        <Frame>
            <form class="door-in" novalidate=true on:submit=submit>
                <div>
                    <h1 tabindex="-1">{move || text.get().sign_in_up_title()}</h1>
                    <p class="muted">{move || text.get().sign_in_up_lead()}</p>
                </div>
                <Network known=false/>
                <Show when=move || !closed.get() fallback=Closed>
                    {fields()}
                    <Outcome attempt title=Text::sign_in_up_failed working=Text::sign_in_up_working/>
                    <Button
                        submit=true
                        wide=true
                        size=Size::Large
                        variant=Variant::Primary
                        busy=attempt.busy
                        label=move || text.get().sign_in_up_submit()
                    />
                    <p>
                        <Link
                            href=Path::SignIn.href()
                            label=move || text.get().sign_in_up_have()
                        />
                    </p>
                </Show>
            </form>
        </Frame>
    }
}

#[component]
fn Fields(typed: Typed, attempt: Attempt, needs_code: Memo<bool>) -> impl IntoView {
    let text = use_text();
    let missing = move |value| attempt.missing(value, Text::sign_in_missing);
    let password_error = Signal::derive(move || {
        let short = typed
            .password
            .with(|password| password.chars().count() < PASSWORD_SIGNS);
        (attempt.tried.get() && short).then(|| text.get().sign_in_password_short().to_owned())
    });
    view! {
        <Show when=move || needs_code.get()>
            <Field
                label=move || text.get().sign_in_up_setup_code()
                hint=move || text.get().sign_in_up_setup_code_hint()
                error=missing(typed.setup_code)
            >
                <TextInput value=typed.setup_code mono=true autocomplete="off"/>
            </Field>
        </Show>
        <Field label=move || text.get().sign_in_up_dealership() error=missing(typed.dealership)>
            <TextInput value=typed.dealership autocomplete="organization"/>
        </Field>
        <Field label=move || text.get().sign_in_up_store() error=missing(typed.store)>
            <TextInput value=typed.store autocomplete="off"/>
        </Field>
        <Field label=move || text.get().sign_in_up_name() error=missing(typed.name)>
            <TextInput value=typed.name autocomplete="name"/>
        </Field>
        <Field
            label=move || text.get().sign_in_login()
            hint=move || text.get().sign_in_up_login_hint()
            error=missing(typed.login)
        >
            <TextInput value=typed.login autocomplete="username"/>
        </Field>
        <Field
            label=move || text.get().sign_in_password()
            hint=move || text.get().sign_in_up_password_hint()
            error=password_error
        >
            <PasswordInput value=typed.password autocomplete="new-password"/>
        </Field>
    }
}

/// Why nobody can set up a dealership here.
#[component]
fn Closed() -> impl IntoView {
    let text = use_text();
    view! {
        <Notice
            icon="lock"
            title=move || text.get().sign_in_up_closed()
            text=move || text.get().sign_in_up_closed_note()
        />
        <ButtonLink
            wide=true
            size=Size::Large
            variant=Variant::Primary
            href=Path::SignIn.href()
            label=move || text.get().sign_in_submit()
        />
    }
}
