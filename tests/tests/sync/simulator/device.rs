//! A device with its tabs: one store for all, one of them leads, and any of
//! them may die between two steps of whatever it does.

mod line;
mod peril;

use std::collections::BTreeMap;

use forecourt_domain::{Change, Id, Millis, Row};
use forecourt_sync::auth::Enrol;
use forecourt_sync::machine::{Effect, Event, Machine, Phase, Queued};
use forecourt_sync::wire::{PullRequest, PushRequest};
use forecourt_sync::{Clock, Failure, Group, Operation, Stamp, overlay};

use super::flight::{Answer, Flight};
use super::script::Seat;
use crate::device::{Request, Store, Target, queued};
use crate::later::word_of;
use crate::server::travel;

/// The tab that syncs.
pub struct Leader {
    pub machine: Machine,
    pub flight: Option<Flight>,
    pub timer: bool,
    pub phase: Phase,
}

/// One tab.
pub struct Tab {
    clock: Clock,
    /// The sequence of every row as this tab last read it.
    pub seen: BTreeMap<Target, u64>,
    /// Groups that it made durable and has not spoken of.
    unannounced: Vec<u64>,
}

/// What became of an act.
pub enum Acted {
    /// It is durable under a number.
    Saved(u64, Vec<Operation>),
    /// It was refused on the spot, or the tab died before it was durable.
    NotSaved,
}

pub struct Device {
    pub id: Id,
    pub staff: Id,
    pub ten: u64,
    /// Of the wire, as its app speaks it.
    pub version: u32,
    pub store: Store,
    /// The store as power loss leaves it, if that is not how it stands.
    safe: Option<(Id, Store)>,
    /// A copy of the profile, with the id that it had then.
    copy: Option<(Id, Store)>,
    /// An id under which it was enrolled, not stored yet.
    renewal: Option<Id>,
    pub tabs: Vec<Tab>,
    pub leader: Option<Leader>,
    skew: i64,
    drift: i64,
    /// No way to the server, whatever the browser says.
    pub cut: bool,
    /// Steps of transactions until the device dies.
    pub fuse: Option<u64>,
    /// Writes until one finds no room.
    pub room: Option<u64>,
    /// Faults that struck it within a transaction, and in which.
    pub met: Vec<(&'static str, &'static str)>,
    /// Which transaction it is at.
    doing: &'static str,
    incarnation: u64,
    ids: u128,
}

impl Device {
    pub fn new(number: u64, seat: &Seat, staff: Id) -> Self {
        let mut device = Self {
            id: Id::from_u128((u128::from(number) << 32) + 1),
            ids: (u128::from(number) << 32) + 1,
            staff,
            ten: seat.tenant,
            version: seat.version,
            store: Store::default(),
            safe: None,
            copy: None,
            renewal: None,
            tabs: Vec::new(),
            leader: None,
            skew: seat.skew,
            drift: seat.drift,
            cut: false,
            fuse: None,
            room: None,
            met: Vec::new(),
            doing: "an event",
            incarnation: number << 20,
        };
        for _ in 0..seat.tabs {
            device.open_tab();
        }
        device.take_lead();
        device
    }

    /// Another id than it ever had.
    const fn new_id(&mut self) -> Id {
        self.ids += 1;
        Id::from_u128(self.ids)
    }

    pub fn open_tab(&mut self) {
        self.incarnation += 1;
        let mut tab = Tab {
            clock: Clock::new(self.incarnation, self.store.clock()),
            seen: BTreeMap::new(),
            unannounced: Vec::new(),
        };
        tab.hear(&self.store);
        self.tabs.push(tab);
    }

    /// The first tab that waits for the lock gets it.
    pub fn take_lead(&mut self) {
        if self.leader.is_some() || self.tabs.is_empty() {
            return;
        }
        self.tabs[0].hear(&self.store);
        self.leader = Some(Leader {
            machine: Machine::new(self.store.kept.clone()),
            flight: None,
            timer: false,
            phase: Phase::Waiting,
        });
        self.handle(Event::Started(self.store.queued()));
    }

    /// What the device's clock shows.
    pub fn now(&self, true_time: Millis, start: Millis) -> Millis {
        let run = i64::try_from(true_time - start).unwrap_or(i64::MAX);
        let drifted = run.saturating_mul(self.drift) / 1_000_000;
        true_time.saturating_add_signed(self.skew.saturating_add(drifted))
    }

    pub const fn set_clock(&mut self, skew: i64) {
        self.skew = skew;
    }

    /// One act of the person in a tab: durable at once, spoken of by [`Device::announce`].
    pub fn act(&mut self, tab: usize, changes: Vec<Change>, now: Millis) -> Acted {
        let tab = tab % self.tabs.len();
        let Tab { clock, seen, .. } = &mut self.tabs[tab];
        let mut ops = Vec::new();
        for change in changes {
            let seen = seen.get(&change.target()).copied().unwrap_or_default();
            let word = word_of(change.target().0);
            let mut op = Operation::of(change, clock.tick(now), seen);
            op.kind = word.to_owned();
            ops.push(op);
        }
        let last = clock.last();
        self.doing = "an act";
        let is_saved = !self.dies() && !self.is_full();
        let mid = is_saved.then(|| self.store.append(ops.clone(), last));
        if let Some(mid) = mid {
            self.safe = None;
            if !self.dies() {
                self.tabs[tab].unannounced.push(mid);
            }
        }
        self.doing = "an event";
        mid.map_or(Acted::NotSaved, |mid| Acted::Saved(mid, ops))
    }

