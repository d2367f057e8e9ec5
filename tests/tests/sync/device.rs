//! A device: the client machine, an engine that carries out its effects, and a
//! store that survives a crash.

use std::collections::BTreeMap;

use forecourt_domain::row::Unit;
use forecourt_domain::{Change, Id, Kind, Millis, Row, State};
use forecourt_sync::machine::{Effect, Event, Machine, MachineState, Phase, Queued};
use forecourt_sync::merge::Stamps;
use forecourt_sync::wire::{PullReply, PullRequest, PushRequest, WIRE_VERSION};
use forecourt_sync::{Clock, Failure, Group, Operation, Stamp, overlay};

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
    kept: MachineState,
    last_mid: u64,
    last_stamp: Stamp,
}

/// A request on its way.
#[derive(Clone, Debug)]
pub enum Request {
    Push(PushRequest),
    Pull(PullRequest),
}

pub struct Device {
    pub id: Id,
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

impl Device {
    pub fn new(number: u64, units: &[Unit], skew: i64) -> Self {
        let mut device = Self {
            id: Id::from_u128(u128::from(number) + 1),
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
        let outbox = self.store.outbox.iter();
        let outbox = outbox.map(|(mid, ops)| queued(*mid, ops)).collect();
        self.handle(Event::Started(outbox));
    }

    /// The tab dies and is opened again; memory and whatever was under way is gone.
    pub fn crash(&mut self) {
        self.request = None;
        self.timer = None;
        self.unannounced.clear();
        let high = self.store.last_stamp.max(self.store.kept.clock);
        self.clock = Clock::new(self.clock_node(), high);
        self.machine = Machine::new(self.store.kept.clone());
        self.phase = Phase::Waiting;
        self.start();
    }

    fn clock_node(&self) -> u64 {
        (self.id.as_u128() - 1) as u64
    }

    pub fn handle(&mut self, event: Event) {
        let effects = self.machine.handle(event, 0.5);
        let stored = effects.iter().take_while(|effect| effect.stores()).count();
        assert!(
            effects[stored..].iter().all(|effect| !effect.stores()),
            "an effect that stores comes after one that does not: {effects:?}"
        );
        for effect in effects {
            self.carry_out(effect);
        }
        self.clock.observe(self.machine.state().clock);
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Push { from, to } => {
                let groups = self.store.outbox.range(from..=to);
                let groups = groups.map(|(mid, ops)| Group {
                    mid: *mid,
                    ops: ops.clone(),
                });
                let groups = groups.collect();
                self.send_push(from, groups);
            }
            Effect::Probe { from } => self.send_push(from, Vec::new()),
            Effect::Pull { epoch, cursors } => self.send(Request::Pull(PullRequest {
                v: WIRE_VERSION,
                device: self.id,
                epoch,
                cursors,
            })),
            Effect::Apply { reply, dropped } => self.apply(reply, &dropped),
            Effect::Retire { up_to } => self.store.outbox.retain(|mid, _| *mid > up_to),
            Effect::Refuse { mid, code, .. } => {
                if let Some(ops) = self.store.outbox.remove(&mid) {
                    self.store.refused.insert(mid, (code, ops));
                }
            }
            Effect::Restart => self.store.base.clear(),
            Effect::Keep(state) => self.store.kept = state,
            Effect::StartTimer(ms) => self.timer = Some(ms),
            Effect::Show(phase) => self.phase = phase,
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

    fn apply(&mut self, reply: PullReply, dropped: &[Unit]) {
        self.store
            .base
            .retain(|_, base| !dropped.contains(&base.row.unit));
        for (unit, page) in reply.units {
            for row in page.rows {
                let kind = Kind::parse(&row.1).unwrap();
                let target = (kind, row.2);
                if row.3 == State::Gone {
                    self.store.base.remove(&target);
                    continue;
                }
                let base = Base {
                    row: Row {
                        kind,
                        id: row.2,
                        unit: unit.clone(),
                        owner: row.4,
                        state: row.3,
                        fields: row.5,
                    },
                    seq: row.0,
                    clock: Stamps::default(),
                };
                self.store.base.insert(target, base);
            }
        }
    }

    /// Hands the answer of a pull over, with the stamps that the server has now.
    pub fn take_pull(&mut self, answer: Result<PullReply, Failure>, server: &Server) {
        self.handle(Event::PullAnswered(answer));
        let records = server.records();
        for (target, base) in &mut self.store.base {
            let stored = records.get(&(target.0.as_str().to_owned(), target.1));
            if let Some(stored) = stored.filter(|stored| stored.seq == base.seq) {
                base.clock = stored.record.clock.clone();
            }
        }
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
        self.store.last_mid += 1;
        self.store.last_stamp = self.clock.last();
        self.store.outbox.insert(self.store.last_mid, ops);
        self.unannounced.push(self.store.last_mid);
        self.store.last_mid
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
        let base = self.store.base.iter();
        let mut rows: BTreeMap<_, _> = base
            .map(|(target, base)| (*target, base.row.clone()))
            .collect();
        for op in self.store.outbox.values().flatten() {
            let target = (Kind::parse(&op.kind).unwrap(), op.id);
            let row = rows.remove(&target);
            if let Some(row) = overlay::lay(target, row, op) {
                rows.insert(target, row);
            }
        }
        rows
    }
}

fn queued(mid: u64, ops: &[Operation]) -> Queued {
    Queued::of(&Group {
        mid,
        ops: ops.to_vec(),
    })
}
