//! Installing the app on this device.

use leptos::prelude::*;

use crate::platform::install::Install;
use crate::platform::task;
use crate::text::use_text;
use crate::ui::{Button, Card, Variant};

/// The card: the browser's own question where there is one, else the way by hand.
#[component]
pub fn InstallCard() -> impl IntoView {
    let text = use_text();
    let install = use_context::<Install>();
    let way = move || {
        let install = install.clone()?;
        Some(if Install::is_installed() {
            view! { <p>{move || text.get().settings_install_done()}</p> }.into_any()
        } else if install.can_install().get() {
            view! { <Offer install/> }.into_any()
        } else {
            view! { <ByHand/> }.into_any()
        })
    };
    view! {
        <Card title=move || text.get().settings_install()>
            <div class="pad stack-s">{way}</div>
        </Card>
    }
}

/// The browser asks when it is told to.
#[component]
fn Offer(install: Install) -> impl IntoView {
    let text = use_text();
    let ask = move |()| {
        let install = install.clone();
        task::start(async move {
            install.install().await;
        });
    };
    view! {
        <p class="muted">{move || text.get().settings_install_note()}</p>
        <div class="buttons">
            <Button
                variant=Variant::Primary
                icon="download"
                label=move || text.get().settings_install_ask()
                on_press=ask
            />
        </div>
    }
}

/// The browser has a way of its own.
#[component]
fn ByHand() -> impl IntoView {
    let text = use_text();
    let steps = if Install::is_by_share_menu() {
        view! {
            <p>{move || text.get().settings_install_ios()}</p>
            <ol class="setting-steps">
                <li>{move || text.get().settings_install_ios_one()}</li>
                <li>{move || text.get().settings_install_ios_two()}</li>
                <li>{move || text.get().settings_install_ios_three()}</li>
            </ol>
        }
        .into_any()
    } else {
        view! { <p>{move || text.get().settings_install_browser()}</p> }.into_any()
    };
    view! {
        <p class="muted">{move || text.get().settings_install_note()}</p>
        {steps}
    }
}
