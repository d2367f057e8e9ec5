//! Contacts that took place, and follow-ups to be done.

use serde::{Deserialize, Serialize};

use crate::entity::entity;
use crate::{Date, Id, Millis};

/// What kind of contact it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityType {
    /// They called us.
    CallIn,
    /// We called them.
    #[default]
    CallOut,
    /// They came.
    VisitIn,
    /// We went there.
    VisitOut,
    /// A text message.
    Message,
    /// An e-mail.
    Email,
    /// A WeChat message.
    Wechat,
    /// A test drive.
    TestDrive,
    /// A quote was given.
    Quote,
    /// A remark; no contact took place.
    Note,
}

/// How a contact went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactResult {
    /// The person was reached: an effective contact.
    #[default]
    Reached,
    /// Nobody answered.
    NoAnswer,
    /// The person asked to be called back at a set time.
    CallBack,
    /// The number belongs to somebody else.
    WrongNumber,
}

entity! {
    /// A contact that took place.
    pub struct Activity: Activity {
        /// With whom.
        customer_id: Option<Id>,
        /// About which enquiry.
        lead_id: Option<Id>,
        /// What kind of contact.
        activity_type: ActivityType,
        /// When it began.
        started_at: Millis,
        /// How long it took, seconds.
        duration_s: u32,
        /// How it went.
        result: ContactResult,
        /// What was said.
        note: String,
        /// The next contact that was agreed.
        next_contact_on: Option<Date>,
        /// Who made the contact.
        created_by: Option<Id>,
        /// The import run that made it, for undo.
        import_id: Option<Id>,
    }
}

entity! {
    /// A follow-up to be done.
    pub struct Task: Task {
        /// With whom.
        customer_id: Option<Id>,
        /// About which enquiry.
        lead_id: Option<Id>,
        /// What is to be done.
        title: String,
        /// By which day.
        due_on: Option<Date>,
        /// When it was done; 0 while it is open.
        done_at: Millis,
        /// What came of it.
        outcome: String,
        /// When the record was made.
        created_at: Millis,
        /// Who made it.
        created_by: Option<Id>,
    }
}
