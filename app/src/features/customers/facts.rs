//! Facts of a customer: how each is named, read, written and shown. One table
//! serves the record, where facts are edited in place, and the history.

mod cell;

use forecourt_domain::customer::{Customer, PartyType, PhoneEntry, PhoneType, Source};
use forecourt_domain::level::Level;
use forecourt_domain::phone::Phone;
use forecourt_domain::{Date, Fields};

use crate::sales::rules::HOME_COUNTRY;
use crate::sales::words;
use crate::text::Text;
pub use cell::FactCell;

/// One fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The telephone number at this place of the list; one past the end adds a number.
    Phone(usize),
    /// The preferred e-mail address.
    Email,
    /// WeChat name.
    Wechat,
    /// Province or state.
    Region,
    /// City.
    City,
    /// Street and number.
    Street,
    /// Where the customer came from.
    Source,
    /// What the customer is.
    Party,
    /// Registration number of a firm.
    CompanyNo,
    /// Day of birth.
    Birth,
    /// Models in words.
    Model,
    /// Intent level.
    Level,
    /// Day on which the customer expects to buy.
    Expected,
    /// Day of the next contact.
    Next,
    /// Free note.
    Note,
}

/// How a fact is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A line of text.
    Line,
    /// A telephone number.
    Number,
    /// An e-mail address.
    Address,
    /// A calendar date.
    Day,
    /// One of a list.
    Choice,
}

impl Fact {
    /// How it is edited.
    pub const fn control(self) -> Control {
        match self {
            Self::Phone(_) => Control::Number,
            Self::Email => Control::Address,
            Self::Birth | Self::Expected | Self::Next => Control::Day,
            Self::Source | Self::Party | Self::Level => Control::Choice,
            _ => Control::Line,
        }
    }

    /// Its name.
    pub fn name(self, text: Text) -> &'static str {
        match self {
            Self::Phone(_) => text.customers_field_phone(),
            Self::Email => text.customers_field_email(),
            Self::Wechat => text.customers_field_wechat(),
            Self::Region => text.customers_field_region(),
            Self::City => text.customers_field_city(),
            Self::Street => text.customers_field_street(),
            Self::Source => text.customers_field_source(),
            Self::Party => text.customers_field_party(),
            Self::CompanyNo => text.customers_field_company_no(),
            Self::Birth => text.customers_field_birth(),
            Self::Model => text.customers_field_model(),
            Self::Level => text.customers_field_level(),
            Self::Expected => text.customers_field_expected(),
            Self::Next => text.customers_field_next(),
            Self::Note => text.customers_field_note(),
        }
    }

    /// What stands in the control.
    pub fn read(self, customer: &Customer) -> String {
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        match self {
            Self::Phone(at) => customer
                .phones
                .get(at)
                .map(|entry| entry.number.display())
                .unwrap_or_default(),
            Self::Email => customer.emails.first().cloned().unwrap_or_default(),
            Self::Wechat => customer.wechat.clone(),
            Self::Region => customer.region.clone(),
            Self::City => customer.city.clone(),
            Self::Street => customer.street.clone(),
            Self::Source => key_of(&customer.source),
            Self::Party => key_of(&customer.party),
            Self::CompanyNo => customer.company_reg_no.clone(),
            Self::Birth => day(customer.birth_on),
            Self::Model => customer.model_interest.clone(),
            Self::Level => key_of(&customer.intent_level),
            Self::Expected => day(customer.expected_on),
            Self::Next => day(customer.next_contact_on),
            Self::Note => customer.note.clone(),
        }
    }

    /// Puts what was typed into the customer, or says why it does not fit.
    pub fn write(self, customer: &mut Customer, typed: &str) -> Result<(), &'static str> {
        let day = |typed: &str| match typed {
            "" => Ok(None),
            typed => Date::read(typed).map(Some).map_err(|error| error.code()),
        };
        match self {
            Self::Phone(at) => return write_phone(&mut customer.phones, at, typed),
            Self::Email => write_first(&mut customer.emails, typed),
            Self::Wechat => typed.clone_into(&mut customer.wechat),
            Self::Region => typed.clone_into(&mut customer.region),
            Self::City => typed.clone_into(&mut customer.city),
            Self::Street => typed.clone_into(&mut customer.street),
            Self::Source => customer.source = of_key(typed),
            Self::Party => customer.party = of_key(typed).unwrap_or_default(),
            Self::CompanyNo => typed.clone_into(&mut customer.company_reg_no),
            Self::Birth => customer.birth_on = day(typed)?,
            Self::Model => typed.clone_into(&mut customer.model_interest),
            Self::Level => customer.intent_level = of_key(typed),
            Self::Expected => customer.expected_on = day(typed)?,
            Self::Next => customer.next_contact_on = day(typed)?,
            Self::Note => typed.clone_into(&mut customer.note),
        }
        Ok(())
    }

    /// What people read in its place; empty when nothing is filled in.
    pub fn show(self, text: Text, customer: &Customer) -> String {
        let day = |date: Option<Date>| date.map(|date| text.date(date)).unwrap_or_default();
        match self {
            Self::Source => customer
                .source
                .map(|source| words::source(text, source).to_owned())
                .unwrap_or_default(),
            Self::Party => words::party(text, customer.party).to_owned(),
            Self::Birth => day(customer.birth_on),
            Self::Expected => day(customer.expected_on),
            Self::Next => customer
                .next_contact_on
                .map(|date| text.weekday_date(date))
                .unwrap_or_default(),
            Self::Level => customer
                .intent_level
                .map(|level| words::level_title(text, Some(level)))
                .unwrap_or_default(),
            _ => self.read(customer),
        }
    }

    /// Keys and words of the list that it is chosen from.
    pub fn options(self, text: Text) -> Vec<(String, String)> {
        let none = (String::new(), text.customers_choose_none().to_owned());
        match self {
            Self::Source => std::iter::once(none)
                .chain(
                    Source::ALL
                        .map(|source| (key_of(&source), words::source(text, source).to_owned())),
                )
                .collect(),
            Self::Party => PARTIES
                .map(|party| (key_of(&party), words::party(text, party).to_owned()))
                .to_vec(),
            Self::Level => Level::ALL
                .map(|level| (key_of(&level), words::level_title(text, Some(level))))
                .to_vec(),
            _ => Vec::new(),
        }
    }

    /// The fact that a stored field belongs to, if it is one that people know.
    pub fn of_field(field: &str) -> Option<Self> {
        Some(match field {
            "phones" => Self::Phone(0),
            "emails" => Self::Email,
            "wechat" => Self::Wechat,
            "region" => Self::Region,
            "city" => Self::City,
            "street" => Self::Street,
            "source" => Self::Source,
            "party" => Self::Party,
            "company_reg_no" => Self::CompanyNo,
            "birth_on" => Self::Birth,
            "model_interest" => Self::Model,
            "intent_level" => Self::Level,
            "expected_on" => Self::Expected,
            "next_contact_on" => Self::Next,
            "note" => Self::Note,
            _ => return None,
        })
    }

    /// What a stored body says about it, in words.
    pub fn show_stored(self, text: Text, fields: &Fields) -> String {
        self.show(text, &forecourt_domain::Entity::from_fields(fields))
    }
}

