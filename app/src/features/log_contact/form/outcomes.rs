//! How the contact was made and how it went.

use forecourt_domain::activity::ContactResult;
use leptos::prelude::*;

use crate::features::log_contact::choice::{Choice, Way};
use crate::text::{Text, use_text};
use crate::ui::{Icon, Size};

/// By call, visit or message.
#[component]
pub fn Ways(choice: RwSignal<Choice>) -> impl IntoView {
    let text = use_text();
    view! {
        <div
            class="segments log-ways"
            role="radiogroup"
            aria-label=move || text.get().log_contact_kind()
        >
            {Way::ALL
                .into_iter()
                .map(|way| view! {
                    <label>
                        {move || way_word(text.get(), way)}
                        <input
                            type="radio"
                            name="log-way"
                            prop:checked=move || choice.read().way == way
                            on:change=move |_| choice.update(|choice| *choice = choice.clone().by(way))
                        />
                    </label>
                })
                .collect_view()}
        </div>
    }
}

fn way_word(text: Text, way: Way) -> &'static str {
    match way {
        Way::Call => text.log_contact_kind_call(),
        Way::Visit => text.log_contact_kind_visit(),
        Way::Message => text.log_contact_kind_message(),
    }
}

/// The outcomes that this way knows.
#[component]
pub fn Outcomes(choice: RwSignal<Choice>) -> impl IntoView {
    let text = use_text();
    let way = Memo::new(move |_| choice.read().way);
    view! {
        <fieldset class="stack-s">
            <legend class="log-step"><span>"1"</span>{move || text.get().log_contact_outcome()}</legend>
            <div class="outcomes" data-count=move || way.get().results().len()>
                {move || {
                    let way = way.get();
                    way.results()
                        .iter()
                        .map(|result| view! { <Outcome choice way result=*result/> })
                        .collect_view()
                }}
            </div>
        </fieldset>
    }
}

#[component]
fn Outcome(choice: RwSignal<Choice>, way: Way, result: ContactResult) -> impl IntoView {
    let text = use_text();
    let words = move || outcome_words(text.get(), way, result);
    view! {
        <label class="outcome">
            <input
                type="radio"
                name="log-outcome"
                prop:checked=move || choice.read().result == Some(result)
                on:change=move |_| choice.write().result = Some(result)
            />
            <Icon name=outcome_icon(result) size=Size::Large/>
            <b>{move || words().0}</b>
            <small>{move || words().1}</small>
        </label>
    }
}

const fn outcome_icon(result: ContactResult) -> &'static str {
    match result {
        ContactResult::Reached => "check",
        ContactResult::NoAnswer => "phone-miss",
        ContactResult::CallBack => "clock",
        ContactResult::WrongNumber => "x-circle",
    }
}

/// The word for an outcome and what it means for the rules.
fn outcome_words(text: Text, way: Way, result: ContactResult) -> (&'static str, &'static str) {
    match (result, way) {
        (ContactResult::Reached, Way::Call) => {
            (text.log_contact_reached(), text.log_contact_reached_note())
        }
        (ContactResult::Reached, Way::Visit) => {
            (text.log_contact_came(), text.log_contact_reached_note())
        }
        (ContactResult::Reached, Way::Message) => {
            (text.log_contact_replied(), text.log_contact_reached_note())
        }
        (ContactResult::NoAnswer, Way::Visit) => {
            (text.log_contact_absent(), text.log_contact_no_answer_note())
        }
        (ContactResult::NoAnswer, _) => (
            text.log_contact_no_answer(),
            text.log_contact_no_answer_note(),
        ),
        (ContactResult::CallBack, _) => (
            text.log_contact_call_back(),
            text.log_contact_call_back_note(),
        ),
        (ContactResult::WrongNumber, _) => (
            text.log_contact_wrong_number(),
            text.log_contact_wrong_number_note(),
        ),
    }
}
