//! One prospect as a draft of a lead, its lines and its customer (mapping: ADF 1.0).

use chrono::{DateTime, NaiveDateTime};

use super::tree::Node;
use crate::customer::{CallTime, Customer, PartyType, PhoneEntry, PhoneType, Source};
use crate::import::cells::{self, date};
use crate::import::{Run, noon_of};
use crate::lead::{ColourPreference, Interest, Lead, LeadLine, LeadRef, LineOption};
use crate::money::{Currency, Money};
use crate::name::PersonName;
use crate::phone::Phone;
use crate::text::is_han;
use crate::vin::Vin;
use crate::{Date, Millis};

/// Bytes of the raw text that are kept. A record may hold 64 KiB.
const RAW: usize = 24 * 1024;
/// Bytes of comments that are kept.
const COMMENTS: usize = 8 * 1024;

/// An enquiry as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Prospect {
    /// The line where it begins, from 1.
    pub line: usize,
    /// The sender says that it was sent before.
    pub resend: bool,
    /// The lead, without customer and owner.
    pub lead: Lead,
    /// Vehicles wanted and offered.
    pub lines: Vec<LeadLine>,
    /// The person who asks.
    pub customer: Customer,
}

impl Prospect {
    pub(super) fn of(node: &Node, raw: &str, line: usize, run: &Run) -> Self {
        let lines: Vec<LeadLine> = node.all("vehicle").map(|car| vehicle(car, run)).collect();
        let empty = Node::default();
        let person = node.child("customer").unwrap_or(&empty);
        let lead = lead(node, person, &lines, raw, run);
        let mut customer = contact(person.child("contact").unwrap_or(person), run);
        customer.source = Some(Source::Web);
        customer.model_interest.clone_from(&lead.model_interest);
        customer.expected_on = lead.latest_on.filter(|date| *date >= run.today);
        Self {
            line,
            resend: node.attribute("status").eq_ignore_ascii_case("resend"),
            lead,
            lines,
            customer,
        }
    }

    /// Everything the person wrote, for a note when the enquiry is known.
    pub fn words(&self) -> String {
        let lines = self.lines.iter().map(|line| line.comments.as_str());
        let all = [self.lead.comments.as_str()].into_iter().chain(lines);
        let filled: Vec<&str> = all.filter(|text| !text.is_empty()).collect();
        filled.join("\n")
    }
}

fn lead(node: &Node, person: &Node, lines: &[LeadLine], raw: &str, run: &Run) -> Lead {
    let empty = Node::default();
    let provider = node.child("provider").unwrap_or(&empty);
    let vendor = node.child("vendor").unwrap_or(&empty);
    let timeframe = person.child("timeframe").unwrap_or(&empty);
    let wanted = lines
        .iter()
        .find(|line| line.interest != Interest::TradeIn)
        .or(lines.first());
    let provider_name = full_name(provider);
    let day = |name| {
        date::read(&timeframe.value(name))
            .ok()
            .map(|read| read.date)
    };
    Lead {
        interest: wanted.map(|line| line.interest).unwrap_or_default(),
        request_at: instant(&node.value("requestdate"), run.offset_minutes).unwrap_or(run.now),
        refs: references(node, &provider_name),
        earliest_on: day("earliestdate"),
        latest_on: day("latestdate"),
        timeframe_note: timeframe.value("description"),
        source: Some(Source::Web),
        model_interest: wanted.map(model_words).unwrap_or_default(),
        vendor_name: vendor.value("vendorname"),
        vendor_ref: vendor.value("id"),
        provider_service: provider.value("service"),
        provider_url: provider.value("url"),
        provider_name,
        comments: comments(person),
        raw: cut(raw, RAW).to_owned(),
        ..Lead::default()
    }
}

/// The numbers of the sender. One without a source belongs to the provider.
fn references(node: &Node, provider: &str) -> Vec<LeadRef> {
    node.all("id")
        .filter(|id| !id.words().is_empty())
        .map(|id| LeadRef {
            source: match id.attribute("source") {
                "" => provider.to_owned(),
                source => source.to_owned(),
            },
            sequence: id.attribute("sequence").to_owned(),
            value: id.words(),
        })
        .collect()
}

