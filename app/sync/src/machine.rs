//! The client's side of syncing as a state machine without I/O. It decides
//! what is sent when and what an answer means; the engine carries out its
//! effects and tells it what happened. One request is under way at a time.
//!
//! The engine keeps four promises. It carries out effects in order. It tells
//! of every group that really went along with a push before it tells of the
//! answer, so that no group is blamed for one that the machine never heard of. Effects
//! that store ([`Effect::stores`]) of one call to [`Machine::handle`] are
//! durable together, before a request of the same call leaves. And a new
//! machine starts from the last [`Effect::Keep`] and the outbox as stored.

mod answer;
mod batch;
mod pace;
mod state;

use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::row::Unit;

use crate::auth::Enrolled;
use crate::failure::Failure;
use crate::wire::{PullReply, PushReply};

pub use pace::back_off_ms;
pub use state::{Acked, MachineState, Queued};

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The device is ready. With everything that stands in the outbox.
    Started(Vec<Queued>),
    /// A local act became durable in the outbox.
    Queued(Queued),
    /// The browser says that there is a network.
    Online,
    /// The browser says that there is none.
    Offline,
    /// The page came to the front.
    Visible,
    /// The page went to the back.
    Hidden,
    /// The timer that was started last ran out.
    Timer,
    /// Somebody wants to sync now.
    Asked,
    /// A push came to an end.
    PushAnswered(Result<PushReply, Failure>),
    /// A pull came to an end.
    PullAnswered(Result<PullReply, Failure>),
    /// A renewal came to an end. When it succeeded the new id is stored
    /// together with what this event leads to.
    Renewed(Result<Enrolled, Failure>),
    /// Somebody signed in.
    SignedIn,
    /// A live socket is open: news are announced, so there is less reason to ask.
    Connected,
    /// The live socket is lost.
    Disconnected,
    /// The server announced that it has rows up to here.
    Nudged {
        /// Sequence of the tenant.
        seq: u64,
    },
}

/// What the engine shall do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read the groups `from..=to` from the outbox as stored, and push them all.
    /// A group that another tab made durable is among them, whether or not the
    /// machine has heard of it: a number without a group is void for ever.
    Push {
        /// First number; goes into the request.
        from: u64,
        /// Last number.
        to: u64,
    },
    /// Push an empty list, answered by [`Event::PushAnswered`]: does the server take pushes at
    /// all, and in which epoch is it?
    Probe {
        /// First number; goes into the request.
        from: u64,
    },
    /// Enrol under a new id, answered by [`Event::Renewed`]: the profile of this
    /// device was set back or copied. The outbox keeps its numbers.
    Renew {
        /// Numbers up to here are void under the new id.
        after: u64,
    },
    /// Pull.
    Pull {
        /// Epoch of the device.
        epoch: String,
        /// Its cursors.
        cursors: BTreeMap<Unit, u64>,
    },
    /// Stores: lay the rows of a pull over the base rows.
    Apply {
        /// The answer.
        reply: PullReply,
        /// Units whose rows the person may not see any more.
        dropped: Vec<Unit>,
    },
    /// Stores: remove exactly these groups from outbox and overlay.
    Retire {
        /// Their numbers.
        mids: Vec<u64>,
    },
    /// Stores: move a group from the outbox as stored to the refused tray. It may
    /// be of another tab, and not known to this one.
    Refuse {
        /// Its number.
        mid: u64,
        /// Word of the reason.
        code: String,
        /// Index of the operation that was refused first.
        index: usize,
    },
    /// Stores: note that newer values kept these fields of a group, which goes on
    /// as if all had won. A person may look at them.
    Lose {
        /// Its number.
        mid: u64,
        /// Index of the operation, field.
        lost: Vec<(usize, String)>,
    },
    /// Stores: remove all base rows; the outbox stays. The server's database is another one.
    Restart,
    /// Stores: what the next machine starts from.
    Keep(MachineState),
    /// Start the timer, in place of an earlier one. Milliseconds.
    StartTimer(u64),
    /// Say where syncing stands.
    Show(Phase),
}

impl Effect {
    /// True for effects that have to be durable before a request leaves.
    pub const fn stores(&self) -> bool {
        matches!(
            self,
            Self::Apply { .. }
                | Self::Retire { .. }
                | Self::Refuse { .. }
                | Self::Lose { .. }
                | Self::Restart
                | Self::Keep(_)
        )
    }
}

