//! A world: dealerships, their devices, the network between them and one
//! server, and everything that people were told is saved.

use std::collections::{BTreeMap, VecDeque};

use forecourt_domain::row::Unit;
use forecourt_domain::{Change, Fields, Id, Kind, Millis};
use forecourt_sync::Operation;
use forecourt_sync::machine::{Event, Phase};
use forecourt_sync::wire::PushRequest;

use super::coverage::Coverage;
use super::device::{Acted, Device};
use super::random::Random;
use super::reference::{Reference, act_of};
use super::script::{Fate, Plan};
use super::sight::Sights;
use crate::deed::Deed;
use crate::device::Target;
use crate::organisation::Organisation;
use crate::server::Server;

pub const START: Millis = 1_790_000_000_000;
/// A record that was there before, and whose id a device may take by mistake.
pub const TAKEN: Id = Id::from_u128(u128::MAX);
/// A field that this server cannot read.
pub const POISON: &str = "poison";

/// What a person did and was told is saved.
#[derive(Clone, Debug)]
pub struct Act {
    /// On which device.
    pub who: usize,
    pub mid: u64,
    pub ops: Vec<Operation>,
    /// The origin was evicted, or the server went back to before it took this.
    pub is_lost: bool,
    /// It was applied and came back as rows.
    pub is_back: bool,
    /// Why the server refused it at some time.
    pub refused: Vec<String>,
    /// It may be applied and put aside as well: a push of it arrived with a flipped bit, so
    /// that the server could not read it, or long after its device had given it up.
    pub is_unsure: bool,
}

pub struct World {
    pub server: Server,
    pub reference: Reference,
    pub devices: Vec<Device>,
    /// By the tab that wrote them and their number.
    pub acts: BTreeMap<(u64, u64), Act>,
    pub stores: usize,
    /// What everybody saw at any time.
    pub sights: Sights,
    /// Dealership and person of every device there ever was.
    pub owners: BTreeMap<Id, (u64, Id)>,
    pub strays: VecDeque<PushRequest>,
    pub backup: Option<(rusqlite::Connection, Reference)>,
    pub coverage: Coverage,
    pub made: u128,
    /// What decides within one step.
    pub dice: Random,
}

impl World {
    pub fn new(plan: &Plan) -> Self {
        let server = Server::new(START);
        for ten in 2..=plan.tenants {
            server.open(ten);
        }
        let mut world = Self {
            server,
            reference: Reference::default(),
            devices: Vec::new(),
            acts: BTreeMap::new(),
            stores: plan.stores,
            sights: Sights::new(),
            owners: BTreeMap::new(),
            strays: VecDeque::new(),
            backup: None,
            coverage: Coverage::default(),
            made: 1_000,
            dice: Random::new(0),
        };
        let mut organisation = Organisation::default();
        for (number, seat) in (1..).zip(&plan.seats) {
            let staff = Id::from_u128(u128::from(seat.tenant * 100 + seat.person));
            let device = Device::new(number, seat, staff);
            let is_known = world.owners.values().any(|(_, known)| *known == staff);
            world.owners.insert(device.id, (seat.tenant, staff));
            if !is_known {
                world.server.hire(seat.tenant, staff, &[]);
                let post = world.first_post(seat);
                organisation.0.insert(staff, post);
            }
            world.server.register(seat.tenant, staff, device.id);
            world.devices.push(device);
        }
        world.server.organise(&organisation);
        world.follow();
        for ten in 1..=plan.tenants {
            world.furnish(ten);
        }
        world.settle();
        world.place_people(plan);
        world
    }

    /// Every dealership has a few records to begin with, under the same ids.
    fn furnish(&mut self, ten: u64) {
        let Some(who) = self.devices.iter().position(|device| device.ten == ten) else {
            return;
        };
        let people = self.people_of(ten);
        for (number, unit) in (1..).zip(self.units(self.stores)) {
            let place = (ten, unit.as_str());
            let owner = people.get(number as usize % people.len()).copied();
            let customer = creation(Kind::Customer, Id::from_u128(number), place, owner);
            let lead = creation(Kind::Lead, Id::from_u128(number), place, None);
            self.act(who, 0, vec![customer, lead]);
        }
        let taken = creation(Kind::Customer, TAKEN, (ten, "s:0"), None);
        self.act(who, 0, vec![taken]);
        self.devices[who].announce_all();
    }

    /// The first `count` stores, as units.
    pub fn units(&self, count: usize) -> Vec<Unit> {
        (0..count).map(|number| format!("s:{number}")).collect()
    }

    /// Does something in a tab of a device; checks that it shows at once and
    /// wins over what that tab had read.
    pub fn act(&mut self, who: usize, tab: usize, changes: Vec<Change>) -> bool {
        let device = &mut self.devices[who];
        let tab = tab % device.tabs.len();
        let seen = device.tabs[tab].seen.clone();
        let now = device.now(self.server.now, START);
        let Acted::Saved(mid, ops) = device.act(tab, changes, now) else {
            return false;
        };
        self.check_at_once(who, &ops, &seen);
        let node = ops.first().map_or(0, |op| op.at.node());
        let act = Act {
            who,
            mid,
            ops,
            is_lost: false,
            is_back: false,
            refused: Vec::new(),
            is_unsure: false,
        };
        let twice = self.acts.insert((node, mid), act);
        assert!(twice.is_none(), "I1: number {mid} was given twice");
        true
    }