fn vehicle(node: &Node, run: &Run) -> LeadLine {
    let number = |name: &str| digits(&node.value(name));
    let odometer = node.child("odometer");
    let attribute = |name| {
        odometer
            .map_or("", |node| node.attribute(name))
            .to_lowercase()
    };
    let (price_minor, price_currency) = price(node, run.currency);
    let vin = node.value("vin");
    LeadLine {
        interest: interest(node.attribute("interest")),
        condition: node.attribute("status").to_lowercase(),
        year: number("year")
            .and_then(|year| u32::try_from(year).ok())
            .unwrap_or_default(),
        make: node.value("make"),
        model: node.value("model"),
        trim: node.value("trim"),
        vin: Vin::parse(&vin).map_or(vin, |vin| vin.as_str().to_owned()),
        stock_no: node.value("stock"),
        body_style: node.value("bodystyle"),
        transmission: node.value("transmission"),
        doors: number("doors")
            .and_then(|doors| u32::try_from(doors).ok())
            .unwrap_or_default(),
        odometer: number("odometer").unwrap_or_default(),
        odometer_unit: attribute("units"),
        odometer_status: attribute("status"),
        colours: colours(node),
        options: options(node),
        price_minor,
        price_currency,
        price_type: node
            .child("price")
            .map_or("", |node| node.attribute("type"))
            .to_lowercase(),
        comments: comments(node),
        ..LeadLine::default()
    }
}

fn interest(word: &str) -> Interest {
    match word.to_lowercase().as_str() {
        "lease" => Interest::Lease,
        "sell" => Interest::Sell,
        "trade-in" | "tradein" | "trade" => Interest::TradeIn,
        "test-drive" | "testdrive" => Interest::TestDrive,
        _ => Interest::Buy,
    }
}

fn colours(node: &Node) -> Vec<ColourPreference> {
    let mut colours: Vec<ColourPreference> = node
        .all("colorcombination")
        .map(|colour| ColourPreference {
            interior: colour.value("interiorcolor"),
            exterior: colour.value("exteriorcolor"),
            preference: colour.value("preference").parse().unwrap_or_default(),
        })
        .collect();
    colours.sort_by_key(|colour| colour.preference);
    colours
}

fn options(node: &Node) -> Vec<LineOption> {
    node.all("option")
        .map(|option| LineOption {
            name: option.value("optionname"),
            code: option.value("manufacturercode"),
            weighting: option.value("weighting").parse().unwrap_or_default(),
        })
        .collect()
}

/// The price in minor units; a price in words (`call`) has none, but the raw text keeps it.
fn price(node: &Node, currency: Currency) -> (i64, String) {
    let Some(price) = node.child("price") else {
        return (0, String::new());
    };
    let currency = Currency::parse(price.attribute("currency")).unwrap_or(currency);
    match Money::parse(&price.words(), currency) {
        Ok(money) => (money.minor, currency.code().to_owned()),
        Err(_) => (0, String::new()),
    }
}