/// Where syncing stands, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Everything is on the server and here.
    Synced,
    /// Work or rows are on the way.
    Syncing,
    /// Work waits for the next try.
    #[default]
    Waiting,
    /// There is no network, or no server at the other end.
    Offline,
    /// This build is too old to be given rows; what waits is still sent.
    OutOfDate,
    /// Nobody is signed in; work goes on, nothing is sent until somebody is.
    NeedsSignIn,
}

/// The request that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flight {
    None,
    Push { to: u64 },
    Probe,
    Renewal,
    Pull,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Machine {
    state: MachineState,
    /// Groups that the server has not decided, by number.
    waiting: BTreeMap<u64, Queued>,
    flight: Flight,
    online: bool,
    visible: bool,
    signed_in: bool,
    pull_due: bool,
    /// News are announced.
    live: bool,
    /// What was announced while a pull was under way, which may have left too early for it.
    announced: u64,
    /// The last request was a push: pushes and pages of a pull take turns.
    pull_next: bool,
    /// Pushes wait for the timer, this many milliseconds; pulls do not.
    rest_ms: Option<u64>,
    /// Rows are known to be missing here.
    behind: bool,
    /// Failures since the last answer, and whether the last one was silence.
    failures: u32,
    silent: bool,
    /// Most groups of one push; small while a bad one is looked for.
    most: usize,
    /// Highest number that an answered push covered.
    answered_to: u64,
    /// A group that was refused together with its whole request.
    suspect: Option<(u64, &'static str)>,
    /// The server gives this build no rows any more.
    out_of_date: bool,
    /// The device has a new id under which no push has succeeded yet.
    renewed: bool,
    shown: Option<Phase>,
}

impl Machine {
    /// A machine that goes on where `state` was kept. Nothing happens before
    /// [`Event::Started`].
    pub const fn new(state: MachineState) -> Self {
        Self {
            state,
            waiting: BTreeMap::new(),
            flight: Flight::None,
            online: true,
            visible: true,
            signed_in: true,
            pull_due: false,
            live: false,
            announced: 0,
            pull_next: false,
            rest_ms: None,
            behind: true,
            failures: 0,
            silent: false,
            most: usize::MAX,
            answered_to: 0,
            suspect: None,
            out_of_date: false,
            renewed: false,
            shown: None,
        }
    }

    /// What is kept.
    pub const fn state(&self) -> &MachineState {
        &self.state
    }

    /// Groups that the server has not decided.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Failed tries since the last answer.
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    /// Takes notice of an event. `jitter` is a random number, 0 ≤ jitter < 1.
    pub fn handle(&mut self, event: Event, jitter: f64) -> Vec<Effect> {
        let kept = self.state.clone();
        let mut effects = Vec::new();
        let go_on = self.note(event, jitter, &mut effects);
        if go_on {
            self.go_on(&mut effects);
        }
        self.say(&mut effects);
        if self.state != kept {
            effects.push(Effect::Keep(self.state.clone()));
        }
        // Stable: the order among those that store, and among the rest, stays.
        effects.sort_by_key(|effect| !effect.stores());
        effects
    }

    /// Changes the state; true when the next request may leave.
    fn note(&mut self, event: Event, jitter: f64, effects: &mut Vec<Effect>) -> bool {
        match event {
            Event::Started(outbox) => {
                let acked = self.state.acked.iter().map(|acked| acked.group.mid);
                let acked: BTreeSet<u64> = acked.collect();
                self.waiting = outbox
                    .into_iter()
                    .filter(|group| !acked.contains(&group.mid))
                    .map(|group| (group.mid, group))
                    .collect();
                self.pull_due = true;
                true
            }
            Event::Queued(group) => {
                // What has a verdict went along before it was announced, and so did what
                // stands before it: numbers go out in order. The number alone says nothing of
                // that: to a device that was set back, the server names decided what this one
                // has yet to write.
                let acked = self.state.acked.iter();
                let mut acked = acked.map(|acked| acked.group.mid);
                if group.mid > self.answered_to && acked.all(|mid| group.mid > mid) {
                    self.waiting.insert(group.mid, group);
                }
                // While the server cannot be reached, an edit is no reason to knock again.
                self.online && self.failures == 0
            }
            Event::Online => {
                self.online = true;
                self.try_afresh()
            }
            Event::Offline => {
                self.online = false;
                false
            }
            Event::Visible => {
                self.visible = true;
                self.try_afresh()
            }
            Event::Hidden => {
                self.visible = false;
                false
            }
            Event::SignedIn => {
                self.signed_in = true;
                self.try_afresh()
            }
            Event::Asked => self.try_afresh(),
            // Both start the timer anew, unless it waits for a server that fails.
            Event::Connected | Event::Disconnected => {
                let was_live = core::mem::replace(&mut self.live, event == Event::Connected);
                was_live != self.live && self.online && self.failures == 0
            }
            Event::Nudged { seq } => self.take_nudge(seq),
            Event::Timer => {
                self.rest_ms = None;
                self.pull_due = true;
                true
            }
            Event::PushAnswered(answer) => {
                match (core::mem::replace(&mut self.flight, Flight::None), answer) {
                    (Flight::Push { to }, Ok(reply)) => self.take_verdicts(reply, to, effects),
                    (Flight::Push { to }, Err(failure)) => {
                        self.take_push_failure(&failure, to, jitter, effects)
                    }
                    (Flight::Probe, answer) => self.take_probe(answer, jitter, effects),
                    // The engine pulled, or nothing is under way.
                    (flight, _) => {
                        self.flight = flight;
                        false
                    }
                }
            }
            Event::Renewed(_) if self.flight != Flight::Renewal => false,
            Event::Renewed(answer) => {
                self.flight = Flight::None;
                self.take_renewal(answer, jitter, effects)
            }
            Event::PullAnswered(_) if self.flight != Flight::Pull => false,
            Event::PullAnswered(answer) => {
                self.flight = Flight::None;
                self.pull_next = false;
                match answer {
                    Ok(reply) => self.take_rows(reply, jitter, effects),
                    Err(failure) => self.take_failure(&failure, Flight::Pull, jitter, effects),
                }
            }
        }
    }

    /// Notes that the server has rows up to `seq`. However many nudges come
    /// during a pull, one more pull answers them all.
    fn take_nudge(&mut self, seq: u64) -> bool {
        if self.out_of_date {
            return false;
        }
        if self.flight == Flight::Pull {
            self.announced = self.announced.max(seq);
            return false;
        }
        let has = self.state.cursors.values().min();
        self.pull_due |= has.is_none_or(|has| seq > *has);
        // A server that fails is asked when the timer says so.
        self.pull_due && self.online && self.failures == 0
    }

    fn try_afresh(&mut self) -> bool {
        self.failures = 0;
        self.rest_ms = None;
        self.pull_due = true;
        true
    }

    /// Sends what comes next. Own work goes first, so that the rows that come
    /// back know of it; then both take turns, so that neither a long import nor
    /// a long first pull holds up the other.
    fn go_on(&mut self, effects: &mut Vec<Effect>) {
        if self.flight != Flight::None || !self.signed_in {
            return;
        }
        let pull = self.pull_due && (self.pull_next || self.rest_ms.is_some());
        let push = (!pull && self.rest_ms.is_none()).then(|| self.next_push(effects));
        if let Some((flight, effect)) = push.flatten() {
            self.flight = flight;
            effects.push(effect);
        } else if self.pull_due {
            self.flight = Flight::Pull;
            effects.push(Effect::Pull {
                epoch: self.state.epoch.clone(),
                cursors: self.state.cursors.clone(),
            });
        } else {
            let poll = pace::poll_ms(self.visible && !self.live, self.out_of_date);
            effects.push(Effect::StartTimer(self.rest_ms.unwrap_or(poll)));
        }
    }

    fn say(&mut self, effects: &mut Vec<Effect>) {
        let phase = self.phase();
        if self.shown != Some(phase) {
            self.shown = Some(phase);
            effects.push(Effect::Show(phase));
        }
    }

    /// Where syncing stands.
    pub fn phase(&self) -> Phase {
        let unfinished = self.behind || !self.waiting.is_empty() || !self.state.acked.is_empty();
        if !self.signed_in {
            Phase::NeedsSignIn
        } else if self.out_of_date {
            Phase::OutOfDate
        } else if !self.online || (self.failures > 0 && self.silent) {
            Phase::Offline
        } else if self.failures > 0 {
            Phase::Waiting
        } else if !unfinished {
            // A look for news every few seconds is not worth a word.
            Phase::Synced
        } else if self.flight == Flight::None {
            Phase::Waiting
        } else {
            Phase::Syncing
        }
    }
}

#[cfg(test)]
mod tests;
