//! Forecourt in the browser: what starts, and in which order.

pub mod data;
mod engine;
pub mod platform;
pub mod routes;
pub mod text;
pub mod ui;

use std::panic;

use data::session::{Session, Stage};
use leptos::prelude::{AnyView, Get, IntoAny, IntoView, component, provide_context};

/// Starts the app in the page that `index.html` gives.
pub fn start() {
    panic::set_hook(Box::new(|panic| platform::page::stop(&panic.to_string())));
    leptos::mount::mount_to_body(App);
    platform::page::hide_splash();
}

/// The root: pages for visitors, or the shell around the data of whoever is signed in.
#[component]
fn App() -> impl IntoView {
    let session = Session::start();
    provide_context(session.clone());
    let stage = session.stage();
    move || scene(stage.get())
}

fn scene(stage: Stage) -> AnyView {
    match stage {
        Stage::Opening | Stage::SignedOut | Stage::Broken(_) => ().into_any(),
        Stage::Open(data) => {
            provide_context(data);
            ().into_any()
        }
    }
}
