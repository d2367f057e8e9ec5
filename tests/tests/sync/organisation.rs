//! Who works where, as the simulation knows it, and who therefore sees what. This is written from the organisation
//! alone: neither the predicate of the product nor its twin in SQL has a part in it.

use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::access::{Access, Reach};
use forecourt_domain::row::Unit;
use forecourt_domain::{Id, Kind};

use crate::later::word_of;

/// What somebody is in a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Has customers, and sees those.
    Seller,
    /// Sees what the team has as well.
    Leader,
    /// Sees everything.
    Manager,
}

impl Rank {
    pub const ALL: [Self; 3] = [Self::Seller, Self::Leader, Self::Manager];

    const fn reach(self) -> Reach {
        match self {
            Self::Seller => Reach::Own,
            Self::Leader => Reach::Team,
            Self::Manager => Reach::Unit,
        }
    }
}

/// Where somebody works, as what, with whom, and which fields are nobody's business there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub ten: u64,
    pub ranks: BTreeMap<Unit, Rank>,
    pub team: u64,
    pub hidden: BTreeSet<(Kind, &'static str)>,
}

/// Everybody, across all dealerships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation(pub BTreeMap<Id, Post>);

impl Organisation {
    /// What a person sees as things are. Nobody sees anything who is not there.
    pub fn sight(&self, staff: Id) -> Sight {
        let Some(post) = self.0.get(&staff) else {
            return Sight::default();
        };
        let is_mate = |(id, other): &(&Id, &Post)| {
            **id != staff && other.ten == post.ten && other.team == post.team
        };
        Sight {
            staff,
            ranks: post.ranks.clone(),
            mates: self.0.iter().filter(is_mate).map(|(id, _)| *id).collect(),
            hidden: post.hidden.clone(),
        }
    }
}

/// What one person sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    staff: Id,
    ranks: BTreeMap<Unit, Rank>,
    mates: BTreeSet<Id>,
    hidden: BTreeSet<(Kind, &'static str)>,
}

impl Sight {
    /// Everything in these units.
    pub fn of_units<'a>(units: impl Iterator<Item = &'a Unit>) -> Self {
        Self {
            ranks: units.map(|unit| (unit.clone(), Rank::Manager)).collect(),
            ..Self::default()
        }
    }

    pub fn units(&self) -> BTreeSet<&Unit> {
        self.ranks.keys().collect()
    }

    pub fn shows(&self, unit: &str, owner: Option<Id>) -> bool {
        let is_own = owner == Some(self.staff);
        let is_ours = owner.is_some_and(|owner| self.mates.contains(&owner));
        match self.ranks.get(unit) {
            Some(Rank::Manager) => true,
            Some(Rank::Leader) => is_own || is_ours,
            Some(Rank::Seller) => is_own,
            None => false,
        }
    }

    pub fn hides(&self, kind: Kind, field: &str) -> bool {
        self.hidden.iter().any(|hidden| *hidden == (kind, field))
    }

    /// True when nothing is out of sight in any of the units.
    pub fn is_whole(&self) -> bool {
        let mut ranks = self.ranks.values();
        ranks.all(|rank| *rank == Rank::Manager) && self.hidden.is_empty()
    }

    /// What the server is told of it.
    pub fn access(&self) -> Access {
        let units = self.ranks.iter();
        let mut masks: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (kind, field) in &self.hidden {
            let fields = masks.entry(word_of(*kind).to_owned()).or_default();
            fields.push((*field).to_owned());
        }
        Access {
            version: 0,
            units: units
                .map(|(unit, rank)| (unit.clone(), rank.reach()))
                .collect(),
            team: self.mates.iter().copied().collect(),
            masks,
        }
    }
}
