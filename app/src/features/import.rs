//! Import of files: choose one, check what becomes of it, write it, take it back.
//!
//! Owns the pages of that task. What a file means is decided by
//! `forecourt_domain::import`; this module feeds it in slices, so that the page
//! stays alive, and shows what it found.

mod check;
mod columns;
mod counts;
mod file_step;
mod history;
mod job;
mod known;
mod leads;
mod preview;
mod result_step;
mod settings;
mod slices;
mod wizard;
mod words;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::data::use_data;
use crate::sitting;
use crate::text::use_text;
use crate::ui::{Head, Steps};
use check::CheckStep;
use file_step::FileStep;
use leads::LeadsStep;
use result_step::ResultStep;
use wizard::{Content, Step, Wizard};

/// Draws the page.
pub fn draw() -> AnyView {
    view! { <ImportPage/> }.into_any()
}

/// The page of imports: three steps.
#[component]
fn ImportPage() -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let wizard = sitting::keep(|| Wizard::new(data));
    wizard.come_back();
    on_cleanup(move || wizard.leave());
    provide_context(wizard);
    let title = move || {
        let text = text.get();
        match wizard.content.get() {
            None => text.import_title(),
            Some(Content::Table(_)) => text.import_title_customers(),
            Some(Content::Enquiries { .. }) => text.import_title_leads(),
        }
        .to_owned()
    };
    let steps = [
        Signal::derive(move || text.get().import_step_file().to_owned()),
        Signal::derive(move || text.get().import_step_check().to_owned()),
        Signal::derive(move || text.get().import_step_import().to_owned()),
    ];
    let scene = move || match (wizard.step.get(), wizard.content.get()) {
        // An import of the past is taken back without its file.
        (Step::Import, _) => view! { <ResultStep/> }.into_any(),
        (Step::File, _) | (_, None) => view! { <FileStep/> }.into_any(),
        (Step::Check, Some(Content::Table(_))) => view! { <CheckStep/> }.into_any(),
        (Step::Check, Some(Content::Enquiries { .. })) => view! { <LeadsStep/> }.into_any(),
    };
    let page = NodeRef::<html::Div>::new();
    // The button that led on is gone with its step: the title takes the focus.
    Effect::new(move |before: Option<Step>| {
        let step = wizard.step.get();
        if before.is_some_and(|before| before != step)
            && let Some(page) = page.get_untracked()
        {
            focus_title(&page);
        }
        step
    });
    view! {
        <div class="import-page" node_ref=page>
        <Head title>
            <Steps
                label=move || text.get().import_steps().to_owned()
                steps=steps.to_vec()
                current=Signal::derive(move || wizard.step.get() as usize)
            />
        </Head>
        {scene}
        </div>
    }
}

fn focus_title(page: &web_sys::HtmlElement) {
    let title = page.query_selector("h1").ok().flatten();
    if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Focus is a courtesy: where it fails nothing else depends on it.
        title.focus().ok();
    }
}
