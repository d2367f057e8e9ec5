//! What each step does to a world.

use forecourt_domain::{Change, Id, Kind};
use forecourt_sync::failure::INTERCEPTED;
use forecourt_sync::machine::Event;
use forecourt_sync::wire::PushRequest;
use forecourt_sync::{Failure, Verb};
use serde_json::json;

use super::device::{Device, Leader};
use super::random::Random;
use super::reference::act_of;
use super::script::{Fate, NEWEST, Step, What};
use super::world::{POISON, TAKEN, World, creation, patch};
use crate::device::{Request, Target};
use crate::later::{self, kind_of, word_of};
use crate::server::Server;

pub const DAY_MS: i64 = 86_400_000;
const FIELDS: [&str; 4] = ["name", "a", "b", later::FIELD];
/// States of devices that are seldom, the most seldom first.
const SELDOM: [&str; 4] = ["renewing", "probing", "disk failed", "first pull"];

impl World {
    /// Does one step.
    pub fn play(&mut self, step: Step) {
        let mut random = Random::new(step.dice);
        self.dice = Random::new(!step.dice);
        let who = self.struck(step);
        let what = self.spoilt(who, step.what);
        self.play_on(who, what, &mut random);
        self.note_torn();
    }

    /// Whom a step is about. A fault often finds a device in a state that is seldom.
    fn struck(&mut self, step: Step) -> usize {
        let who = step.who % self.devices.len();
        if !step.what.is_fault() || self.dice.chance(30) {
            return who;
        }
        let at = |state| self.devices.iter().position(|one| one.state() == state);
        let mut seldom = SELDOM.into_iter().filter_map(at);
        seldom.next().unwrap_or(who)
    }

    /// What is seldom under way meets more faults than the script has for it.
    fn spoilt(&mut self, who: usize, what: What) -> What {
        let is_seldom = SELDOM[..2].contains(&self.devices[who].state());
        if what == What::Deliver(Fate::Fine) && is_seldom && self.dice.chance(50) {
            return What::Deliver(self.dice.of(&Fate::BAD).unwrap_or(Fate::Fine));
        }
        what
    }

    fn play_on(&mut self, who: usize, what: What, random: &mut Random) {
        match what {
            What::Create
            | What::Edit
            | What::Group
            | What::Bin
            | What::Restore
            | What::Bad
            | What::Poison => self.play_act(who, what, random),
            What::Deliver(fate) => self.deliver(who, fate),
            What::Arrive => self.arrive(who, Fate::Fine, &mut |_| {}),
            What::Return => self.take_back(who),
            What::Replay => self.replay(random),
            What::Clash => self.clash(who, random),
            What::Wait => {
                let long = [1, 1, 900, 200_000, 40_000_000];
                let ms = random.of(&long).unwrap_or(1);
                self.server.now += 1 + random.draw() % ms;
            }
            What::Partition => {
                let mask = random.draw();
                for place in 0..self.devices.len() {
                    let cut = (mask >> place) & 1 == 1 && mask & 0x700 != 0;
                    if cut {
                        self.meet(place, "Partition");
                    }
                    self.devices[place].cut = cut;
                }
            }
            What::Reboot => self.reboot(),
            What::Grant | What::Reach | What::Team | What::Mask => {
                self.reorganise(who, what, random);
            }
            What::HandOver => self.hand_over(who, random),
            What::Purge => self.purge(who, random),
            What::Night => self.night(random),
            What::Demand => self.demand(random),
            What::Update => self.update(who),
            What::Backup => self.back_up(),
            What::Rollback => self.roll_back(),
            What::Evict => self.evict(who),
            What::SetBack => self.set_back(who),
            _ => self.play_device(who, what, random),
        }
    }

