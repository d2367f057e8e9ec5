//! Why a lead ends: a list of reasons and room for more words.

use forecourt_domain::Id;
use forecourt_domain::lead::{INVALID_REASONS, LOST_REASONS, LeadEnd, LeadStatus};
use leptos::prelude::*;

use super::status::move_lead;
use crate::data::use_data;
use crate::text::{Text, use_text};
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

/// A reason in words: the group it belongs to, then the reason.
pub fn reason_words(text: Text, key: &str) -> String {
    let (group, word) = key.split_once('.').unwrap_or(("", key));
    let group = match group {
        "same_brand" => Some(text.leads_group_same_brand()),
        "other_brand" => Some(text.leads_group_other_brand()),
        "staff" => Some(text.leads_group_staff()),
        _ => None,
    };
    let word = reason_word(text, word);
    match group {
        Some(group) => text.leads_reason_of(group, word),
        None => word.to_owned(),
    }
}

fn reason_word(text: Text, word: &str) -> &'static str {
    match word {
        "wrong_number" => text.leads_reason_wrong_number(),
        "no_enquiry" => text.leads_reason_no_enquiry(),
        "duplicate" => text.leads_reason_duplicate(),
        "spam" => text.leads_reason_spam(),
        "out_of_area" => text.leads_reason_out_of_area(),
        "competitor" => text.leads_reason_competitor(),
        "model_mismatch" => text.leads_reason_model_mismatch(),
        "model_taste" => text.leads_reason_model_taste(),
        "out_of_stock" => text.leads_reason_out_of_stock(),
        "promotion" => text.leads_reason_promotion(),
        "friend" => text.leads_reason_friend(),
        "access" => text.leads_reason_access(),
        "environment" => text.leads_reason_environment(),
        "price" => text.leads_reason_price(),
        "loan_limits" => text.leads_reason_loan_limits(),
        "area_limits" => text.leads_reason_area_limits(),
        "after_sales" => text.leads_reason_after_sales(),
        "attitude" => text.leads_reason_attitude(),
        "need_not_understood" => text.leads_reason_need_not_understood(),
        "knowledge" => text.leads_reason_knowledge(),
        "late_follow_up" => text.leads_reason_late_follow_up(),
        "problem_unsolved" => text.leads_reason_problem_unsolved(),
        "broken_promise" => text.leads_reason_broken_promise(),
        "presence" => text.leads_reason_presence(),
        "etiquette" => text.leads_reason_etiquette(),
        "flexibility" => text.leads_reason_flexibility(),
        "maturity" => text.leads_reason_maturity(),
        "enthusiasm" => text.leads_reason_enthusiasm(),
        "unreachable" => text.leads_reason_unreachable(),
        "gave_up" => text.leads_reason_gave_up(),
        _ => text.leads_reason_other(),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::text::Lang;

    #[test]
    fn every_reason_has_words_of_its_own() {
        let keys = || INVALID_REASONS.iter().chain(LOST_REASONS);
        for lang in Lang::ALL {
            let text = Text::new(lang);
            let other = text.leads_reason_other();
            let mut words: Vec<String> = keys().map(|key| reason_words(text, key)).collect();
            assert!(
                words.iter().all(|words| !words.ends_with(other)),
                "{words:?}"
            );
            words.sort();
            words.dedup();
            assert_eq!(words.len(), keys().count());
        }
    }
}
