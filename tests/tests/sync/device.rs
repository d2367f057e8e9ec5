//! A device: the client machine, an engine that carries out its effects, and a
//! store that survives a crash.

use std::collections::BTreeMap;

use forecourt_domain::row::Unit;
use forecourt_domain::{Change, Id, Kind, Millis, Row, State};
use forecourt_sync::auth::{Enrol, Enrolled};
use forecourt_sync::machine::{Effect, Event, Machine, MachineState, Phase, Queued};
use forecourt_sync::merge::Stamps;
use forecourt_sync::wire::{PullReply, PullRequest, PushRequest, WIRE_VERSION, WireRow};
use forecourt_sync::{Clock, Failure, Group, Operation, Stamp, overlay};

use crate::later::{kind_of, word_of};
use crate::server::{Server, travel};

pub type Target = (Kind, Id);

/// A row as the server sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct Base {
    pub row: Row,
    pub seq: u64,
    /// The stamps of its fields at that time. Not on the wire; for checks alone.
    pub clock: Stamps,
}

/// What survives a crash.
#[derive(Clone, Debug, Default)]
pub struct Store {
    pub outbox: BTreeMap<u64, Vec<Operation>>,
    pub refused: BTreeMap<u64, (String, Vec<Operation>)>,
    pub base: BTreeMap<Target, Base>,
    pub kept: MachineState,
    last_mid: u64,
    last_stamp: Stamp,
}

/// A request on its way.
#[derive(Clone, Debug)]
pub enum Request {
    Push(PushRequest),
    Pull(PullRequest),
    Renew(Enrol),
}

pub struct Device {
    /// Under which it enrolled last.
    pub id: Id,
    /// Whose it is.
    pub staff: Id,
    /// Under which its clock writes stamps.
    node: u64,
    pub units: Vec<Unit>,
    /// By how much its clock is wrong, ms.
    pub skew: i64,
    pub store: Store,
    pub machine: Machine,
    pub phase: Phase,
    pub request: Option<Request>,
    pub timer: Option<u64>,
    /// Groups that another tab made durable and has not announced.
    pub unannounced: Vec<u64>,
    clock: Clock,
}

impl Store {
    /// Makes the effects that store durable, in one transaction.
    pub fn settle(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Apply { reply, dropped } => self.apply(reply, dropped),
                Effect::Retire { mids } => self.outbox.retain(|mid, _| !mids.contains(mid)),
                Effect::Refuse { mid, code, .. } => {
                    if let Some(ops) = self.outbox.remove(mid) {
                        self.refused.insert(*mid, (code.clone(), ops));
                    }
                }
                Effect::Restart => self.base.clear(),
                Effect::Keep(state) => self.kept = state.clone(),
                // A note for the person, from which nothing else follows.
                Effect::Lose { .. } => {}
                effect => assert!(!effect.stores(), "nobody stores {effect:?}"),
            }
        }
    }

    fn apply(&mut self, reply: &PullReply, dropped: &[Unit]) {
        self.base
            .retain(|_, base| !dropped.contains(&base.row.unit));
        for (unit, page) in &reply.units {
            for WireRow(seq, kind, id, state, owner, body) in &page.rows {
                let kind = kind_of(kind);
                let target = (kind, *id);
                if *state == State::Gone {
                    self.base.remove(&target);
                    continue;
                }
                let base = Base {
                    row: Row {
                        kind,
                        id: *id,
                        unit: unit.clone(),
                        owner: *owner,
                        state: *state,
                        fields: body.fields(),
                    },
                    seq: *seq,
                    clock: Stamps::default(),
                };
                self.base.insert(target, base);
            }
        }
    }

    /// Makes an act durable. Gives its number.
    pub fn append(&mut self, ops: Vec<Operation>, last: Stamp) -> u64 {
        self.last_mid += 1;
        self.last_stamp = self.last_stamp.max(last);
        self.outbox.insert(self.last_mid, ops);
        self.last_mid
    }

    /// The highest stamp that this device has given or seen.
    pub fn clock(&self) -> Stamp {
        self.last_stamp.max(self.kept.clock)
    }

    /// What stands in the outbox, for a machine.
    pub fn queued(&self) -> Vec<Queued> {
        let outbox = self.outbox.iter();
        outbox.map(|(mid, ops)| queued(*mid, ops)).collect()
    }

    /// Groups as they are stored.
    pub fn groups(&self, from: u64, to: u64) -> Vec<Group> {
        let groups = self.outbox.range(from..=to);
        let group = |(mid, ops): (&u64, &Vec<Operation>)| Group {
            mid: *mid,
            ops: ops.clone(),
        };
        groups.map(group).collect()
    }

    /// Every record as the person sees it.
    pub fn visible(&self) -> BTreeMap<Target, Row> {
        let base = self.base.iter();
        let mut rows: BTreeMap<_, _> = base
            .map(|(target, base)| (*target, base.row.clone()))
            .collect();
        for op in self.outbox.values().flatten() {
            let target = (kind_of(&op.kind), op.id);
            let row = rows.remove(&target);
            if let Some(row) = overlay::lay(target, row, op) {
                rows.insert(target, row);
            }
        }
        rows
    }
}