    fn play_device(&mut self, who: usize, what: What, random: &mut Random) {
        if what.is_fault() {
            self.meet(who, &format!("{what:?}"));
        }
        let device = &mut self.devices[who];
        match what {
            What::Announce => device.announce(random.below(3)),
            What::GiveUp => device.fail(Failure::Timeout),
            What::Timer => {
                let rings = |leader: &mut Leader| std::mem::take(&mut leader.timer);
                match device.leader.as_mut().map(rings) {
                    Some(true) => device.handle(Event::Timer),
                    Some(false) => {}
                    // The disk gets its second try.
                    None => device.take_lead(),
                }
            }
            What::Asked => device.handle(Event::Asked),
            What::Online => device.handle(Event::Online),
            What::Offline => device.handle(Event::Offline),
            What::Front => device.handle(Event::Visible),
            What::Back => device.handle(Event::Hidden),
            What::SignIn => device.handle(Event::SignedIn),
            What::OpenTab if device.tabs.len() < 3 => device.open_tab(),
            What::KillTab => device.kill_leader(),
            What::Crash => {
                device.kill_all();
                device.revive();
            }
            What::DieSoon => device.fuse = Some(random.draw() % 8),
            What::Full => {
                // What is seldom under way finds no room at once.
                let most = if SELDOM[..2].contains(&device.state()) {
                    1
                } else {
                    4
                };
                device.room = Some(random.draw() % most);
            }
            What::PowerLoss => device.lose_power(),
            What::Copy => device.copy_profile(),
            What::SetClock => {
                let skews = [0, 730 * DAY_MS, -730 * DAY_MS, 90_000, 130_000, -5_000];
                device.set_clock(random.of(&skews).unwrap_or_default());
            }
            _ => {}
        }
    }

    /// Counts a fault that a device meets now.
    pub fn meet(&mut self, who: usize, fault: &str) {
        let state = self.devices[who].state();
        self.coverage.note(fault, state);
    }

    /// Counts a fault that these devices meet now.
    pub fn all_meet(&mut self, fault: &str, which: impl Fn(&Device) -> bool) {
        for who in 0..self.devices.len() {
            if which(&self.devices[who]) {
                self.meet(who, fault);
            }
        }
    }

    /// Counts what struck devices amid a transaction.
    fn note_torn(&mut self) {
        for device in &mut self.devices {
            for (fault, doing) in device.met.drain(..) {
                self.coverage.note(fault, doing);
            }
        }
    }

    fn play_act(&mut self, who: usize, what: What, random: &mut Random) {
        let tab = random.below(3);
        // A tab mostly knows what the others wrote, but not always.
        if random.chance(85) {
            self.devices[who].hear(tab);
        }
        let changes = self.changes(who, what, random);
        if self.devices[who].drifts() {
            self.meet(who, "Drift");
        }
        if !changes.is_empty() {
            self.act(who, tab, changes);
        }
        if random.chance(40) {
            self.devices[who].announce(tab);
        }
    }

    fn changes(&mut self, who: usize, what: What, random: &mut Random) -> Vec<Change> {
        match what {
            What::Create => self.fresh(who, random).into_iter().collect(),
            What::Edit => {
                let target = self.pick(who, random);
                target
                    .map(|target| self.edit(target, random))
                    .into_iter()
                    .collect()
            }
            What::Group => {
                let mut changes: Vec<Change> = self.fresh(who, random).into_iter().collect();
                for _ in 0..2 {
                    let target = self.pick(who, random);
                    changes.extend(target.map(|target| self.edit(target, random)));
                }
                changes
            }
            What::Bin => {
                let target = self.pick(who, random);
                target
                    .map(|(kind, id)| Change::Bin { kind, id })
                    .into_iter()
                    .collect()
            }
            What::Restore => {
                let target = self.pick(who, random);
                target
                    .map(|(kind, id)| Change::Restore { kind, id })
                    .into_iter()
                    .collect()
            }
            What::Poison => {
                let target = self.pick(who, random);
                target
                    .map(|target| patch(target, POISON, json!(1)))
                    .into_iter()
                    .collect()
            }
            _ => self.misdeed(who, random),
        }
    }

    /// An act that the server must refuse whole, with a good record in it that
    /// must not come through.
    fn misdeed(&mut self, who: usize, random: &mut Random) -> Vec<Change> {
        let Some(fresh) = self.fresh(who, random) else {
            return Vec::new();
        };
        let ten = self.devices[who].ten;
        let made = fresh.target();
        self.made += 1;
        let nobody = Id::from_u128(self.made);
        let bad = match random.below(7) {
            0 => patch(made, "a.b", json!(1)),
            1 => patch(made, "a", json!({"b": 1})),
            2 => patch(made, "a", "x".repeat(70_000).into()),
            3 => patch((Kind::Customer, nobody), "a", json!(1)),
            4 => creation(Kind::Customer, nobody, (ten, "s:foreign"), None),
            5 => self.record_again(who),
            _ => patch((Kind::Customer, TAKEN), "a", random.value()),
        };
        vec![fresh, bad]
    }

    fn edit(&self, target: Target, random: &mut Random) -> Change {
        let field = random.of(&FIELDS).unwrap_or("a");
        patch(target, field, random.value())
    }

