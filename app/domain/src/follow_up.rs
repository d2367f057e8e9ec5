//! Contacts and the days that follow from them: what is due, and what logging a
//! contact changes (rules e.1 and e.2). Two taps in the interface are one call here.

use crate::access::check_write;
use crate::activity::{Activity, ActivityType, ContactResult, Task};
use crate::context::Context;
use crate::customer::Customer;
use crate::error::refusals;
use crate::lead::{Lead, LeadStatus};
use crate::level::Level;
use crate::recycle_bin::check_live;
use crate::{Change, Date, Id, Millis, Row, RuleError};

refusals! {
    /// Why a contact is not logged.
    pub enum FollowUpError {
        /// The next contact would lie before today.
        NextInPast = "follow_up.next_in_past",
        /// The contact would lie in the future.
        StartsInFuture = "follow_up.starts_in_future",
        /// The lead belongs to somebody else.
        LeadOfAnother = "follow_up.lead_of_another",
    }
}

/// When a customer is to be contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Days that have passed since.
    Overdue(i64),
    /// Today.
    Today,
    /// On this day.
    Later(Date),
    /// No day is set.
    Never,
}

/// When the customer is to be contacted, seen from today.
pub fn due(next_contact_on: Option<Date>, today: Date) -> Due {
    match next_contact_on {
        None => Due::Never,
        Some(date) if date < today => Due::Overdue(today.days_since(date)),
        Some(date) if date == today => Due::Today,
        Some(date) => Due::Later(date),
    }
}

/// The day of the next contact, as a person chooses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NextContact {
    /// The day that `suggested_next` gives.
    #[default]
    ByRule,
    /// This day.
    On(Date),
    /// No contact is planned.
    Unplanned,
}

/// A contact as a person logs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactDraft {
    /// What kind of contact.
    pub activity_type: ActivityType,
    /// How it went.
    pub result: ContactResult,
    /// When it began; the present when it is 0.
    pub started_at: Millis,
    /// How long it took, seconds.
    pub duration_s: u32,
    /// What was said.
    pub note: String,
    /// When to contact the customer next.
    pub next: NextContact,
    /// The level from now on; none leaves it.
    pub level: Option<Level>,
}

/// True when the person was reached: only such a contact moves dates. A remark
/// is no contact, and a failed call is not effective.
pub const fn is_effective(activity_type: ActivityType, result: ContactResult) -> bool {
    matches!(result, ContactResult::Reached) && !matches!(activity_type, ActivityType::Note)
}

/// The day that the rule offers for the next contact: the interval of the level
/// after an effective contact; tomorrow after one that failed, which does not
/// move the last effective contact; the planned day stands after a remark.
pub fn suggested_next(
    customer: &Customer,
    level: Level,
    activity_type: ActivityType,
    result: ContactResult,
    ctx: Context<'_>,
) -> Option<Date> {
    if is_effective(activity_type, result) {
        ctx.table.next_follow_on(level, Some(ctx.today), None)
    } else if activity_type == ActivityType::Note {
        customer.next_contact_on
    } else {
        Some(ctx.today.plus_days(1))
    }
}

/// Logs a contact: one new activity, the customer's dates and level, the lead's
/// first response, and the open follow-ups that it settles.
///
/// `lead` is the enquiry it was about, `tasks` the customer's follow-ups (those
/// that are done or not yet due are left alone).
pub fn log_contact(
    customer: &Row,
    lead: Option<&Row>,
    tasks: &[Row],
    draft: &ContactDraft,
    activity_id: Id,
    ctx: Context<'_>,
) -> Result<Vec<Change>, RuleError> {
    check_write(ctx.actor, customer)?;
    check_live(customer)?;
    if draft.started_at > ctx.now {
        return Err(FollowUpError::StartsInFuture.into());
    }
    let before: Customer = customer.entity();
    let after = contacted(&before, draft, ctx)?;
    let activity = Activity {
        customer_id: Some(customer.id),
        lead_id: lead.map(|row| row.id),
        activity_type: draft.activity_type,
        started_at: if draft.started_at == 0 {
            ctx.now
        } else {
            draft.started_at
        },
        duration_s: draft.duration_s,
        result: draft.result,
        note: draft.note.trim().to_owned(),
        next_contact_on: after.next_contact_on,
        created_by: Some(ctx.actor.staff),
        import_id: None,
    };
    let unit = customer.unit.clone();
    let mut changes = vec![Change::create(
        activity_id,
        unit,
        Some(ctx.actor.staff),
        &activity,
    )];
    changes.extend(Change::patch(customer.id, &before, &after));
    if let Some(row) = lead {
        changes.extend(responded(row, customer.id, draft, ctx)?);
    }
    if is_effective(draft.activity_type, draft.result) {
        changes.extend(tasks.iter().filter_map(|row| settled(row, draft, ctx)));
    }
    Ok(changes)
}

/// The customer after the contact.
fn contacted(
    before: &Customer,
    draft: &ContactDraft,
    ctx: Context<'_>,
) -> Result<Customer, FollowUpError> {
    let mut after = before.clone();
    if let Some(level) = draft
        .level
        .filter(|level| before.intent_level != Some(*level))
    {
        after.intent_level = Some(level);
        after.level_changed_on = Some(ctx.today);
    }
    if is_effective(draft.activity_type, draft.result) {
        after.last_contact_on = before.last_contact_on.max(Some(ctx.today));
    }
    let level = after.intent_level.unwrap_or(Level::C);
    after.next_contact_on = match draft.next {
        NextContact::Unplanned => None,
        NextContact::On(date) if date < ctx.today => return Err(FollowUpError::NextInPast),
        NextContact::On(date) => Some(date),
        NextContact::ByRule => {
            suggested_next(before, level, draft.activity_type, draft.result, ctx)
        }
    };
    Ok(after)
}

/// The lead after its first effective contact.
fn responded(
    row: &Row,
    customer_id: Id,
    draft: &ContactDraft,
    ctx: Context<'_>,
) -> Result<Option<Change>, RuleError> {
    check_write(ctx.actor, row)?;
    let before: Lead = row.entity();
    if before.customer_id != Some(customer_id) {
        return Err(FollowUpError::LeadOfAnother.into());
    }
    if !is_effective(draft.activity_type, draft.result) {
        return Ok(None);
    }
    let mut after = before.clone();
    if matches!(before.status, LeadStatus::New | LeadStatus::Assigned) {
        after.status = LeadStatus::Contacted;
    }
    if before.status.is_open() && before.first_response_at == 0 {
        after.first_response_at = ctx.now;
    }
    Ok(Change::patch(row.id, &before, &after))
}

/// An open follow-up that was due is done by an effective contact.
fn settled(row: &Row, draft: &ContactDraft, ctx: Context<'_>) -> Option<Change> {
    let before: Task = row.entity();
    let due = before.due_on.is_none_or(|date| date <= ctx.today);
    if check_live(row).is_err() || before.done_at != 0 || !due {
        return None;
    }
    let after = Task {
        done_at: ctx.now,
        outcome: draft.note.trim().to_owned(),
        ..before.clone()
    };
    Change::patch(row.id, &before, &after)
}

#[cfg(test)]
mod tests;
