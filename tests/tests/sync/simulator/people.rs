//! People, what they are responsible for, and what they come to see or not to see.

use forecourt_domain::{Change, Id, Kind};

use super::device::Device;
use super::random::Random;
use super::script::{NEWEST, Plan, Seat, What};
use super::world::{TAKEN, World, creation};
use crate::device::Target;
use crate::later::{self, word_of};
use crate::organisation::{Organisation, Post, Rank, Sight};

const KINDS: [Kind; 3] = [Kind::Customer, Kind::Lead, later::KIND];
const TEAMS: usize = 2;
/// Somebody without a device, who left.
const GONE_AWAY: Id = Id::from_u128(7);

impl World {
    /// Everybody begins as a manager of every store.
    pub fn first_post(&self, seat: &Seat) -> Post {
        let units = self.units(self.stores).into_iter();
        Post {
            ten: seat.tenant,
            ranks: units.map(|unit| (unit, Rank::Manager)).collect(),
            team: 0,
            hidden: Default::default(),
        }
    }

    /// Gives everybody a place of the plan.
    pub fn place_people(&mut self, plan: &Plan) {
        let Some(number) = plan.ranks else {
            return;
        };
        let mut random = Random::new(number);
        let mut organisation = self.reference.organisation.clone();
        for post in organisation.0.values_mut() {
            post.team = random.below(TEAMS) as u64;
            for rank in post.ranks.values_mut() {
                *rank = random.of(&Rank::ALL).unwrap_or(Rank::Manager);
            }
            if random.chance(25) {
                post.hidden.extend(field(&mut random));
            }
        }
        self.server.organise(&organisation);
        self.follow();
    }

    /// The people of a dealership, and one who left it.
    pub fn people_of(&self, ten: u64) -> Vec<Id> {
        let posts = self.reference.organisation.0.iter();
        let people = posts.filter(|(_, post)| post.ten == ten);
        people.map(|(id, _)| *id).chain([GONE_AWAY]).collect()
    }

    /// The person of a device comes to see more or less.
    pub fn reorganise(&mut self, who: usize, what: What, random: &mut Random) {
        let staff = self.devices[who].staff;
        let units = self.units(self.stores);
        let mut organisation = self.reference.organisation.clone();
        let Some(post) = organisation.0.get_mut(&staff) else {
            return;
        };
        match what {
            What::Grant => {
                let keep = random.draw() | 1 << random.below(units.len());
                let kept = (0..)
                    .zip(units)
                    .filter(|(place, _)| (keep >> place) & 1 == 1);
                let ranks = kept.map(|(_, unit)| {
                    let rank = post.ranks.get(&unit).copied();
                    (unit, rank.unwrap_or(Rank::Manager))
                });
                post.ranks = ranks.collect();
            }
            What::Reach => {
                let place = random.below(post.ranks.len());
                if let Some(rank) = post.ranks.values_mut().nth(place) {
                    *rank = another(*rank, random);
                }
            }
            What::Team => post.team = (post.team + 1) % TEAMS as u64,
            _ => {
                if let Some(field) = field(random)
                    && !post.hidden.remove(&field)
                {
                    post.hidden.insert(field);
                }
            }
        }
        self.meet_organisation(&format!("{what:?}"), &organisation);
        self.server.organise(&organisation);
        self.follow();
    }

    /// A person is somewhere else, or somebody else, from now on.
    pub fn appoint(&mut self, who: usize, change: impl FnOnce(&mut Post)) {
        let staff = self.devices[who].staff;
        let mut organisation = self.reference.organisation.clone();
        if let Some(post) = organisation.0.get_mut(&staff) {
            change(post);
        }
        self.server.organise(&organisation);
        self.follow();
    }

    /// Counts a change for the devices of those who see something else from now on.
    fn meet_organisation(&mut self, fault: &str, next: &Organisation) {
        let now = &self.reference.organisation;
        let staff = next.0.keys();
        let changed: Vec<Id> = staff
            .filter(|staff| now.sight(**staff) != next.sight(**staff))
            .copied()
            .collect();
        self.all_meet(fault, |device| changed.contains(&device.staff));
    }

    /// An organisation in which the person of a device sees less.
    pub fn narrowed(&self, who: usize, random: &mut Random) -> Organisation {
        let staff = self.devices[who].staff;
        let mut organisation = self.reference.organisation.clone();
        if let Some(post) = organisation.0.get_mut(&staff) {
            match random.below(3) {
                0 if post.ranks.len() > 1 => drop(post.ranks.pop_last()),
                1 => post.hidden.extend(field(random)),
                _ => post
                    .ranks
                    .values_mut()
                    .for_each(|rank| *rank = Rank::Seller),
            }
        }
        organisation
    }

    /// Who gets a record of the dealership of a device, if not nobody.
    pub fn taker(&self, who: usize, random: &mut Random) -> Option<Id> {
        let people = self.people_of(self.devices[who].ten);
        random.of(&people).filter(|_| random.chance(85))
    }

    /// A record that a device has goes to somebody else, or one that it has not to its person.
    pub fn hand_over(&mut self, who: usize, random: &mut Random) {
        let Device { ten, staff, .. } = self.devices[who];
        let (target, owner) = if random.chance(70) {
            (self.pick(who, random), self.taker(who, random))
        } else {
            let all: Vec<Target> = self.reference.of(ten).map(|(target, _)| *target).collect();
            (random.of(&all), Some(staff))
        };
        let Some(target) = target else {
            return;
        };
        let Some(row) = self.reference.row(ten, target).cloned() else {
            return;
        };
        let organisation = self.reference.organisation.clone();
        let turns =
            |sight: &Sight| sight.shows(&row.unit, row.owner) != sight.shows(&row.unit, owner);
        self.all_meet("HandOver", |device| {
            device.ten == ten && turns(&organisation.sight(device.staff))
        });
        let target = (word_of(target.0).to_owned(), target.1);
        self.server.hand_over_of(ten, &target, owner);
        self.follow();
    }

    /// A new record, mostly of the person who makes it.
    pub fn fresh(&mut self, who: usize, random: &mut Random) -> Option<Change> {
        let device = &self.devices[who];
        let units: Vec<_> = device.store.kept.cursors.keys().collect();
        let unit = random.of(&units)?.clone();
        let owner = match random.below(5) {
            0 => None,
            1 => self.taker(who, random),
            _ => Some(device.staff),
        };
        self.made += 1;
        let kind = random.of(&KINDS[..if device.version == NEWEST { 3 } else { 2 }])?;
        let place = (device.ten, unit.as_str());
        Some(creation(kind, Id::from_u128(self.made), place, owner))
    }

    /// A record under the id of one that is there, and says something else, or the same to somebody who may not see it.
    /// A device says always the one or always the other: of several creations in one push the first alone is compared.
    pub fn record_again(&self, who: usize) -> Change {
        let Device { ten, staff, .. } = self.devices[who];
        let mut change = creation(Kind::Customer, TAKEN, (ten, "s:0"), Some(staff));
        if let Change::Create { fields, .. } = &mut change
            && !who.is_multiple_of(2)
        {
            fields.set("b", 1);
        }
        change
    }
}

/// A field that may be masked.
fn field(random: &mut Random) -> Option<(Kind, &'static str)> {
    let kind = random.of(&KINDS)?;
    Some((kind, random.of(&["name", "a", "b", later::FIELD])?))
}

fn another(rank: Rank, random: &mut Random) -> Rank {
    let others: Vec<Rank> = Rank::ALL
        .into_iter()
        .filter(|other| *other != rank)
        .collect();
    random.of(&others).unwrap_or(rank)
}
