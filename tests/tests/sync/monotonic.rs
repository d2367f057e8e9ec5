//! I6: for a device nothing goes back: cursors, its clock, the numbers of rows, and what a person sees; while
//! requests and answers arrive late, twice, out of order or never.
//!
//! Each of these changes to the code fails here: an answer that nobody waits for is taken; the clock is that of the
//! last page; a group leaves as soon as it is taken, or with the next page; a push takes too few numbers.

use std::collections::BTreeMap;

use forecourt_domain::row::Unit;
use forecourt_domain::{Change, Fields, Id, Kind};
use forecourt_sync::machine::Event;
use forecourt_sync::wire::{PullReply, PushReply, PushRequest};
use forecourt_sync::{Failure, Stamp};
use proptest::prelude::*;

use crate::device::{Device, Request, Target};
use crate::scenarios::{NOW, unit};
use crate::server::Server;

const DEVICES: usize = 3;
/// So many that a pull takes several pages.
const RECORDS: u128 = 12;
const FIELDS: [&str; 2] = ["name", "city"];

/// An answer on its way.
#[derive(Clone)]
enum Answer {
    Push(Result<PushReply, Failure>),
    Pull(Result<PullReply, Failure>),
}

/// A device, what is on its way to it, and the best that it was ever seen to have.
struct Watched {
    device: Device,
    /// The request that waits for this answer is still under way.
    answer: Option<Answer>,
    /// Answers that came before.
    old: Vec<Answer>,
    cursors: BTreeMap<Unit, u64>,
    rows: BTreeMap<Target, u64>,
    shown: BTreeMap<(Target, &'static str), Stamp>,
    clock: Stamp,
    last: Stamp,
}

/// One step: whose, what, and a number to choose by.
type Step = (usize, u8, usize);

struct Scene {
    server: Server,
    watched: Vec<Watched>,
    /// Pushes that were given up and may arrive yet.
    strays: Vec<PushRequest>,
    /// When each value was written; none is written twice.
    written: BTreeMap<String, Stamp>,
    seq: u64,
}

fn record(number: u128) -> Target {
    (Kind::Customer, Id::from_u128(number + 1))
}

impl Scene {
    fn new() -> Self {
        let mut server = Server::new(NOW);
        let units = ["a", "b"].map(unit);
        let mut watched = Vec::new();
        for (number, skew) in (0..DEVICES as u64).zip([0, 60_000, -60_000]) {
            let device = Device::new(number, &units, skew);
            server.enrol(device.id, &units);
            watched.push(Watched {
                device,
                answer: None,
                old: Vec::new(),
                cursors: BTreeMap::new(),
                rows: BTreeMap::new(),
                shown: BTreeMap::new(),
                clock: Stamp::default(),
                last: Stamp::default(),
            });
        }
        for number in 0..RECORDS {
            let change = Change::Create {
                kind: Kind::Customer,
                id: record(number).1,
                unit: units[number as usize % 2].clone(),
                owner: None,
                fields: Fields::new(),
            };
            watched[0].device.act(vec![change], NOW);
        }
        for one in &mut watched {
            crate::scenarios::sync(&mut server, &mut one.device);
        }
        Self {
            server,
            watched,
            strays: Vec::new(),
            written: BTreeMap::new(),
            seq: 0,
        }
    }

    fn play(&mut self, (who, what, dice): Step) {
        self.server.now += 700;
        match what {
            0..=2 => self.write(who, dice),
            3 => self.watched[who].device.announce(),
            4..=6 => self.arrive(who, dice.is_multiple_of(4)),
            7..=9 => self.return_answer(who),
            10 => self.repeat(who, dice),
            11 => self.give_up(who),
            12 if !self.strays.is_empty() => {
                let push = self.strays[dice % self.strays.len()].clone();
                self.server.push(&push, |_| {}).ok();
            }
            13 => self.restart(who),
            _ => self.watched[who].device.handle(Event::Timer),
        }
        self.check();
    }

    /// An edit, which has to show at once.
    fn write(&mut self, who: usize, dice: usize) {
        let (kind, id) = record(dice as u128 % RECORDS);
        let field = FIELDS[dice / RECORDS as usize % FIELDS.len()];
        let value = format!("value {}", self.written.len());
        let fields = Fields::new().with(field, value.clone());
        let device = &mut self.watched[who].device;
        let mid = device.act(vec![Change::Patch { kind, id, fields }], self.server.now);
        let at = device.store.outbox[&mid][0].at;
        let last = &mut self.watched[who].last;
        assert!(
            at > *last,
            "I6: the clock of {who} gave {at:?} after {last:?}"
        );
        *last = at;
        self.written.insert(value.clone(), at);
        let row = self.watched[who].device.visible().remove(&(kind, id));
        let shown = row.and_then(|row| row.fields.text(field).map(str::to_owned));
        assert_eq!(shown, Some(value), "I6: an edit of {who} does not show");
    }

