//! Finding records by what people remember: part of a name, pinyin or its
//! initials, the last digits of a telephone number, plate, VIN, model.
//!
//! Every record has a `SearchText`: folded tokens, each with a space before it.
//! A query is folded the same way and looked for as bytes, so that a whole list
//! is searched without touching the records.

mod query;
mod reading;
mod sounds;

use crate::activity::{Activity, Task};
use crate::customer::{Customer, PartyType};
use crate::lead::{Lead, LeadLine};
use crate::organisation::{OrgUnit, Staff};
use crate::phone::Phone;
use crate::text::push_folded;
use crate::vehicle::{Vehicle, VehicleParty};

pub use query::{Query, Rank};
use reading::{NameKind, readings};

/// What a record is found by: folded tokens, each after a space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchText(Box<str>);

impl SearchText {
    /// The tokens as one text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A record that can be found.
pub trait Searchable {
    /// What it is found by; made anew whenever the record changes.
    fn search_text(&self) -> SearchText;
}

/// Gathers tokens.
struct Tokens(String);

/// Bytes that the text of most customers needs.
const USUAL_LENGTH: usize = 96;

impl Tokens {
    fn new() -> Self {
        Self(String::with_capacity(USUAL_LENGTH))
    }

    fn push(&mut self, token: &str) {
        if !token.is_empty() {
            self.0.push(' ');
            self.0.push_str(token);
        }
    }

    /// Words one by one, so that each is found from its beginning.
    fn words(mut self, text: &str) -> Self {
        for word in text.split_whitespace() {
            self.0.push(' ');
            let before = self.0.len();
            for letter in word.chars() {
                push_folded(&mut self.0, letter);
            }
            if self.0.len() == before {
                self.0.pop();
            }
        }
        self
    }

    /// The words and the sound of their Chinese characters.
    fn spoken(self, text: &str, kind: NameKind) -> Self {
        let mut tokens = self.words(text);
        for reading in readings(text, kind) {
            tokens.push(&reading.full);
            tokens.push(&reading.initials);
        }
        tokens
    }

    fn phone(mut self, number: &Phone) -> Self {
        self.push(&number.dialled());
        self
    }

    fn done(self) -> SearchText {
        SearchText(self.0.into_boxed_str())
    }
}

impl Searchable for Customer {
    fn search_text(&self) -> SearchText {
        let kind = match self.party {
            PartyType::Individual => NameKind::Person,
            _ => NameKind::Thing,
        };
        let tokens = Tokens::new().spoken(&self.name, kind);
        let tokens = self
            .phones
            .iter()
            .fold(tokens, |tokens, entry| tokens.phone(&entry.number));
        let tokens = self
            .emails
            .iter()
            .fold(tokens, |tokens, email| tokens.words(email));
        tokens
            .words(&self.wechat)
            .spoken(&self.model_interest, NameKind::Thing)
            .done()
    }
}

impl Searchable for Lead {
    /// The enquiry alone; the customer is found by their own text.
    fn search_text(&self) -> SearchText {
        let tokens = Tokens::new().spoken(&self.model_interest, NameKind::Thing);
        self.refs
            .iter()
            .fold(tokens, |tokens, number| tokens.words(&number.value))
            .words(&self.provider_name)
            .done()
    }
}

impl Searchable for LeadLine {
    fn search_text(&self) -> SearchText {
        Tokens::new()
            .spoken(&self.make, NameKind::Thing)
            .spoken(&self.model, NameKind::Thing)
            .words(&self.trim)
            .words(&self.vin)
            .words(&self.stock_no)
            .done()
    }
}

impl Searchable for Vehicle {
    fn search_text(&self) -> SearchText {
        Tokens::new()
            .words(&self.plate.replace(' ', ""))
            .words(&self.vin)
            .spoken(&self.make, NameKind::Thing)
            .spoken(&self.model, NameKind::Thing)
            .done()
    }
}

impl Searchable for Activity {
    fn search_text(&self) -> SearchText {
        Tokens::new().words(&self.note).done()
    }
}

impl Searchable for Task {
    fn search_text(&self) -> SearchText {
        Tokens::new().words(&self.title).done()
    }
}

impl Searchable for Staff {
    fn search_text(&self) -> SearchText {
        Tokens::new().spoken(&self.name, NameKind::Person).done()
    }
}

impl Searchable for OrgUnit {
    fn search_text(&self) -> SearchText {
        Tokens::new().spoken(&self.name, NameKind::Thing).done()
    }
}

impl Searchable for VehicleParty {
    /// A link is found by its ends, not by itself.
    fn search_text(&self) -> SearchText {
        SearchText::default()
    }
}

#[cfg(test)]
mod tests;
