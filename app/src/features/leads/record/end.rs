//! Why a lead ends: a list of reasons and room for more words.

use forecourt_domain::Id;
use forecourt_domain::lead::{INVALID_REASONS, LOST_REASONS, LeadEnd, LeadStatus};
use leptos::prelude::*;

use super::status::move_lead;
use crate::data::use_data;
use crate::sales::reasons::reason_words;
use crate::text::use_text;
use crate::ui::{Button, Dialog, Field, Select, TextArea, Variant};

/// Asks for the reason. It opens for one of the two ends.
#[component]
pub fn EndDialog(id: Id, open: RwSignal<bool>, to: RwSignal<Option<LeadStatus>>) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let reason = RwSignal::new(String::new());
    let detail = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let is_lost = move || to.get() == Some(LeadStatus::Lost);
    Effect::new(move |_| {
        if open.get() {
            reason.set(String::new());
            detail.set(String::new());
            tried.set(false);
        }
    });
    let options = move || {
        let text = text.get();
        let keys = if is_lost() {
            LOST_REASONS
        } else {
            INVALID_REASONS
        };
        std::iter::once((String::new(), text.leads_choose_reason().to_owned()))
            .chain(
                keys.iter()
                    .map(|key| ((*key).to_owned(), reason_words(text, key))),
            )
            .collect::<Vec<_>>()
    };
    let save = move |()| {
        tried.set(true);
        let Some(to) = to.get_untracked() else {
            return;
        };
        let end = LeadEnd {
            reason: reason.get_untracked(),
            detail: detail.get_untracked(),
        };
        let text = text.get_untracked();
        let moved = data.with_value(|data| move_lead(data, text, id, to, Some(&end)));
        if moved.is_ok() {
            open.set(false);
        }
    };
    let error = move || {
        let missing = tried.get() && reason.read().is_empty();
        missing.then(|| text.get().leads_end_missing().to_owned())
    };
    view! {
        <Dialog
            open
            title=Signal::derive(move || {
                let text = text.get();
                if is_lost() { text.leads_end_title_lost() } else { text.leads_end_title_invalid() }
                    .to_owned()
            })
            footer=move || view! {
                <Button
                    variant=Variant::Quiet
                    label=Signal::derive(move || text.get().common_cancel().to_owned())
                    on_press=move |()| open.set(false)
                />
                <Button
                    variant=Variant::Primary
                    label=Signal::derive(move || {
                        let text = text.get();
                        if is_lost() { text.leads_lost() } else { text.leads_invalid() }.to_owned()
                    })
                    on_press=save
                />
            }
        >
            <div class="stack">
                <Field
                    label=Signal::derive(move || text.get().leads_end_reason().to_owned())
                    error=Signal::derive(error)
                >
                    <Select value=reason options=Signal::derive(options)/>
                </Field>
                <Field
                    label=Signal::derive(move || text.get().leads_end_detail().to_owned())
                    optional=true
                >
                    <TextArea value=detail/>
                </Field>
            </div>
        </Dialog>
    }
}