    /// Lets the reference do what the server did, and compares.
    pub fn follow(&mut self) {
        let journal = std::mem::take(&mut self.server.journal);
        if journal.is_empty() {
            return;
        }
        let owners = &self.owners;
        self.reference.follow(&journal, &|device| owners[&device]);
        for deed in &journal {
            if let Deed::Decided { request, .. } = deed {
                self.note_refusals(request);
            }
        }
        if journal
            .iter()
            .any(|deed| matches!(deed, Deed::Organised(_)))
        {
            self.note_sights();
        }
        let tenants: std::collections::BTreeSet<u64> =
            self.owners.values().map(|(ten, _)| *ten).collect();
        for ten in tenants {
            let stored = self.server.records_of(ten);
            self.reference.check_stored(ten, &stored);
            let bounds = self.reference.bounds.get(&ten).copied();
            let (found, expected) = (self.server.bounds(ten), bounds.unwrap_or_default());
            assert_eq!(
                found, expected,
                "I10: floor and last creation of what was deleted"
            );
        }
    }

    fn note_refusals(&mut self, request: &PushRequest) {
        for group in &request.groups {
            let key = act_of(group).unwrap_or_default();
            let verdict = self.reference.verdicts.get(&(request.device, group.mid));
            let code = verdict.and_then(|verdict| verdict.code.clone());
            if let Some(act) = self.acts.get_mut(&key) {
                act.refused.extend(code);
            }
        }
    }

    /// Everything gets through at last.
    pub fn settle(&mut self) {
        for device in &mut self.devices {
            device.cut = false;
            device.fuse = None;
            device.room = None;
        }
        self.drain_what_is_too_old();
        for round in 0.. {
            let at = |device: &Device| (device.phase(), device.store.kept.clone());
            assert!(
                round < 40,
                "I11: the world does not come to rest: {:?}",
                self.devices.iter().map(at).collect::<Vec<_>>()
            );
            let before = self.reference.decisions();
            for who in 0..self.devices.len() {
                self.server.now += 50;
                self.finish(who);
            }
            let rests = |device: &Device| device.phase() == Some(Phase::Synced);
            let nothing_new = self.reference.decisions() == before;
            if round > 0 && nothing_new && self.devices.iter().all(rests) {
                break;
            }
        }
    }

    /// I14: an app that is too old is told so, and what waits on its device is still taken
    /// as long as the server takes any. Then it is updated.
    fn drain_what_is_too_old(&mut self) {
        let least = self.server.least;
        for who in 0..self.devices.len() {
            if !self.is_given_no_rows(who) {
                continue;
            }
            self.finish(who);
            self.finish(who);
            let device = &self.devices[who];
            assert_eq!(device.phase(), Some(Phase::OutOfDate), "I14");
            let waiting = device
                .leader
                .as_ref()
                .map(|leader| leader.machine.waiting());
            assert!(
                device.version < least.push || waiting == Some(0),
                "I14: {waiting:?} groups wait on a device whose app is too old"
            );
            self.devices[who].update();
        }
    }

    /// The server gives it no rows: its app is too old, or asks for no access and the person does not see all.
    fn is_given_no_rows(&self, who: usize) -> bool {
        let Device { version, staff, .. } = &self.devices[who];
        let sees_all = || self.reference.organisation.sight(*staff).is_whole();
        *version < self.server.least.pull || *version == 0 && !sees_all()
    }

    /// Lets one device do all it wants with a good network.
    pub fn finish(&mut self, who: usize) {
        let device = &mut self.devices[who];
        device.revive();
        device.announce_all();
        for event in [Event::Online, Event::SignedIn, Event::Asked] {
            device.handle(event);
        }
        self.take_back(who);
        for trips in 0.. {
            assert!(trips < 400, "I11: a device does not come to rest");
            if self.devices[who].request().is_none() {
                break;
            }
            self.deliver(who, Fate::Fine);
        }
    }

    /// Everybody who is not known to the server any more signs in again.
    pub fn sign_all_in(&mut self) {
        for device in &self.devices {
            if !self.server.knows(device.id) {
                self.server.register(device.ten, device.staff, device.id);
            }
        }
    }
}

/// A new record. Its name says what it is the name of, so that a leak shows.
pub fn creation(kind: Kind, id: Id, (ten, unit): (u64, &str), owner: Option<Id>) -> Change {
    Change::Create {
        kind,
        id,
        unit: unit.to_owned(),
        owner,
        fields: Fields::new().with("name", format!("⟦{ten}|{id}⟧")),
    }
}

pub fn patch((kind, id): Target, name: &str, value: serde_json::Value) -> Change {
    Change::Patch {
        kind,
        id,
        fields: Fields::new().with(name, value),
    }
}
