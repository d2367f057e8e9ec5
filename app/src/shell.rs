//! The frame around every page: navigation, sync badge, bars, toasts, keys, and which page is shown.
//!
//! The shell knows the parts of the app by name and asks for them (`parts`); features never know the shell.

mod announce;
mod badge;
mod bars;
mod destinations;
mod door;
mod key_list;
mod navigation;
mod outdated;
mod pages;
mod palette;
mod parts;
mod readiness;
mod shortcuts;

use leptos::prelude::*;

use crate::data::{Data, Phase, Said, use_data};
use crate::platform::install::Install;
use crate::platform::location::Place;
use crate::platform::task;
use crate::preferences::Preferences;
use crate::routes::{Path, use_go, use_path};
use crate::sales::log_contact::provide_log_contact;
use crate::text::use_text;
use crate::ui::{Announcer, LiveRegion, Toast, Toaster, Toasts};
use navigation::{Side, TabBar, TopBar};

pub use door::{Broken, Door};
pub use palette::draw as draw_palette;
pub use parts::ask_for_page;
use parts::use_parts;
pub use parts::{Absent, Bring, Coming, Draw, Part, Parts};

/// What everything below may ask for, signed in or not: texts, choices, the address, toasts.
#[component]
pub fn Root(children: Children) -> impl IntoView {
    Preferences::provide();
    provide_context(Place::start());
    provide_context(Install::start());
    let announcer = Announcer::provide();
    let toaster = Toaster::provide();
    bars::offer_updates();
    view! {
        {children()}
        <Toasts toaster/>
        <LiveRegion announcer/>
    }
}

/// Draws the frame, and the pages in it.
pub fn draw_frame() -> AnyView {
    view! { <Inside/> }.into_any()
}

/// What whoever is signed in sees: the frame, or the page that asks to sign in again. Expects the
/// data in context.
#[component]
fn Inside() -> impl IntoView {
    let (path, parts) = (use_path(), use_parts());
    leave_when_signed_in(path, &use_data());
    // Here and not in the frame, which is gone on the page that asks to sign in again.
    announce::follow_pages();
    let at_door = Memo::new(move |_| path.get() == Some(Path::SignIn));
    move || {
        if at_door.get() {
            parts.show(Part::Door)
        } else {
            view! { <Shell/> }.into_any()
        }
    }
}

#[component]
fn Shell() -> impl IntoView {
    let text = use_text();
    let overlays = Overlays {
        palette: RwSignal::new(false),
        keys: RwSignal::new(false),
    };
    provide_context(overlays);
    let parts = use_parts();
    parts.ask_all();
    say_what_was_done();
    announce::follow_sync();
    provide_log_contact();
    shortcuts::listen(overlays);
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
        {move || parts.show_over(Part::Palette)}
        {move || parts.show_over(Part::LogContact)}
    }
}

/// What lies over the page, and more than one place opens.
#[derive(Clone, Copy)]
struct Overlays {
    palette: RwSignal<bool>,
    keys: RwSignal<bool>,
}

fn use_overlays() -> Overlays {
    use_context().unwrap_or_else(|| Overlays {
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

/// Leads somebody who is signed in away from these pages, unless the session ran out.
fn leave_when_signed_in(path: Memo<Option<Path>>, data: &Data) {
    let (sync, go) = (data.sync(), use_go());
    Effect::new(move |_| {
        let expired = sync.with(|sync| sync.phase == Phase::NeedsSignIn);
        match path.get() {
            Some(Path::SignUp) => go(Path::Today),
            Some(Path::SignIn) if !expired => go(Path::Today),
            _ => {}
        }
    });
}