    /// A tab reads what the others wrote.
    pub fn hear(&mut self, tab: usize) {
        let tab = tab % self.tabs.len();
        self.tabs[tab].hear(&self.store);
    }

    /// The tabs say what they made durable, the newest first: they do not speak
    /// in the order in which they wrote.
    pub fn announce(&mut self, tab: usize) {
        let tab = tab % self.tabs.len();
        while let Some(mid) = self.tabs.get_mut(tab).and_then(|tab| tab.unannounced.pop()) {
            // The tab measured what it wrote, whatever became of it since.
            let ops = self.store.outbox.get(&mid).cloned().unwrap_or_default();
            self.handle(Event::Queued(queued(mid, &ops)));
        }
    }

    pub fn announce_all(&mut self) {
        for tab in 0..self.tabs.len() {
            self.announce(tab);
        }
    }

    /// Tells the machine what happened. What has to be stored is durable before
    /// anything is asked of the server; when the disk fails, nobody leads.
    pub fn handle(&mut self, event: Event) {
        let renewal = self.renewal.take();
        let Some(leader) = &mut self.leader else {
            return;
        };
        let restamped = match &event {
            Event::PushAnswered(Ok(reply)) => reply.restamped.clone(),
            _ => Vec::new(),
        };
        let effects = leader.machine.handle(event, 0.5);
        let count = effects.iter().take_while(|effect| effect.stores()).count();
        let (storing, rest) = effects.split_at(count);
        assert!(
            rest.iter().all(|effect| !effect.stores()),
            "an effect that stores comes after one that does not: {effects:?}"
        );
        if self.dies() {
            return;
        }
        if !storing.is_empty() {
            self.settle(storing, &restamped, renewal);
        }
        if self.leader.is_none() || self.dies() {
            return;
        }
        for effect in rest {
            self.carry_out(effect);
        }
        self.dies();
    }

    fn settle(
        &mut self,
        effects: &[Effect],
        restamped: &[(u64, usize, Stamp)],
        renewal: Option<Id>,
    ) {
        if self.is_full() {
            self.leader = None;
            return;
        }
        // Rows alone are not written strictly: they come again.
        let takes_away = |effect: &Effect| {
            matches!(
                effect,
                Effect::Restart | Effect::Retire { .. } | Effect::Refuse { .. }
            )
        };
        let is_strict =
            renewal.is_some() || !restamped.is_empty() || effects.iter().any(takes_away);
        if is_strict {
            self.safe = None;
        } else if self.safe.is_none() {
            self.safe = Some((self.id, self.store.clone()));
        }
        self.id = renewal.unwrap_or(self.id);
        for (mid, index, at) in restamped {
            let ops = self.store.outbox.get_mut(mid);
            if let Some(op) = ops.and_then(|ops| ops.get_mut(*index)) {
                op.at = *at;
            }
        }
        self.store.settle(effects);
        self.tabs[0].hear(&self.store);
    }

    fn carry_out(&mut self, effect: &Effect) {
        match effect {
            Effect::Push { from, to } => self.push(*from, self.store.groups(*from, *to)),
            Effect::Probe { from } => self.push(*from, Vec::new()),
            Effect::Pull { epoch, cursors } => self.send(Request::Pull(PullRequest {
                v: self.version,
                device: self.id,
                epoch: epoch.clone(),
                cursors: cursors.clone(),
                // The first version did not ask for it.
                access: (self.version > 0).then_some(self.store.kept.access.version),
                origins: Some(self.store.kept.served()),
                waiting: 0,
            })),
            Effect::Renew { after } => {
                let device = self.new_id();
                let name = String::new();
                let after = *after;
                self.send(Request::Renew(Enrol {
                    device,
                    name,
                    after,
                }));
            }
            Effect::StartTimer(_) => self.lead(|leader| leader.timer = true),
            Effect::Show(phase) => self.lead(|leader| leader.phase = *phase),
            effect => assert!(effect.stores(), "nobody carries out {effect:?}"),
        }
    }

    fn push(&mut self, from: u64, groups: Vec<Group>) {
        let epoch = self.leader.as_ref().map(|leader| leader.machine.state());
        let epoch = epoch.map(|state| state.epoch.clone()).unwrap_or_default();
        assert!(
            groups.is_empty() || !epoch.is_empty(),
            "I15: {groups:?} would be taken by any database"
        );
        self.send(Request::Push(travel(&PushRequest {
            v: self.version,
            device: self.id,
            epoch,
            from,
            groups,
        })));
    }

    fn send(&mut self, request: Request) {
        self.lead(|leader| {
            assert!(leader.flight.is_none(), "two requests under way");
            leader.flight = Some(Flight {
                request,
                answer: None,
            });
        });
    }

    fn lead(&mut self, tell: impl FnOnce(&mut Leader)) {
        if let Some(leader) = &mut self.leader {
            tell(leader);
        }
    }

    pub fn phase(&self) -> Option<Phase> {
        self.leader.as_ref().map(|leader| leader.phase)
    }

    /// One record as the person sees it.
    pub fn see(&self, target: Target) -> Option<Row> {
        let base = self.store.base.get(&target).map(|base| base.row.clone());
        let ops = self.store.outbox.values().flatten();
        let about = ops.filter(|op| op.id == target.1 && op.kind == word_of(target.0));
        about.fold(base, |row, op| overlay::lay(target, row, op))
    }
}

impl Tab {
    /// Reads what stands in the store.
    fn hear(&mut self, store: &Store) {
        self.clock.observe(store.clock());
        let rows = store.base.iter();
        self.seen = rows.map(|(target, base)| (*target, base.seq)).collect();
    }
}