impl Device {
    pub fn new(number: u64, units: &[Unit], skew: i64) -> Self {
        let mut device = Self {
            id: Id::from_u128(u128::from(number) + 1),
            staff: Id::from_u128(u128::from(number) + 1),
            node: number,
            units: units.to_vec(),
            skew,
            store: Store::default(),
            machine: Machine::new(MachineState::default()),
            phase: Phase::Waiting,
            request: None,
            timer: None,
            unannounced: Vec::new(),
            clock: Clock::new(number, Stamp::default()),
        };
        device.start();
        device
    }

    fn start(&mut self) {
        self.handle(Event::Started(self.store.queued()));
    }

    /// The tab dies and is opened again; memory and whatever was under way is gone.
    pub fn crash(&mut self) {
        self.request = None;
        self.timer = None;
        self.unannounced.clear();
        self.clock = Clock::new(self.node, self.store.clock());
        self.machine = Machine::new(self.store.kept.clone());
        self.phase = Phase::Waiting;
        self.start();
    }

    pub fn handle(&mut self, event: Event) {
        let effects = self.machine.handle(event, 0.5);
        let stored = effects.iter().take_while(|effect| effect.stores()).count();
        assert!(
            effects[stored..].iter().all(|effect| !effect.stores()),
            "an effect that stores comes after one that does not: {effects:?}"
        );
        self.store.settle(&effects[..stored]);
        for effect in effects.into_iter().skip(stored) {
            self.carry_out(effect);
        }
        self.clock.observe(self.machine.state().clock);
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Push { from, to } => self.send_push(from, self.store.groups(from, to)),
            Effect::Probe { from } => self.send_push(from, Vec::new()),
            Effect::Pull { epoch, cursors } => self.send(Request::Pull(PullRequest {
                v: WIRE_VERSION,
                device: self.id,
                epoch,
                cursors,
                access: Some(self.machine.state().access.version),
                origins: Some(self.machine.state().served()),
                waiting: 0,
            })),
            Effect::Renew { after } => {
                let device = self.id.as_u128() + (1 << 100);
                self.send(Request::Renew(Enrol {
                    device: Id::from_u128(device),
                    name: String::new(),
                    after,
                }));
            }
            Effect::StartTimer(ms) => self.timer = Some(ms),
            Effect::Show(phase) => self.phase = phase,
            effect => assert!(effect.stores(), "nobody carries out {effect:?}"),
        }
    }

    fn send_push(&mut self, from: u64, groups: Vec<Group>) {
        self.send(Request::Push(travel(&PushRequest {
            v: WIRE_VERSION,
            device: self.id,
            epoch: self.machine.state().epoch.clone(),
            from,
            groups,
        })));
    }

    fn send(&mut self, request: Request) {
        assert!(self.request.is_none(), "two requests under way");
        self.request = Some(request);
    }

    /// Hands the answer of a pull over, with the stamps that the server has now.
    pub fn take_pull(&mut self, answer: Result<PullReply, Failure>, server: &Server) {
        self.handle(Event::PullAnswered(answer));
        let records = server.records();
        for (target, base) in &mut self.store.base {
            let stored = records.get(&(word_of(target.0).to_owned(), target.1));
            if let Some(stored) = stored.filter(|stored| stored.seq == base.seq) {
                base.clock = stored.record.clock.clone();
            }
        }
    }

    /// Hands the answer of a renewal over; the new id becomes durable with what it leads to.
    pub fn take_renewal(&mut self, device: Id, answer: Result<Enrolled, Failure>) {
        if answer.is_ok() {
            self.id = device;
        }
        self.handle(Event::Renewed(answer));
    }

    /// The profile is as it was in `store`, under the id that it had then, and
    /// opened by a tab with a node of its own.
    pub fn set_back(&mut self, id: Id, store: Store) {
        (self.id, self.store) = (id, store);
        self.node += 1_000;
        self.crash();
    }

    /// One act of the person: durable at once, announced by [`Device::announce`].
    /// Gives its number.
    pub fn act(&mut self, changes: Vec<Change>, now: Millis) -> u64 {
        let now = now.saturating_add_signed(self.skew);
        let mut ops = Vec::new();
        for change in changes {
            let (kind, id) = change.target();
            let seen = self.store.base.get(&(kind, id)).map_or(0, |base| base.seq);
            ops.push(Operation::of(change, self.clock.tick(now), seen));
        }
        let mid = self.store.append(ops, self.clock.last());
        self.unannounced.push(mid);
        mid
    }

    /// Tells the machine of what was made durable, the newest first: tabs do
    /// not speak in the order in which they wrote.
    pub fn announce(&mut self) {
        while let Some(mid) = self.unannounced.pop() {
            // The other tab measured what it wrote, whatever became of it since.
            let ops = self.store.outbox.get(&mid).cloned().unwrap_or_default();
            self.handle(Event::Queued(queued(mid, &ops)));
        }
    }

    /// Every record as the person sees it.
    pub fn visible(&self) -> BTreeMap<Target, Row> {
        self.store.visible()
    }
}

pub fn queued(mid: u64, ops: &[Operation]) -> Queued {
    Queued::of(&Group {
        mid,
        ops: ops.to_vec(),
    })
}