    /// Some record that the person sees, often one that all others look at too.
    pub fn pick(&self, who: usize, random: &mut Random) -> Option<Target> {
        let store = &self.devices[who].store;
        let mut targets: Vec<Target> = store.base.keys().copied().collect();
        targets.extend(store.outbox.values().flatten().filter_map(|op| {
            let made = matches!(op.verb, Verb::Create { .. });
            made.then(|| Some(kind_of(&op.kind)))
                .flatten()
                .map(|kind| (kind, op.id))
        }));
        targets.retain(|(_, id)| *id != TAKEN);
        if self.devices[who].version < NEWEST {
            // What a device does not know it keeps and does not show.
            targets.retain(|(kind, _)| *kind != later::KIND);
        }
        if random.chance(50) {
            targets.retain(|(_, id)| *id < Id::from_u128(100));
        }
        random.of(&targets)
    }

    /// A push of long ago arrives once more. It must do nothing if it was decided.
    fn replay(&mut self, random: &mut Random) {
        let place = random.below(self.strays.len());
        let Some(push) = self.strays.get(place).cloned() else {
            return;
        };
        let decided = self.server.mid(push.device);
        let is_old = push.groups.last().is_none_or(|last| last.mid <= decided);
        self.is_late(&push);
        let before = is_old.then(|| self.server.records_of(self.owners[&push.device].0));
        self.push(&push, |_| {}).ok();
        if let Some(before) = before {
            let after = self.server.records_of(self.owners[&push.device].0);
            assert_eq!(before, after, "I2: a replay changed something");
        }
        self.follow();
    }

    /// Notes that a push arrives now whose groups may be in the tray of their device:
    /// something on the way had turned them away, and the server knew nothing of them.
    fn is_late(&mut self, push: &PushRequest) {
        for key in push.groups.iter().filter_map(act_of) {
            if let Some(act) = self.acts.get_mut(&key) {
                let tray = &self.devices[act.who].store.refused;
                let given_up = tray
                    .get(&act.mid)
                    .is_some_and(|(code, _)| code == INTERCEPTED);
                act.is_unsure |= given_up;
            }
        }
    }

    /// Several devices of one dealership change one record. One of them pushes,
    /// and between the reading and the writing of its push those of the others
    /// arrive, or the record is purged or handed over, or somebody loses sight of it.
    fn clash(&mut self, who: usize, random: &mut Random) {
        let Some(target) = self.pick(who, random) else {
            return;
        };
        let ten = self.devices[who].ten;
        let others = (0..self.devices.len()).filter(|other| *other != who);
        let others = others.filter(|other| self.devices[*other].ten == ten);
        let mut rivals: Vec<usize> = others.collect();
        rivals.truncate(1 + random.below(2));
        for one in rivals.iter().chain([&who]) {
            self.change_quickly(*one, target, random);
        }
        let pushes: Vec<(usize, PushRequest)> = rivals
            .iter()
            .filter_map(|one| match self.devices[*one].request() {
                Some(Request::Push(push)) => Some((*one, push.clone())),
                _ => None,
            })
            .collect();
        let mut answers = Vec::new();
        let purge = random.chance(8);
        let poisoned = |push: &PushRequest| {
            let mut ops = push.groups.iter().flat_map(|group| &group.ops);
            ops.any(|op| op.fields.get(POISON).is_some())
        };
        let narrow = random.chance(12).then(|| self.narrowed(who, random));
        let taker = random.chance(8).then(|| self.taker(who, random));
        self.arrive(who, Fate::Fine, &mut |server: &mut Server| {
            for (one, push) in pushes.iter().filter(|(_, push)| !poisoned(push)) {
                answers.push((*one, server.push(push, |_| {})));
            }
            if purge {
                server.purge_of(ten, &(word_of(target.0).to_owned(), target.1));
            }
            if let Some(owner) = taker {
                server.hand_over_of(ten, &(word_of(target.0).to_owned(), target.1), owner);
            }
            if let Some(organisation) = &narrow {
                server.organise(organisation);
            }
        });
        for (one, answer) in answers {
            self.devices[one].answer(super::flight::Answer::Push(answer));
            self.take_back(one);
        }
        self.take_back(who);
    }

    /// One device changes a record and is about to push that.
    fn change_quickly(&mut self, who: usize, target: Target, random: &mut Random) {
        let (kind, id) = target;
        if kind == later::KIND && self.devices[who].version < NEWEST {
            return;
        }
        let change = match random.below(4) {
            0 => Change::Bin { kind, id },
            1 => Change::Restore { kind, id },
            _ => self.edit(target, random),
        };
        if self.devices[who].store.base.contains_key(&target) {
            self.act(who, 0, vec![change]);
            self.devices[who].announce(0);
        }
    }
}