fn contact(node: &Node, run: &Run) -> Customer {
    let empty = Node::default();
    let address = node.child("address").unwrap_or(&empty);
    let country = address.value("country").to_uppercase();
    let mut customer = Customer {
        name: full_name(node),
        party: if node
            .all("name")
            .any(|name| name.attribute("type").eq_ignore_ascii_case("business"))
        {
            PartyType::Business
        } else {
            PartyType::Individual
        },
        region: address.value("regioncode"),
        city: address.value("city"),
        street: address
            .all("street")
            .map(Node::words)
            .collect::<Vec<_>>()
            .join(" ")
            .trim()
            .to_owned(),
        postal: address.value("postalcode"),
        country: country.clone(),
        ..Customer::default()
    };
    let home = if country.len() == 2 {
        &country
    } else {
        &run.country
    };
    // The preferred one first; the sort keeps the order of the others.
    let mut phones: Vec<&Node> = node.all("phone").collect();
    phones.sort_by_key(|phone| phone.attribute("preferredcontact") != "1");
    for phone in phones {
        match phone_entry(phone, home) {
            Some(entry)
                if customer
                    .phones
                    .iter()
                    .all(|known| known.number != entry.number) =>
            {
                customer.phones.push(entry);
            }
            // What cannot be called is kept in words.
            None if !phone.words().is_empty() => customer.note = phone.words(),
            _ => {}
        }
    }
    let mut emails: Vec<&Node> = node.all("email").collect();
    emails.sort_by_key(|email| email.attribute("preferredcontact") != "1");
    customer.emails = emails
        .into_iter()
        .map(Node::words)
        .filter(|email| cells::is_email(email))
        .collect();
    if customer.name.is_empty() && customer.phones.is_empty() {
        customer.name = customer.emails.first().cloned().unwrap_or_default();
    }
    customer
}

fn phone_entry(node: &Node, country: &str) -> Option<PhoneEntry> {
    let number = Phone::parse(&node.words(), country).ok()?;
    let kind = match node.attribute("type").to_lowercase().as_str() {
        "voice" => PhoneType::Voice,
        "fax" => PhoneType::Fax,
        "pager" => PhoneType::Pager,
        "" if !number.is_mobile() => PhoneType::Voice,
        _ => PhoneType::Cellphone,
    };
    let time = match node.attribute("time").to_lowercase().as_str() {
        "morning" => CallTime::Morning,
        "afternoon" => CallTime::Afternoon,
        "evening" => CallTime::Evening,
        "day" => CallTime::Day,
        _ => CallTime::NoPreference,
    };
    Some(PhoneEntry { number, kind, time })
}

/// The full name, or one made of its parts: family name first for Chinese.
fn full_name(node: &Node) -> String {
    let part = |wanted: &[&str]| {
        node.all("name")
            .find(|name| wanted.contains(&name.attribute("part").to_lowercase().as_str()))
            .map(Node::words)
            .unwrap_or_default()
    };
    let [full, first, middle, last, suffix] = [
        part(&["full", ""]),
        part(&["first"]),
        part(&["middle"]),
        part(&["last", "surname"]),
        part(&["suffix"]),
    ];
    let joined = if !full.is_empty() {
        full
    } else if last.chars().any(is_han) {
        format!("{last}{first}")
    } else {
        [first, middle, last, suffix].join(" ")
    };
    PersonName::read(&joined)
        .map(PersonName::into_string)
        .unwrap_or_default()
}

fn model_words(line: &LeadLine) -> String {
    [line.make.as_str(), &line.model, &line.trim]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn comments(node: &Node) -> String {
    let all: Vec<String> = node
        .all("comments")
        .map(Node::prose)
        .filter(|text| !text.is_empty())
        .collect();
    cut(&all.join("\n"), COMMENTS).to_owned()
}

/// The first digits of a text, thousands separators aside: `86,500 km` is 86500.
fn digits(text: &str) -> Option<u64> {
    let digits: String = text
        .chars()
        .filter(|letter| *letter != ',')
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// An instant with its zone, or of the clock here when it has none.
fn instant(text: &str, offset_minutes: i32) -> Option<Millis> {
    let zoned = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .map(|instant| instant.timestamp_millis());
    let local = || {
        let text = text.replace(' ', "T");
        NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f").map(|instant| {
            instant.and_utc().timestamp_millis() - i64::from(offset_minutes) * 60_000
        })
    };
    zoned
        .or_else(|_| local())
        .ok()
        .and_then(|instant| Millis::try_from(instant).ok())
        .or_else(|| day(text).map(|date| noon_of(date, offset_minutes)))
}

fn day(text: &str) -> Option<Date> {
    date::read(text).ok().map(|read| read.date)
}

/// The beginning of a text, at most so many bytes, never half a character.
fn cut(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}