/// Kinds of customer, as offered.
pub const PARTIES: [PartyType; 4] = [
    PartyType::Individual,
    PartyType::Business,
    PartyType::Government,
    PartyType::RentalTaxi,
];

/// The stored word of a choice, as the key of a pick-list; empty for none.
pub fn key_of<T: serde::Serialize>(choice: &T) -> String {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The choice for the key of a pick-list; none for what is no choice.
pub fn of_key<T: serde::de::DeserializeOwned>(key: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(key.to_owned())).ok()
}

/// Changes, adds or takes away the number at a place.
fn write_phone(phones: &mut Vec<PhoneEntry>, at: usize, typed: &str) -> Result<(), &'static str> {
    if typed.trim().is_empty() {
        if at < phones.len() {
            phones.remove(at);
        }
        return Ok(());
    }
    let number = Phone::parse(typed, HOME_COUNTRY).map_err(|error| error.code())?;
    match phones.get_mut(at) {
        Some(entry) => entry.number = number,
        None => phones.push(phone_entry(number)),
    }
    Ok(())
}

/// A number of the kind that it looks like.
pub fn phone_entry(number: Phone) -> PhoneEntry {
    let kind = if number.is_mobile() {
        PhoneType::Cellphone
    } else {
        PhoneType::Voice
    };
    PhoneEntry {
        number,
        kind,
        time: Default::default(),
    }
}

fn write_first(list: &mut Vec<String>, typed: &str) {
    if typed.is_empty() {
        if !list.is_empty() {
            list.remove(0);
        }
    } else if let Some(first) = list.first_mut() {
        typed.clone_into(first);
    } else {
        list.push(typed.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const ALL: [Fact; 15] = [
        Fact::Phone(0),
        Fact::Email,
        Fact::Wechat,
        Fact::Region,
        Fact::City,
        Fact::Street,
        Fact::Source,
        Fact::Party,
        Fact::CompanyNo,
        Fact::Birth,
        Fact::Model,
        Fact::Level,
        Fact::Expected,
        Fact::Next,
        Fact::Note,
    ];

    fn sample(fact: Fact) -> &'static str {
        match fact {
            Fact::Phone(_) => "138 0013 8000",
            Fact::Source => "walk_in",
            Fact::Party => "business",
            Fact::Level => "A",
            Fact::Birth | Fact::Expected | Fact::Next => "2026-03-24",
            _ => "text",
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_can_be_cleared() {
        for fact in ALL {
            let mut customer = Customer::default();
            assert_eq!(fact.write(&mut customer, sample(fact)), Ok(()), "{fact:?}");
            assert_eq!(fact.read(&customer), sample(fact), "{fact:?}");
            assert_eq!(fact.write(&mut customer, ""), Ok(()), "{fact:?}");
            assert_eq!(customer, Customer::default(), "{fact:?}");
        }
    }

    #[test]
    fn every_fact_is_found_by_a_field_that_it_changes() {
        use forecourt_domain::Entity;
        for fact in ALL {
            let mut customer = Customer::default();
            fact.write(&mut customer, sample(fact)).unwrap();
            let found: Vec<Option<Fact>> = customer
                .fields()
                .iter()
                .map(|(name, _)| Fact::of_field(name))
                .collect();
            assert_eq!(found, [Some(fact)]);
        }
    }

    #[test]
    fn a_wrong_value_changes_nothing() {
        let mut customer = Customer::default();
        assert!(Fact::Phone(0).write(&mut customer, "12").is_err());
        assert!(Fact::Expected.write(&mut customer, "soon").is_err());
        assert_eq!(customer, Customer::default());
    }
}
