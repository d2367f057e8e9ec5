//! Customers: persons and companies that buy or may buy.

mod registration;

pub use registration::{CustomerError, register, revise};

use serde::{Deserialize, Serialize};

use crate::entity::entity;
use crate::level::Level;
use crate::phone::Phone;
use crate::{Date, Id, Millis};

/// What a customer is (CUST-02).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyType {
    /// A person.
    #[default]
    Individual,
    /// A firm.
    Business,
    /// A public body.
    Government,
    /// A rental or taxi fleet.
    RentalTaxi,
}

/// Where a customer or an enquiry came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A motor show.
    AutoShow,
    /// A show on the road.
    Roadshow,
    /// Came into the showroom.
    WalkIn,
    /// Called in.
    PhoneIn,
    /// The web.
    Web,
    /// Passed on by the maker.
    OemLead,
    /// Recommended by somebody.
    Referral,
    /// Bought here before.
    OldCustomer,
    /// An advertisement.
    Ad,
    /// A letter.
    DirectMail,
    /// An event of the dealer.
    Event,
    /// None of these.
    Other,
}

impl Source {
    /// Every source, in the order in which pick-lists show them.
    pub const ALL: [Self; 12] = [
        Self::WalkIn,
        Self::PhoneIn,
        Self::Web,
        Self::AutoShow,
        Self::Roadshow,
        Self::OemLead,
        Self::Referral,
        Self::OldCustomer,
        Self::Ad,
        Self::DirectMail,
        Self::Event,
        Self::Other,
    ];
}

/// What a telephone number is for (ADF phone type).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneType {
    /// A mobile telephone.
    #[default]
    Cellphone,
    /// A fixed line.
    Voice,
    /// A fax machine.
    Fax,
    /// A pager.
    Pager,
}

/// When a person likes to be called (ADF phone time).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallTime {
    /// Before noon.
    Morning,
    /// After noon.
    Afternoon,
    /// In the evening.
    Evening,
    /// By day.
    Day,
    /// Any time.
    #[default]
    NoPreference,
}

/// One telephone number of a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneEntry {
    /// The number.
    pub number: Phone,
    /// What it is for.
    #[serde(default)]
    pub kind: PhoneType,
    /// When to call it.
    #[serde(default)]
    pub time: CallTime,
}

entity! {
    /// A person or company that buys or may buy.
    pub struct Customer: Customer {
        /// What it is.
        party: PartyType,
        /// Full name in one field, family name first where the language has it so.
        name: String,
        /// Telephone numbers, the preferred one first.
        phones: Vec<PhoneEntry>,
        /// E-mail addresses, the preferred one first.
        emails: Vec<String>,
        /// WeChat name.
        wechat: String,
        /// Registration number of a firm.
        company_reg_no: String,
        /// Day of birth.
        birth_on: Option<Date>,
        /// Region, province or state.
        region: String,
        /// City.
        city: String,
        /// Street and number.
        street: String,
        /// Postal code.
        postal: String,
        /// Country, ISO 3166 alpha-2.
        country: String,
        /// Where the customer came from.
        source: Option<Source>,
        /// The words of a source that no standard value fits.
        sub_source: String,
        /// Model the customer is interested in, in words.
        model_interest: String,
        /// Intent level (domain rule e.1).
        intent_level: Option<Level>,
        /// Day on which the level changed last.
        level_changed_on: Option<Date>,
        /// Day on which the customer expects to buy.
        expected_on: Option<Date>,
        /// Deposit received, minor units of the store's currency.
        deposit_minor: i64,
        /// Day of the last effective contact.
        last_contact_on: Option<Date>,
        /// Day of the next contact.
        next_contact_on: Option<Date>,
        /// Free note.
        note: String,
        /// When the record was made.
        created_at: Millis,
        /// Who made it.
        created_by: Option<Id>,
        /// The import run that made it, for undo.
        import_id: Option<Id>,
    }
}
