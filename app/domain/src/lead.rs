//! Leads: enquiries before they become opportunities (rule e.2).

mod progress;
mod reason;

pub use progress::{LeadEnd, LeadError, advance};
pub use reason::{INVALID_REASONS, LOST_REASONS, ReasonKind, is_reason};

use serde::{Deserialize, Serialize};

use crate::customer::Source;
use crate::entity::entity;
use crate::{Date, Id, Millis};

/// Where a lead stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum LeadStatus {
    /// Nobody has it yet.
    #[default]
    New,
    /// Somebody is responsible.
    Assigned,
    /// The person was reached.
    Contacted,
    /// There is a need and a time.
    Qualified,
    /// It became an opportunity.
    Converted,
    /// Not an enquiry at all.
    Invalid,
    /// The person will not buy here.
    Lost,
}

/// What the person wants (ADF vehicle interest).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interest {
    /// To buy.
    #[default]
    Buy,
    /// To lease.
    Lease,
    /// To sell a car.
    Sell,
    /// To give a car in part payment.
    TradeIn,
    /// To drive a car.
    TestDrive,
}

/// A number that a sender gave an enquiry; `resend` is matched by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRef {
    /// Who gave the number.
    pub source: String,
    /// Order of the sender's numbers.
    #[serde(default)]
    pub sequence: String,
    /// The number.
    pub value: String,
}

entity! {
    /// An enquiry.
    pub struct Lead: Lead {
        /// Who asks.
        customer_id: Option<Id>,
        /// Where it stands.
        status: LeadStatus,
        /// What the person wants.
        interest: Interest,
        /// When the person asked.
        request_at: Millis,
        /// Numbers that senders gave it.
        refs: Vec<LeadRef>,
        /// How often it was sent again.
        resent_count: u32,
        /// When it was sent again last.
        resent_at: Millis,
        /// Earliest day of interest.
        earliest_on: Option<Date>,
        /// Latest day of interest.
        latest_on: Option<Date>,
        /// Time frame in the person's words.
        timeframe_note: String,
        /// Where it came from.
        source: Option<Source>,
        /// Model in words, for lists.
        model_interest: String,
        /// Store it was sent to, in the sender's words.
        vendor_name: String,
        /// The sender's number for the store.
        vendor_ref: String,
        /// Who sent it.
        provider_name: String,
        /// Which service of the sender.
        provider_service: String,
        /// Address of the sender on the web.
        provider_url: String,
        /// The person's comments.
        comments: String,
        /// The text as it came in, for dispute and for later reading.
        raw: String,
        /// When somebody first answered.
        first_response_at: Millis,
        /// Why it is invalid or lost: a key of the reason list.
        end_reason: String,
        /// More about the end.
        end_detail: String,
        /// When it was converted.
        converted_at: Millis,
        /// When the record was made.
        created_at: Millis,
        /// Who made it.
        created_by: Option<Id>,
        /// The import run that made it, for undo.
        import_id: Option<Id>,
    }
}

/// Colours a person wishes, in order of preference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColourPreference {
    /// Inside.
    #[serde(default)]
    pub interior: String,
    /// Outside.
    #[serde(default)]
    pub exterior: String,
    /// 1 is the first choice.
    #[serde(default)]
    pub preference: u32,
}

/// An option a person wishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineOption {
    /// Its name.
    pub name: String,
    /// The maker's code.
    #[serde(default)]
    pub code: String,
    /// Weight, -100 to 100.
    #[serde(default)]
    pub weighting: i32,
}

entity! {
    /// A vehicle that an enquiry names: wanted, or offered in trade.
    pub struct LeadLine: LeadLine {
        /// The enquiry.
        lead_id: Option<Id>,
        /// Wanted, or offered.
        interest: Interest,
        /// `new`, `used` or empty.
        condition: String,
        /// Model year.
        year: u32,
        /// Maker.
        make: String,
        /// Model.
        model: String,
        /// Trim.
        trim: String,
        /// Vehicle identification number, as sent.
        vin: String,
        /// Stock number of the store.
        stock_no: String,
        /// Body style.
        body_style: String,
        /// Transmission.
        transmission: String,
        /// Number of doors.
        doors: u32,
        /// Odometer reading in `odometer_unit`.
        odometer: u64,
        /// `km` or `mi`.
        odometer_unit: String,
        /// ADF odometer status.
        odometer_status: String,
        /// Colours wished.
        colours: Vec<ColourPreference>,
        /// Options wished.
        options: Vec<LineOption>,
        /// Price in minor units.
        price_minor: i64,
        /// ISO 4217 code of the price.
        price_currency: String,
        /// ADF price type: quote, offer, msrp and so on.
        price_type: String,
        /// Comments on this vehicle.
        comments: String,
    }
}
