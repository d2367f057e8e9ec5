//! The number that replaces a wrong one.

use forecourt_domain::context::Context;
use forecourt_domain::customer::{Customer, PhoneEntry, PhoneType, revise};
use forecourt_domain::phone::Phone;
use forecourt_domain::{Change, Row, RuleError};
use leptos::prelude::*;

use crate::features::log_contact::choice::Choice;
use crate::sales::rules::HOME_COUNTRY;
use crate::text::use_text;
use crate::ui::{Field, TextInput};
use forecourt_domain::activity::ContactResult;

/// Asks for the right number, once the wrong one was tapped.
#[component]
pub fn NewNumber(choice: RwSignal<Choice>, typed: RwSignal<String>) -> impl IntoView {
    let text = use_text();
    let wrong = move || choice.read().result == Some(ContactResult::WrongNumber);
    view! {
        <Show when=wrong>
            <Field
                label=Signal::derive(move || text.get().log_contact_new_number().to_owned())
                optional=true
            >
                <TextInput value=typed kind="tel" autocomplete="off"/>
            </Field>
        </Show>
    }
}

/// What puts the new number before the old ones; nothing when none was typed.
/// The old number stays, because somebody may have misdialled it.
pub fn number_changes(
    customer: &Row,
    typed: &str,
    ctx: Context<'_>,
) -> Result<Vec<Change>, RuleError> {
    if typed.trim().is_empty() {
        return Ok(Vec::new());
    }
    let number = Phone::parse(typed, HOME_COUNTRY)?;
    let mut form: Customer = customer.entity();
    let kind = if number.is_mobile() {
        PhoneType::Cellphone
    } else {
        PhoneType::Voice
    };
    form.phones.insert(
        0,
        PhoneEntry {
            number,
            kind,
            time: Default::default(),
        },
    );
    revise(customer, &form, ctx)
}