    /// The request of a device arrives, perhaps twice; its answer takes its time.
    fn arrive(&mut self, who: usize, twice: bool) {
        let one = &mut self.watched[who];
        if one.answer.is_some() {
            return;
        }
        let id = one.device.id;
        for _ in 0..=usize::from(twice) {
            one.answer = match &one.device.request {
                Some(Request::Push(push)) => Some(Answer::Push(self.server.push(push, |_| {}))),
                Some(Request::Pull(pull)) => Some(Answer::Pull(self.server.pull(id, pull))),
                _ => None,
            };
        }
    }

    fn return_answer(&mut self, who: usize) {
        let one = &mut self.watched[who];
        if let Some(answer) = one.answer.take() {
            one.device.request = None;
            one.old.push(answer.clone());
            one.take(answer, &self.server);
        }
    }

    /// An answer of some time ago comes once more, when no request waits for one of its kind.
    fn repeat(&mut self, who: usize, dice: usize) {
        let one = &mut self.watched[who];
        let Some(answer) = one.old.get(dice % one.old.len().max(1)).cloned() else {
            return;
        };
        let waits = matches!(
            (&answer, &one.device.request),
            (Answer::Push(_), Some(Request::Push(_))) | (Answer::Pull(_), Some(Request::Pull(_)))
        );
        if !waits {
            one.take(answer, &self.server);
        }
    }

    /// The device waits no longer. What it had sent may arrive yet.
    fn give_up(&mut self, who: usize) {
        let one = &mut self.watched[who];
        let Some(request) = one.device.request.take() else {
            return;
        };
        one.old.extend(one.answer.take());
        match request {
            Request::Push(push) => {
                self.strays.push(push);
                one.take(Answer::Push(Err(Failure::Timeout)), &self.server);
            }
            _ => one.take(Answer::Pull(Err(Failure::Timeout)), &self.server),
        }
    }

    /// The tab dies and is opened again. What it had sent may arrive yet.
    fn restart(&mut self, who: usize) {
        let one = &mut self.watched[who];
        if let Some(Request::Push(push)) = one.device.request.take() {
            self.strays.push(push);
        }
        one.old.extend(one.answer.take());
        one.device.crash();
    }

    fn check(&mut self) {
        let seq = self.server.high();
        assert!(seq >= self.seq, "I6: the server went back to {seq}");
        self.seq = seq;
        for (who, one) in self.watched.iter_mut().enumerate() {
            one.check(who, &self.written);
        }
    }
}

impl Watched {
    fn take(&mut self, answer: Answer, server: &Server) {
        match answer {
            Answer::Push(answer) => self.device.handle(Event::PushAnswered(answer)),
            Answer::Pull(answer) => self.device.take_pull(answer, server),
        }
    }

    /// Nothing is lower than it was.
    fn check(&mut self, who: usize, written: &BTreeMap<String, Stamp>) {
        let kept = self.device.machine.state();
        assert!(kept.clock >= self.clock, "I6: the clock of {who} went back");
        self.clock = kept.clock;
        for (unit, before) in &self.cursors {
            let now = kept.cursors.get(unit);
            assert!(
                now >= Some(before),
                "I6: {unit} of {who} went from {before} to {now:?}"
            );
        }
        self.cursors.clone_from(&kept.cursors);
        for (target, before) in &self.rows {
            let now = self.device.store.base.get(target).map(|base| base.seq);
            assert!(
                now >= Some(*before),
                "I6: {target:?} of {who} went from {before} to {now:?}"
            );
        }
        let rows = self.device.store.base.iter();
        self.rows = rows.map(|(target, base)| (*target, base.seq)).collect();
        for (target, row) in self.device.visible() {
            for field in FIELDS {
                let at = row.fields.text(field).map(|value| written[value]);
                let before = self.shown.insert((target, field), at.unwrap_or_default());
                assert!(
                    before <= Some(at.unwrap_or_default()),
                    "I6: {who} saw {before:?} in {field} of {target:?}, and now {at:?}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn i6_nothing_that_a_device_has_or_shows_goes_back(
        steps in prop::collection::vec((0..DEVICES, 0..16_u8, 0..64_usize), 200),
    ) {
        let mut scene = Scene::new();
        for step in steps {
            scene.play(step);
        }
        for one in &mut scene.watched {
            one.device.request = None;
            one.device.crash();
            crate::scenarios::sync(&mut scene.server, &mut one.device);
        }
        scene.check();
        let numbers = scene.watched.iter().map(|one| one.device.store.outbox.len());
        prop_assert_eq!(numbers.sum::<usize>(), 0);
    }
}
