//! Taking a customer in and changing what is known: every value through its
//! constructor, level and next contact by rule e.1.

use crate::access::{AccessError, check_write, may_write};
use crate::context::Context;
use crate::error::refusals;
use crate::level::Level;
use crate::name::{NameError, PersonName};
use crate::recycle_bin::check_live;
use crate::row::Unit;
use crate::text::tidy;
use crate::{Change, Id, Row, RuleError};

use super::Customer;

refusals! {
    /// Why a customer's data is refused.
    pub enum CustomerError {
        /// Neither a name nor a telephone number.
        NameOrPhoneNeeded = "customer.name_or_phone_needed",
        /// An e-mail address that cannot be one.
        EmailMalformed = "customer.email_malformed",
        /// Born after today.
        BirthInFuture = "customer.birth_in_future",
        /// A deposit below zero.
        DepositNegative = "customer.deposit_negative",
    }
}

/// A new customer in a unit, owned by `owner`. Level and next contact follow
/// from deposit and expected day unless the draft sets them.
pub fn register(
    draft: &Customer,
    id: Id,
    unit: impl Into<Unit>,
    owner: Option<Id>,
    ctx: Context<'_>,
) -> Result<Change, RuleError> {
    let unit = unit.into();
    if !may_write(ctx.actor, &unit) {
        return Err(AccessError::Denied.into());
    }
    let mut customer = checked(draft, ctx)?;
    customer.created_at = ctx.now;
    customer.created_by = Some(ctx.actor.staff);
    let level = match customer.intent_level {
        Some(level) => level,
        None => level_by_rule(&customer, None, ctx),
    };
    customer.intent_level = Some(level);
    customer.level_changed_on = customer.level_changed_on.or(Some(ctx.today));
    if customer.next_contact_on.is_none() {
        customer.next_contact_on = next_by_rule(&customer, ctx);
    }
    Ok(Change::create(id, unit, owner, &customer))
}

/// Changes what is known of a customer to what a form says. When the form does
/// not set the level, a new deposit or expected day does; a new level is dated
/// today and moves the next contact, unless the form sets that too. No change
/// gives an empty list.
pub fn revise(row: &Row, form: &Customer, ctx: Context<'_>) -> Result<Vec<Change>, RuleError> {
    check_write(ctx.actor, row)?;
    check_live(row)?;
    let before: Customer = row.entity();
    let mut after = checked(form, ctx)?;
    let reasons_changed =
        (after.deposit_minor, after.expected_on) != (before.deposit_minor, before.expected_on);
    if reasons_changed && after.intent_level == before.intent_level {
        after.intent_level = Some(level_by_rule(&after, before.intent_level, ctx));
    }
    if after.intent_level != before.intent_level {
        after.level_changed_on = Some(ctx.today);
        if after.next_contact_on == before.next_contact_on {
            after.next_contact_on = next_by_rule(&after, ctx);
        }
    }
    Ok(Change::patch(row.id, &before, &after).into_iter().collect())
}

fn level_by_rule(customer: &Customer, previous: Option<Level>, ctx: Context<'_>) -> Level {
    let (deposit, expected) = (customer.deposit_minor, customer.expected_on);
    ctx.table
        .level_for(deposit, expected, ctx.today, previous)
        .level
}

fn next_by_rule(customer: &Customer, ctx: Context<'_>) -> Option<crate::Date> {
    ctx.table.next_follow_on(
        customer.intent_level?,
        customer.last_contact_on,
        customer.level_changed_on,
    )
}

/// The draft with every text in form, or why it is refused.
fn checked(draft: &Customer, ctx: Context<'_>) -> Result<Customer, RuleError> {
    let mut customer = draft.clone();
    customer.name = match PersonName::read(&draft.name) {
        Ok(name) => name.into_string(),
        Err(NameError::Empty) => String::new(),
        Err(error) => return Err(error.into()),
    };
    let mut seen = std::collections::BTreeSet::new();
    customer
        .phones
        .retain(|entry| seen.insert(entry.number.clone()));
    if customer.name.is_empty() && customer.phones.is_empty() {
        return Err(CustomerError::NameOrPhoneNeeded.into());
    }
    customer.emails = draft
        .emails
        .iter()
        .map(|email| tidy(email))
        .filter(|email| !email.is_empty())
        .collect();
    if !customer.emails.iter().all(|email| looks_like_email(email)) {
        return Err(CustomerError::EmailMalformed.into());
    }
    if customer.birth_on.is_some_and(|born| born > ctx.today) {
        return Err(CustomerError::BirthInFuture.into());
    }
    if customer.deposit_minor < 0 {
        return Err(CustomerError::DepositNegative.into());
    }
    for text in [
        &mut customer.wechat,
        &mut customer.company_reg_no,
        &mut customer.region,
        &mut customer.city,
        &mut customer.street,
        &mut customer.postal,
        &mut customer.sub_source,
        &mut customer.model_interest,
    ] {
        *text = tidy(text);
    }
    Ok(customer)
}

/// One at sign with something before it and a dotted name after it. More can
/// only be told by sending a letter.
fn looks_like_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(who, place)| {
        !who.is_empty()
            && !text.contains([' ', ',', ';'])
            && !place.contains('@')
            && place.split('.').count() > 1
            && place.split('.').all(|part| !part.is_empty())
    })
}

#[cfg(test)]
mod tests;
