//! Finding records by what people remember: part of a name, pinyin or its
//! initials, the last digits of a telephone number, plate, VIN, model.
//!
//! Every record has a search text: folded tokens, each with a space before it.
//! A query is folded the same way and looked for as bytes, so that a whole list
//! is searched without touching the records.

mod query;
mod reading;
mod sounds;

use crate::body::{elements, field, fields, text};
use crate::phone::Phone;
use crate::text::push_folded;
use crate::{Entity, Kind};

pub use query::{Query, Rank};
pub use reading::{NameKey, name_key};
use reading::{NameKind, readings};

/// How a field of a record is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// By its words and by their sound: the name of a person, or of a firm.
    ByName,
    /// By its words and by their sound: a model, a place.
    BySound,
    /// By its words.
    ByWords,
    /// As one word: a number plate is typed with and without spaces.
    AsOne,
    /// By the words of each element of a list.
    ByEach,
    /// By the telephone numbers of a list of entries.
    ByNumbers,
    /// By the values of a list of entries.
    ByValues,
}

/// The fields by which records of a kind are found. Others are shown, not sought.
const fn found_by(kind: Kind) -> &'static [(&'static str, Found)] {
    match kind {
        Kind::Customer => &[
            ("name", Found::ByName),
            ("phones", Found::ByNumbers),
            ("emails", Found::ByEach),
            ("wechat", Found::ByWords),
            ("model_interest", Found::BySound),
        ],
        // The enquiry alone; the customer is found by their own text.
        Kind::Lead => &[
            ("model_interest", Found::BySound),
            ("refs", Found::ByValues),
            ("provider_name", Found::ByWords),
        ],
        Kind::LeadLine => &[
            ("make", Found::BySound),
            ("model", Found::BySound),
            ("trim", Found::ByWords),
            ("vin", Found::ByWords),
            ("stock_no", Found::ByWords),
        ],
        Kind::Vehicle => &[
            ("plate", Found::AsOne),
            ("vin", Found::ByWords),
            ("make", Found::BySound),
            ("model", Found::BySound),
        ],
        Kind::Activity => &[("note", Found::ByWords)],
        Kind::Task => &[("title", Found::ByWords)],
        Kind::Staff => &[("name", Found::ByName)],
        Kind::OrgUnit => &[("name", Found::BySound)],
        // A link is found by its ends, not by itself.
        Kind::VehicleParty => &[],
    }
}

/// Adds what a record is found by: folded tokens, each with a space before it.
pub fn push_search_text(kind: Kind, body: &str, into: &mut String) {
    let sought = found_by(kind);
    for (name, value) in fields(body) {
        if let Some((_, found)) = sought.iter().find(|(own, _)| *own == name) {
            push_field(*found, value, body, into);
        }
    }
}

/// What a record is found by.
pub fn search_text<T: Entity>(record: &T) -> String {
    let mut text = String::new();
    let body = serde_json::to_string(&record.fields()).unwrap_or_default();
    push_search_text(T::KIND, &body, &mut text);
    text
}

fn push_field(found: Found, value: &str, body: &str, into: &mut String) {
    let word = |value| text(value).unwrap_or_default();
    match found {
        Found::ByName => push_spoken(into, &word(value), name_kind(body)),
        Found::BySound => push_spoken(into, &word(value), NameKind::Thing),
        Found::ByWords => push_words(into, &word(value)),
        Found::AsOne => push_words(into, &word(value).replace(' ', "")),
        Found::ByEach => elements(value).for_each(|value| push_words(into, &word(value))),
        Found::ByNumbers => {
            for entry in elements(value) {
                let number =
                    field(entry, "number").and_then(|value| serde_json::from_str(value).ok());
                push_token(
                    into,
                    &number
                        .map(|number: Phone| number.dialled())
                        .unwrap_or_default(),
                );
            }
        }
        Found::ByValues => {
            for entry in elements(value) {
                push_words(into, &field(entry, "value").map(word).unwrap_or_default());
            }
        }
    }
}

/// Firms have no family name. A record that does not say what it is, is a person.
fn name_kind(body: &str) -> NameKind {
    match field(body, "party") {
        None | Some("\"individual\"") => NameKind::Person,
        Some(_) => NameKind::Thing,
    }
}

fn push_token(into: &mut String, token: &str) {
    if !token.is_empty() {
        into.push(' ');
        into.push_str(token);
    }
}

/// Words one by one, so that each is found from its beginning.
fn push_words(into: &mut String, text: &str) {
    for word in text.split_whitespace() {
        into.push(' ');
        let before = into.len();
        for letter in word.chars() {
            push_folded(into, letter);
        }
        if into.len() == before {
            into.pop();
        }
    }
}

/// The words and the sound of their Chinese characters.
fn push_spoken(into: &mut String, text: &str, kind: NameKind) {
    push_words(into, text);
    for reading in readings(text, kind) {
        push_token(into, &reading.full);
        push_token(into, &reading.initials);
    }
}

#[cfg(test)]
mod tests;
