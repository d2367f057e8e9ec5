//! The frame around every page: navigation, sync badge, bars, toasts, keys, and which page is shown.
//!
//! The shell knows the features and asks them for their pages; features never know the shell.

mod announce;
mod badge;
mod bars;
mod destinations;
mod door;
mod key_list;
mod navigation;
mod pages;
mod palette;
mod shortcuts;

use leptos::prelude::*;

use crate::data::{Said, use_data};
use crate::features::log_contact::{LogContactSheet, provide_log_contact};
use crate::features::sign_in::{SignInPage, leave_when_signed_in};
use crate::platform::install::Install;
use crate::platform::location::Place;
use crate::platform::task;
use crate::preferences::Preferences;
use crate::routes::{Path, use_path};
use crate::text::use_text;
use crate::ui::{Announcer, LiveRegion, Toast, Toaster, Toasts};
use navigation::{Side, TabBar, TopBar};

pub use door::{Broken, Door};

/// What everything below may ask for, signed in or not: texts, choices, the address, toasts.
#[component]
pub fn Root(children: Children) -> impl IntoView {
    Preferences::provide();
    provide_context(Place::start());
    provide_context(Install::start());
    let announcer = Announcer::provide();
    let toaster = Toaster::provide();
    view! {
        {children()}
        <Toasts toaster/>
        <LiveRegion announcer/>
    }
}

/// What whoever is signed in sees: the frame, or the page that asks to sign in again. Expects the
/// data in context.
#[component]
pub fn Inside() -> impl IntoView {
    let path = use_path();
    leave_when_signed_in(path, &use_data());
    let at_door = Memo::new(move |_| path.get() == Some(Path::SignIn));
    move || {
        if at_door.get() {
            view! { <SignInPage/> }.into_any()
        } else {
            view! { <Shell/> }.into_any()
        }
    }
}

#[component]
fn Shell() -> impl IntoView {
    let text = use_text();
    let parts = Parts {
        palette: RwSignal::new(false),
        keys: RwSignal::new(false),
    };
    provide_context(parts);
    say_what_was_done();
    announce::follow_pages();
    announce::follow_sync();
    bars::offer_updates();
    shortcuts::listen(parts);
    provide_log_contact();
    view! {
        <a class="skip" href="#main">
            {move || text.get().shell_skip()}
        </a>
        <div class="app">
            <Side/>
            <TopBar/>
            <main id="main" class="sheet" tabindex="-1">
                <bars::Bars/>
                <pages::Pages/>
            </main>
            <TabBar/>
        </div>
        <palette::Palette open=parts.palette/>
        <key_list::KeyList open=parts.keys/>
        <LogContactSheet/>
    }
}

/// Parts of the shell that more than one place opens.
#[derive(Clone, Copy)]
struct Parts {
    palette: RwSignal<bool>,
    keys: RwSignal<bool>,
}

fn use_parts() -> Parts {
    use_context().unwrap_or_else(|| Parts {
        palette: RwSignal::new(false),
        keys: RwSignal::new(false),
    })
}

/// Every act shows what was done, with a way back.
fn say_what_was_done() {
    let (data, text) = (use_data(), use_text());
    let (toaster, announcer) = (crate::ui::use_toaster(), crate::ui::use_announcer());
    let undoing = data.clone();
    data.on_said(move |said: Said| {
        let words = text.get_untracked();
        if said.undo.is_empty() {
            return toaster.show(Toast::news(said.text));
        }
        let (data, undo) = (undoing.clone(), said.undo);
        let back = move || {
            let (data, undo) = (data.clone(), undo.clone());
            task::start(async move {
                match data.undo(undo).await {
                    Ok(()) => announcer.say(words.shell_undone()),
                    Err(_) => announcer.alert(words.shell_undo_failed()),
                }
            });
        };
        toaster.show(Toast::undo(said.text, words.common_undo(), back));
    });
}
