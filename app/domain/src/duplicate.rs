//! Which customers may be the same one (rule e.13): keys in the order of their
//! weight, and an index of them. It finds candidates; merging is another rule.

mod company;

use std::collections::{BTreeMap, BTreeSet};

use crate::Id;
use crate::customer::{Customer, PartyType};
use crate::phone::Phone;
use crate::text::fold;
use crate::vehicle::Vehicle;

pub use company::without_legal_form;

/// By what two customers match, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchBy {
    /// The same car.
    Vin,
    /// The same registration number of a firm.
    RegistrationNo,
    /// The same telephone number.
    Phone,
    /// The same number plate.
    Plate,
    /// The same name and day of birth.
    NameAndBirth,
    /// The same name and address.
    NameAndAddress,
    /// The same name of a firm, legal form aside.
    CompanyName,
}

/// What to do about a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Say that there may be one already.
    Warn,
    /// Do not make another one without being told to.
    Block,
}

impl MatchBy {
    /// Every key, the surest first.
    pub const ALL: [Self; 7] = [
        Self::Vin,
        Self::RegistrationNo,
        Self::Phone,
        Self::Plate,
        Self::NameAndBirth,
        Self::NameAndAddress,
        Self::CompanyName,
    ];

    /// How sure the match is, percent (the order is the source's, the figures are ours).
    pub const fn score(self) -> u8 {
        match self {
            Self::Vin => 98,
            Self::RegistrationNo => 97,
            Self::Phone => 95,
            Self::Plate => 90,
            Self::NameAndBirth => 85,
            Self::NameAndAddress => 80,
            Self::CompanyName => 75,
        }
    }

    /// From 90 percent a match blocks, from 70 it warns.
    pub const fn severity(self) -> Severity {
        if self.score() >= 90 {
            Severity::Block
        } else {
            Severity::Warn
        }
    }
}

/// One key of a customer: two customers with an equal key match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatchKey {
    /// By what.
    pub by: MatchBy,
    /// The value in folded form.
    pub value: String,
}

impl MatchKey {
    fn new(by: MatchBy, value: impl Into<String>) -> Option<Self> {
        let value = value.into();
        (!value.is_empty()).then_some(Self { by, value })
    }

    /// The key of a telephone number.
    pub fn phone(number: &Phone) -> Self {
        Self {
            by: MatchBy::Phone,
            value: number.as_str().to_owned(),
        }
    }
}

/// The keys of a customer and the cars they own, the surest first.
pub fn keys_of(customer: &Customer, vehicles: &[Vehicle]) -> Vec<MatchKey> {
    let name = fold(&customer.name);
    let with_name = |by, rest: String| {
        (!name.is_empty() && !rest.is_empty())
            .then(|| MatchKey::new(by, format!("{name} {rest}")))
            .flatten()
    };
    let cars = |by, text: fn(&Vehicle) -> &str| {
        vehicles
            .iter()
            .filter_map(move |car| MatchKey::new(by, fold(text(car))))
    };
    let born = customer.birth_on.map(|date| date.to_string());
    let address = fold(&format!("{}{}", customer.city, customer.street));
    let address = if customer.street.is_empty() {
        String::new()
    } else {
        address
    };
    let company = match customer.party {
        PartyType::Individual => String::new(),
        _ => without_legal_form(&customer.name),
    };
    cars(MatchBy::Vin, |car| &car.vin)
        .chain(MatchKey::new(
            MatchBy::RegistrationNo,
            fold(&customer.company_reg_no),
        ))
        .chain(
            customer
                .phones
                .iter()
                .map(|entry| MatchKey::phone(&entry.number)),
        )
        .chain(cars(MatchBy::Plate, |car| &car.plate))
        .chain(with_name(MatchBy::NameAndBirth, born.unwrap_or_default()))
        .chain(with_name(MatchBy::NameAndAddress, address))
        .chain(MatchKey::new(MatchBy::CompanyName, company))
        .collect()
}

/// A customer that may be the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which customer.
    pub id: Id,
    /// The surest key that both have.
    pub by: MatchBy,
}

/// The keys of all customers, for finding those that share one.
#[derive(Clone, Debug, Default)]
pub struct DuplicateIndex(BTreeMap<MatchKey, BTreeSet<Id>>);

impl DuplicateIndex {
    /// An index of nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a customer's keys in.
    pub fn insert(&mut self, id: Id, keys: impl IntoIterator<Item = MatchKey>) {
        for key in keys {
            self.0.entry(key).or_default().insert(id);
        }
    }

    /// Takes a customer's keys out.
    pub fn remove(&mut self, id: Id, keys: &[MatchKey]) {
        for key in keys {
            if let Some(ids) = self.0.get_mut(key) {
                ids.remove(&id);
                if ids.is_empty() {
                    self.0.remove(key);
                }
            }
        }
    }

    /// Customers that share a key, the surest match first, each once.
    pub fn find(&self, keys: &[MatchKey]) -> Vec<Match> {
        let mut sorted: Vec<&MatchKey> = keys.iter().collect();
        sorted.sort_by_key(|key| key.by);
        let mut seen = BTreeSet::new();
        sorted
            .into_iter()
            .flat_map(|key| {
                let ids = self.0.get(key).into_iter().flatten();
                ids.map(move |id| Match {
                    id: *id,
                    by: key.by,
                })
            })
            .filter(|found| seen.insert(found.id))
            .collect()
    }

    /// Customers with a telephone number.
    pub fn find_by_phone(&self, number: &Phone) -> impl Iterator<Item = Id> + '_ {
        self.0
            .get(&MatchKey::phone(number))
            .into_iter()
            .flatten()
            .copied()
    }
}

#[cfg(test)]
mod tests;
