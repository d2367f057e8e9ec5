//! Forecourt in the browser: what starts, and in which order.

pub mod data;
mod engine;
pub mod features;
pub mod platform;
pub mod preferences;
pub mod routes;
pub mod sales;
pub mod shell;
pub mod text;
pub mod ui;

use std::panic;

use data::session::{Session, Stage};
use leptos::prelude::*;
use shell::{Broken, Door, Inside, Root};

/// Starts the app in the page that `index.html` gives.
pub fn start() {
    panic::set_hook(Box::new(|panic| platform::page::stop(&panic.to_string())));
    match platform::page::root() {
        Some(root) => mount_to(root, App).forget(),
        None => mount_to_body(App),
    }
    platform::page::hide_splash();
}

/// The root: pages for visitors, or the shell around the data of whoever is signed in.
#[component]
fn App() -> impl IntoView {
    let session = Session::start();
    provide_context(session.clone());
    let stage = session.stage();
    view! { <Root>{move || scene(stage.get())}</Root> }
}

fn scene(stage: Stage) -> AnyView {
    match stage {
        Stage::Opening => ().into_any(),
        Stage::SignedOut => view! { <Door/> }.into_any(),
        Stage::Broken(error) => view! { <Broken error/> }.into_any(),
        Stage::Open(data) => {
            provide_context(data);
            view! { <Inside/> }.into_any()
        }
    }
}
