//! Forecourt in the browser: what starts, and in which order.

pub mod data;
pub mod engine;
pub mod features;
pub mod platform;
pub mod preferences;
pub mod routes;
pub mod sales;
pub mod shell;
pub mod sitting;
pub mod text;
pub mod ui;

use std::panic;

use data::session::{ComingHome, Home, Session, Stage, use_session};
use engine::StartSync;
use leptos::prelude::*;
use shell::{Bring, Broken, Door, Parts, Root};

/// What the program does its own way, because it is cut into parts.
#[derive(Clone, Copy)]
pub struct Program {
    /// Brings a part of the interface.
    pub bring: Bring,
    /// Starts to sync.
    pub sync: StartSync,
    /// Brings what it takes once somebody is signed in.
    pub home: fn() -> ComingHome,
}

/// What it takes once somebody is signed in, for a program that has it.
pub fn home() -> Home {
    Home {
        open: data::open,
        frame: shell::draw_frame,
    }
}

/// The same, on its way, for a program that is not cut into parts.
pub fn whole() -> ComingHome {
    Box::pin(async { home() })
}

/// Starts the app in the page that `index.html` gives.
pub fn start(program: Program) {
    panic::set_hook(Box::new(|panic| platform::page::stop(&panic.to_string())));
    match platform::page::root() {
        Some(root) => mount_to(root, move || app(program)).forget(),
        None => mount_to_body(move || app(program)),
    }
    platform::page::hide_splash();
}

/// The root: pages for visitors, or the shell around the data of whoever is signed in.
fn app(program: Program) -> impl IntoView {
    provide_context(Parts::new(program.bring));
    let session = Session::start(program.sync, program.home);
    provide_context(session.clone());
    let stage = session.stage();
    view! { <Root>{move || scene(stage.get())}</Root> }
}

fn scene(stage: Stage) -> AnyView {
    match stage {
        Stage::Opening => {
            // It travels while the database opens.
            shell::ask_for_page();
            ().into_any()
        }
        Stage::SignedOut => view! { <Door/> }.into_any(),
        Stage::Broken(error) => view! { <Broken error/> }.into_any(),
        Stage::Open(data) => {
            provide_context(data);
            sitting::begin();
            let frame = use_session().frame();
            frame.map_or_else(|| ().into_any(), |frame| frame())
        }
    }
}
