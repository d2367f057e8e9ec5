//! The sheet that logs a contact: how it went, when next, save. It can be
//! opened from every page; the shell holds it.

mod choice;
mod chooser;
mod form;

use leptos::prelude::*;

pub use crate::sales::log_contact::{LogContact, provide_log_contact, use_log_contact};
use crate::sales::log_contact::Asked;
use crate::text::use_text;
use crate::ui::Sheet;
use chooser::Chooser;
use form::LogForm;

/// The sheet, closed until somebody asks for it.
#[component]
pub fn LogContactSheet() -> impl IntoView {
    let way = use_log_contact();
    let text = use_text();
    let asked = way.asked();
    view! {
        <Sheet
            open=Signal::derive(move || asked.get().is_some())
            on_close=move || way.close()
            label=Signal::derive(move || text.get().log_contact_choose_title().to_owned())
            class="log"
        >
            {move || asked.get().map(|asked| view! { <Content asked/> })}
        </Sheet>
    }
}

/// First with whom, if that is open, then how it went.
#[component]
fn Content(asked: Asked) -> impl IntoView {
    let way = use_log_contact();
    match asked.customer {
        Some(customer) => view! { <LogForm customer lead=asked.lead/> }.into_any(),
        None => view! { <Chooser on_choose=move |id| way.open(id, None)/> }.into_any(),
    }
}
