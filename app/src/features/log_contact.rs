//! The sheet that logs a contact: how it went, when next, save. It can be
//! opened from every page; the shell holds it.

mod choice;
mod chooser;
mod form;
mod unsaved;

use forecourt_domain::customer::Customer;
use leptos::prelude::*;

use crate::data::use_data;
use crate::sales::log_contact::use_log_contact;
use crate::sales::marks::{LevelMark, shown_name};
use crate::text::use_text;
use crate::ui::{IconButton, Sheet, Size};
use chooser::Chooser;
use form::LogForm;

/// Draws the sheet.
pub fn draw() -> AnyView {
    view! { <LogContactSheet/> }.into_any()
}

/// The sheet, closed until somebody asks for it.
#[component]
fn LogContactSheet() -> impl IntoView {
    let way = use_log_contact();
    let text = use_text();
    let customers = use_data().table::<Customer>();
    let asked = way.asked();
    let known = Memo::new(move |_| {
        let entry = customers.row(asked.get().customer?)?;
        Some(entry.value.clone())
    });
    let title = move || match known.read().as_ref() {
        Some(known) => shown_name(text.get(), known),
        None => text.get().log_contact_choose_title().to_owned(),
    };
    let level = Signal::derive(move || known.read().as_ref().and_then(|known| known.intent_level));
    let phone = move || {
        let known = known.read();
        let phone = known.as_ref().and_then(|known| known.phones.first());
        phone.map(|phone| phone.number.display())
    };
    let open = way.is_open();
    view! {
        <Sheet
            open
            on_close=move |()| way.close()
            label=Signal::derive(title)
            class="log"
        >
            <header class="log-head">
                <Show when=move || known.read().is_some()>
                    <LevelMark level size=Size::Large/>
                </Show>
                <div class="grow">
                    <h2 tabindex="-1" autofocus>{title}</h2>
                    <p class="muted">{phone}</p>
                </div>
                <IconButton
                    icon="x"
                    label=Signal::derive(move || text.get().common_close().to_owned())
                    on_press=move |()| way.close()
                />
            </header>
            {move || match asked.get().customer {
                Some(customer) => {
                    view! { <LogForm customer lead=asked.get().lead known/> }.into_any()
                }
                None => view! { <Chooser on_choose=move |id| way.open(id, None)/> }.into_any(),
            }}
        </Sheet>
    }
}
