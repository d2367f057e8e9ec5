//! Words for the choices of the domain. One function per choice, so that a new
//! choice without a word does not compile.

use forecourt_domain::activity::{ActivityType, ContactResult};
use forecourt_domain::customer::{CallTime, PartyType, Source};
use forecourt_domain::lead::{Interest, LeadStatus};
use forecourt_domain::level::Level;

use crate::text::Text;

/// What a level says about the time of the purchase.
pub fn level_meaning(text: Text, level: Level) -> &'static str {
    match level {
        Level::O => text.sales_level_meaning_o(),
        Level::H => text.sales_level_meaning_h(),
        Level::A => text.sales_level_meaning_a(),
        Level::B => text.sales_level_meaning_b(),
        Level::C => text.sales_level_meaning_c(),
        Level::F => text.sales_level_meaning_f(),
    }
}

/// A level with its meaning, for titles and screen readers.
pub fn level_title(text: Text, level: Option<Level>) -> String {
    match level {
        Some(level) => text.sales_level_title(level.letter(), level_meaning(text, level)),
        None => text.sales_level_none_title().to_owned(),
    }
}

/// Where a customer or an enquiry came from.
pub fn source(text: Text, source: Source) -> &'static str {
    match source {
        Source::AutoShow => text.sales_source_auto_show(),
        Source::Roadshow => text.sales_source_roadshow(),
        Source::WalkIn => text.sales_source_walk_in(),
        Source::PhoneIn => text.sales_source_phone_in(),
        Source::Web => text.sales_source_web(),
        Source::OemLead => text.sales_source_oem_lead(),
        Source::Referral => text.sales_source_referral(),
        Source::OldCustomer => text.sales_source_old_customer(),
        Source::Ad => text.sales_source_ad(),
        Source::DirectMail => text.sales_source_direct_mail(),
        Source::Event => text.sales_source_event(),
        Source::Other => text.sales_source_other(),
    }
}

/// What a customer is.
pub fn party(text: Text, party: PartyType) -> &'static str {
    match party {
        PartyType::Individual => text.sales_party_individual(),
        PartyType::Business => text.sales_party_business(),
        PartyType::Government => text.sales_party_government(),
        PartyType::RentalTaxi => text.sales_party_rental_taxi(),
    }
}

/// When a person likes to be called; nothing when it does not matter.
pub fn call_time(text: Text, time: CallTime) -> Option<&'static str> {
    match time {
        CallTime::Morning => Some(text.sales_time_morning()),
        CallTime::Afternoon => Some(text.sales_time_afternoon()),
        CallTime::Evening => Some(text.sales_time_evening()),
        CallTime::Day => Some(text.sales_time_day()),
        CallTime::NoPreference => None,
    }
}

/// What kind of contact took place.
pub fn activity(text: Text, activity: ActivityType) -> &'static str {
    match activity {
        ActivityType::CallIn => text.sales_activity_call_in(),
        ActivityType::CallOut => text.sales_activity_call_out(),
        ActivityType::VisitIn => text.sales_activity_visit_in(),
        ActivityType::VisitOut => text.sales_activity_visit_out(),
        ActivityType::Message => text.sales_activity_message(),
        ActivityType::Email => text.sales_activity_email(),
        ActivityType::Wechat => text.sales_activity_wechat(),
        ActivityType::TestDrive => text.sales_activity_test_drive(),
        ActivityType::Quote => text.sales_activity_quote(),
        ActivityType::Note => text.sales_activity_note(),
    }
}

/// The icon of a kind of contact.
pub const fn activity_icon(activity: ActivityType) -> &'static str {
    match activity {
        ActivityType::CallIn | ActivityType::CallOut => "phone",
        ActivityType::VisitIn | ActivityType::VisitOut => "store",
        ActivityType::Message => "message",
        ActivityType::Email => "send",
        ActivityType::Wechat => "wechat",
        ActivityType::TestDrive => "wheel",
        ActivityType::Quote => "quote",
        ActivityType::Note => "note",
    }
}

/// How a contact went.
pub fn result(text: Text, result: ContactResult) -> &'static str {
    match result {
        ContactResult::Reached => text.sales_result_reached(),
        ContactResult::NoAnswer => text.sales_result_no_answer(),
        ContactResult::CallBack => text.sales_result_call_back(),
        ContactResult::WrongNumber => text.sales_result_wrong_number(),
    }
}

/// Where a lead stands.
pub fn status(text: Text, status: LeadStatus) -> &'static str {
    match status {
        LeadStatus::New => text.sales_status_new(),
        LeadStatus::Assigned => text.sales_status_assigned(),
        LeadStatus::Contacted => text.sales_status_contacted(),
        LeadStatus::Qualified => text.sales_status_qualified(),
        LeadStatus::Converted => text.sales_status_converted(),
        LeadStatus::Invalid => text.sales_status_invalid(),
        LeadStatus::Lost => text.sales_status_lost(),
    }
}

/// What a person wants.
pub fn interest(text: Text, interest: Interest) -> &'static str {
    match interest {
        Interest::Buy => text.sales_interest_buy(),
        Interest::Lease => text.sales_interest_lease(),
        Interest::Sell => text.sales_interest_sell(),
        Interest::TradeIn => text.sales_interest_trade_in(),
        Interest::TestDrive => text.sales_interest_test_drive(),
    }
}
