//! A world: dealerships, their devices, the network between them and one
//! server, and everything that people were told is saved.

use std::collections::{BTreeMap, VecDeque};

use forecourt_domain::row::Unit;
use forecourt_domain::{Change, Fields, Id, Kind, Millis};
use forecourt_sync::auth::{Enrol, Enrolled};
use forecourt_sync::machine::{Event, Phase};
use forecourt_sync::wire::{PullReply, PullRequest, PushReply, PushRequest};
use forecourt_sync::{Code, Failure, Operation};

use super::coverage::Coverage;
use super::device::{Acted, Device};
use super::flight::Answer;
use super::reference::{Reference, act_of};
use super::script::{Fate, Plan};
use crate::deed::Deed;
use crate::device::{Request, Target};
use crate::server::{Server, Trouble, refused};

pub const START: Millis = 1_790_000_000_000;
/// A record that was there before, and whose id a device may take by mistake.
pub const TAKEN: Id = Id::from_u128(u128::MAX);
/// A field that this server cannot read.
pub const POISON: &str = "poison";
/// Pushes of the past that may arrive again.
const STRAYS: usize = 24;

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
}

pub struct World {
    pub server: Server,
    pub reference: Reference,
    pub devices: Vec<Device>,
    /// By the tab that wrote them and their number.
    pub acts: BTreeMap<(u64, u64), Act>,
    pub stores: usize,
    /// Dealership and person of every device there ever was.
    pub owners: BTreeMap<Id, (u64, Id)>,
    pub strays: VecDeque<PushRequest>,
    pub backup: Option<(rusqlite::Connection, Reference)>,
    pub coverage: Coverage,
    pub made: u128,
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
            owners: BTreeMap::new(),
            strays: VecDeque::new(),
            backup: None,
            coverage: Coverage::default(),
            made: 1_000,
        };
        for (number, seat) in (1..).zip(&plan.seats) {
            let staff = Id::from_u128(u128::from(seat.tenant * 100 + seat.person));
            let device = Device::new(number, seat, staff);
            let is_known = world.owners.values().any(|(_, known)| *known == staff);
            world.owners.insert(device.id, (seat.tenant, staff));
            if !is_known {
                world.server.hire(seat.tenant, staff, &[]);
                world.grant(staff, &world.units(plan.stores));
            }
            world.server.register(seat.tenant, staff, device.id);
            world.devices.push(device);
        }
        world.follow();
        for ten in 1..=plan.tenants {
            world.furnish(ten);
        }
        world.settle();
        world
    }

    /// Every dealership has a few records to begin with, under the same ids.
    fn furnish(&mut self, ten: u64) {
        let Some(who) = self.devices.iter().position(|device| device.ten == ten) else {
            return;
        };
        for (number, unit) in (1..).zip(self.units(self.stores)) {
            let customer = creation(Kind::Customer, Id::from_u128(number), ten, &unit);
            let lead = creation(Kind::Lead, Id::from_u128(number), ten, &unit);
            self.act(who, 0, vec![customer, lead]);
        }
        let taken = creation(Kind::Customer, TAKEN, ten, "s:0");
        self.act(who, 0, vec![taken]);
        self.devices[who].announce_all();
    }

    /// The first `count` stores, as units.
    pub fn units(&self, count: usize) -> Vec<Unit> {
        (0..count).map(|number| format!("s:{number}")).collect()
    }

    pub fn grant(&mut self, staff: Id, units: &[Unit]) {
        self.server.grant(staff, units);
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
        };
        let twice = self.acts.insert((node, mid), act);
        assert!(twice.is_none(), "I1: number {mid} was given twice");
        true
    }

    /// Carries the request of a device there and back.
    pub fn deliver(&mut self, who: usize, fate: Fate) {
        self.arrive(who, fate, &mut |_| {});
        self.take_back(who);
    }

    /// Carries a request to the server, whose answer then waits to come back.
    /// `amid` happens between the reading and the writing of a push.
    pub fn arrive(&mut self, who: usize, fate: Fate, amid: &mut dyn FnMut(&mut Server)) {
        let Some(request) = self.devices[who].request().cloned() else {
            return;
        };
        let fate = if self.devices[who].cut {
            Fate::RequestLost
        } else {
            fate
        };
        let answer = match request {
            Request::Push(push) => Answer::Push(self.answer_push(&push, fate, amid)),
            Request::Pull(pull) => Answer::Pull(self.answer_pull(who, &pull, fate)),
            Request::Renew(enrol) => Answer::Renewal(self.answer_renewal(who, &enrol, fate)),
        };
        self.devices[who].answer(answer);
        self.follow();
    }

    /// The answer comes back, and everything that must hold then is checked.
    pub fn take_back(&mut self, who: usize) {
        if self.devices[who].receive() {
            self.check_device(who);
        }
    }

    fn answer_push(
        &mut self,
        push: &PushRequest,
        fate: Fate,
        amid: &mut dyn FnMut(&mut Server),
    ) -> Result<PushReply, Failure> {
        if self.strays.len() == STRAYS {
            self.strays.pop_front();
        }
        self.strays.push_back(push.clone());
        if let Some(failure) = before_arrival(fate) {
            return Err(failure);
        }
        self.server.trouble = match fate {
            Fate::DatabaseDown => Trouble::Reading,
            Fate::WriteFails => Trouble::Writing,
            Fate::CommitUnknown => Trouble::Answering,
            _ => Trouble::None,
        };
        let answer = self.push(push, |server| {
            if fate == Fate::Overtaken {
                server.push(push, |_| {}).ok();
            }
            amid(server);
        });
        if fate == Fate::Twice {
            let again = self.push(push, |_| {});
            if let (Ok(first), Ok(second)) = (&answer, &again) {
                assert_eq!(codes(first), codes(second), "I2: verdicts differ");
            }
        }
        after_arrival(fate).map_or(answer, Err)
    }

    /// Hands a push to the server, which cannot read every body.
    pub fn push(
        &mut self,
        push: &PushRequest,
        amid: impl FnMut(&mut Server),
    ) -> Result<PushReply, Failure> {
        let mut ops = push.groups.iter().flat_map(|group| &group.ops);
        if ops.any(|op| op.fields.get(POISON).is_some()) {
            return Err(refused(Code::BadBody, None));
        }
        self.server.push(push, amid)
    }

    fn answer_pull(
        &mut self,
        who: usize,
        pull: &PullRequest,
        fate: Fate,
    ) -> Result<PullReply, Failure> {
        if let Some(failure) = before_arrival(fate) {
            return Err(failure);
        }
        if matches!(
            fate,
            Fate::DatabaseDown | Fate::WriteFails | Fate::CommitUnknown
        ) {
            return Err(refused(Code::ServerFault, None));
        }
        let reply = self.server.pull(self.devices[who].id, pull)?;
        self.check_reply(who, pull, &reply);
        after_arrival(fate).map_or(Ok(reply), Err)
    }

    fn answer_renewal(
        &mut self,
        who: usize,
        enrol: &Enrol,
        fate: Fate,
    ) -> Result<Enrolled, Failure> {
        if let Some(failure) = before_arrival(fate) {
            return Err(failure);
        }
        let Device { ten, staff, .. } = self.devices[who];
        let enrolled = self.server.bind(ten, staff, enrol);
        self.owners.insert(enrol.device, (ten, staff));
        after_arrival(fate).map_or(Ok(enrolled), Err)
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
        let tenants: std::collections::BTreeSet<u64> =
            self.owners.values().map(|(ten, _)| *ten).collect();
        for ten in tenants {
            let stored = self.server.records_of(ten);
            self.reference.check_stored(ten, &stored);
        }
    }

    fn note_refusals(&mut self, request: &PushRequest) {
        for group in &request.groups {
            let key = act_of(group).unwrap_or_default();
            let verdict = self.reference.taken.get(&key);
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
        for round in 0.. {
            assert!(round < 40, "I11: the world does not come to rest");
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

/// A new record. Its name says where it belongs, so that a leak shows.
pub fn creation(kind: Kind, id: Id, ten: u64, unit: &str) -> Change {
    Change::Create {
        kind,
        id,
        unit: unit.to_owned(),
        owner: None,
        fields: Fields::new().with("name", taint(ten, unit)),
    }
}

/// A text that must not leave its dealership and unit.
pub fn taint(ten: u64, unit: &str) -> String {
    format!("⟦{ten}|{unit}⟧")
}

pub fn patch((kind, id): Target, name: &str, value: serde_json::Value) -> Change {
    Change::Patch {
        kind,
        id,
        fields: Fields::new().with(name, value),
    }
}

/// What the device hears when its request never reaches the worker.
fn before_arrival(fate: Fate) -> Option<Failure> {
    match fate {
        Fate::RequestLost => Some(Failure::Unreachable),
        Fate::Busy => Some(refused(Code::TooManyRequests, None)),
        Fate::SignedOut => Some(refused(Code::SessionExpired, None)),
        _ => None,
    }
}

/// What the device hears although the server did what was asked.
fn after_arrival(fate: Fate) -> Option<Failure> {
    match fate {
        Fate::ReplyLost => Some(Failure::Timeout),
        Fate::ReplyCut => Some(Failure::Unreadable("it breaks off".to_owned())),
        Fate::Broken => Some(refused(Code::ServerFault, None)),
        Fate::Overload => Some(Failure::Refused {
            status: 503,
            refusal: forecourt_sync::wire::Refusal {
                code: String::new(),
                retry_after: Some(7),
                expected: None,
            },
        }),
        _ => None,
    }
}

fn codes(reply: &PushReply) -> Vec<(u64, Option<&str>)> {
    let verdicts = reply.verdicts.iter().map(|verdict| {
        let code = match &verdict.outcome {
            forecourt_sync::wire::Outcome::Refused { code, .. } => Some(code.as_str()),
            _ => None,
        };
        (verdict.mid, code)
    });
    verdicts.collect()
}
