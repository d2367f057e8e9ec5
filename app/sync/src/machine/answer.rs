//! What answers mean.

use super::{Acked, Effect, Flight, Machine, Queued, pace};
use forecourt_domain::access::Access;
use forecourt_domain::row::Unit;

use crate::auth::Enrolled;
use crate::code::Code;
use crate::failure::{Failure, INTERCEPTED};
use crate::wire::{Outcome, PullReply, PushReply};

impl Machine {
    /// Takes the answer to a push of groups up to `to`; true when the next
    /// request may leave.
    pub(super) fn take_verdicts(
        &mut self,
        reply: PushReply,
        to: u64,
        effects: &mut Vec<Effect>,
    ) -> bool {
        if reply.epoch != self.state.epoch {
            return self.restart(reply.mid, reply.epoch, effects);
        }
        self.renewed = false;
        self.answered_to = self.answered_to.max(to);
        for verdict in reply.verdicts {
            let mid = verdict.mid;
            // A group that another tab made durable may not be announced yet.
            let group = self.waiting.remove(&mid).unwrap_or(Queued {
                mid,
                operations: 0,
                bytes: 0,
            });
            match verdict.outcome {
                Outcome::Applied { seq } => self.state.acked.push(Acked { group, seq }),
                Outcome::Merged { seq, lost } => {
                    self.state.acked.push(Acked { group, seq });
                    if !lost.is_empty() {
                        effects.push(Effect::Lose { mid, lost });
                    }
                }
                Outcome::Refused { code, index } => {
                    effects.push(Effect::Refuse { mid, code, index });
                }
            }
        }
        // What got no verdict was not in the outbox any more.
        self.waiting.retain(|mid, _| *mid > to);
        // What the server knows beyond what was sent is of another life of this profile.
        self.state.decided = self.state.decided.max(reply.mid.min(to));
        self.most = self.most.saturating_mul(2);
        self.pull_due = !self.out_of_date;
        self.pull_next = true;
        self.answered()
    }

    /// Takes the answer to an empty push; true when the next request may leave.
    pub(super) fn take_probe(
        &mut self,
        answer: Result<PushReply, Failure>,
        jitter: f64,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let suspect = self.suspect.take();
        let reply = match answer {
            Ok(reply) => reply,
            Err(failure) => return self.take_failure(&failure, Flight::Probe, jitter, effects),
        };
        if self.state.epoch.is_empty() {
            self.learn_epoch(reply.epoch, Some(reply.mid));
            return self.answered();
        }
        let Some((mid, code)) = suspect else {
            return self.answered();
        };
        if code == INTERCEPTED && mid <= reply.mid {
            // It got through before, and only its verdict was lost: it must not be in the
            // tray and applied as well. The way may be another one at the next try.
            let lost = Failure::Unreachable;
            return self.take_failure(&lost, Flight::Push { to: mid }, jitter, effects);
        }
        // The server takes pushes, so the fault lies with the group.
        if self.waiting.remove(&mid).is_some() {
            effects.push(Effect::Refuse {
                mid,
                code: code.to_owned(),
                index: 0,
            });
        }
        self.answered()
    }

    /// Takes the answer to a renewal; true when the next request may leave.
    /// Groups that were decided under the old id stay acknowledged.
    pub(super) fn take_renewal(
        &mut self,
        answer: Result<Enrolled, Failure>,
        jitter: f64,
        effects: &mut Vec<Effect>,
    ) -> bool {
        match answer {
            Ok(enrolled) => {
                self.state.rewound = false;
                self.renewed = true;
                self.state.decided = enrolled.mid;
                if !self.state.epoch.is_empty() && enrolled.epoch != self.state.epoch {
                    // This database may not have what was sent under the old id, and takes
                    // none of its numbers that are void under this one: another id is due.
                    let is_void = |acked: &Acked| acked.group.mid <= enrolled.mid;
                    self.state.rewound = self.state.acked.iter().any(is_void);
                    let known = if self.state.rewound { 0 } else { enrolled.mid };
                    return self.restart(known, enrolled.epoch, effects);
                }
                self.answered()
            }
            Err(failure) => self.take_failure(&failure, Flight::Renewal, jitter, effects),
        }
    }

    /// Takes the answer to a pull; true when the next request may leave.
    pub(super) fn take_rows(
        &mut self,
        mut reply: PullReply,
        jitter: f64,
        effects: &mut Vec<Effect>,
    ) -> bool {
        self.out_of_date = false;
        if !self.state.epoch.is_empty() && reply.epoch != self.state.epoch {
            return self.restart(reply.mid.unwrap_or(0), reply.epoch, effects);
        }
        if self.state.epoch.is_empty() {
            self.learn_epoch(reply.epoch.clone(), reply.mid);
        }
        let starts_again = self.start_again(&mut reply);
        let more = starts_again || reply.units.values().any(|page| page.more);
        let dropped: Vec<_> = self
            .state
            .cursors
            .keys()
            .filter(|unit| !reply.units.contains_key(*unit))
            .cloned()
            .collect();
        let mut moved = !dropped.is_empty();
        self.state
            .cursors
            .retain(|unit, _| reply.units.contains_key(unit));
        for (unit, page) in &reply.units {
            let before = self.state.cursors.get(unit).copied();
            if before.is_none() {
                self.state.origins.insert(unit.clone(), reply.high);
                self.state.since.insert(unit.clone(), reply.high);
            }
            if page.more {
                let since = self.state.since.entry(unit.clone());
                since.or_insert_with(|| before.unwrap_or(reply.high));
            } else {
                self.state.since.remove(unit);
            }
            let cursor = self.state.cursors.entry(unit.clone()).or_default();
            moved |= page.cursor > *cursor;
            *cursor = page.cursor.max(*cursor);
        }
        let cursors = &self.state.cursors;
        let fills = |unit: &Unit, origin: &u64| cursors.get(unit).is_some_and(|at| at < origin);
        self.state
            .origins
            .retain(|unit, origin| fills(unit, origin));
        self.state
            .since
            .retain(|unit, _| cursors.contains_key(unit));
        if more && !moved {
            let failure = Failure::Unreadable("a page that leads nowhere".to_owned());
            return self.take_failure(&failure, Flight::Pull, jitter, effects);
        }
        self.state.clock = self.state.clock.max(reply.clock.unwrap_or_default());
        let high = reply.high;
        effects.push(Effect::Apply { reply, dropped });
        let announced = core::mem::take(&mut self.announced);
        self.behind = more;
        self.pull_due = more || announced > high;
        if !more {
            self.retire(high, effects);
        }
        self.answered()
    }

    /// Takes out the pages of units that the device has to fill anew: it was away
    /// for too long, or reads another part of them from now on. Such a unit is
    /// dropped whole, because its rows leave the disk only so; true if there is one.
    fn start_again(&mut self, reply: &mut PullReply) -> bool {
        let before = reply.units.len();
        let held = &self.state.cursors;
        let mut known = self.state.access.clone();
        if known.version == 0 {
            // Before the first word of it units came whole.
            known = Access::whole(&held.keys().cloned().collect::<Vec<_>>());
        }
        let new = reply.access.as_ref().unwrap_or(&known);
        reply.units.retain(|unit, page| {
            let changed = page.restart || !known.reads_alike(new, unit);
            !(changed && held.contains_key(unit))
        });
        if let Some(access) = &reply.access {
            self.state.access.clone_from(access);
        }
        reply.units.len() < before
    }

    /// Lets go of the groups that came back as rows up to `high`.
    fn retire(&mut self, high: u64, effects: &mut Vec<Effect>) {
        let (done, rest): (Vec<Acked>, Vec<Acked>) =
            self.state.acked.iter().partition(|acked| acked.seq <= high);
        self.state.acked = rest;
        let mids: Vec<u64> = done.iter().map(|acked| acked.group.mid).collect();
        if !mids.is_empty() {
            effects.push(Effect::Retire { mids });
        }
    }

    /// Takes a failed push; true when the next request may leave.
    pub(super) fn take_push_failure(
        &mut self,
        failure: &Failure,
        to: u64,
        jitter: f64,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let sent: Vec<u64> = self.waiting.range(..=to).map(|(mid, _)| *mid).collect();
        match sent.as_slice() {
            [only] if failure.is_permanent() => {
                self.suspect = Some((*only, word_of(failure)));
                true
            }
            // One of them spoils the request: look in half of them first.
            [_, _, ..] if failure.is_permanent() => {
                self.most = sent.len() / 2;
                true
            }
            _ => self.take_failure(failure, Flight::Push { to }, jitter, effects),
        }
    }

    /// Takes a failure of `what` that is not the fault of one group; true when
    /// the next request may leave at once.
    pub(super) fn take_failure(
        &mut self,
        failure: &Failure,
        what: Flight,
        jitter: f64,
        effects: &mut Vec<Effect>,
    ) -> bool {
        if failure.needs_sign_in() {
            self.signed_in = false;
            return false;
        }
        match (failure.known_code(), failure) {
            (Some(Code::EpochChanged), Failure::Refused { refusal, .. }) => {
                let decided = refusal.expected.unwrap_or(1).saturating_sub(1);
                return self.restart(decided, String::new(), effects);
            }
            (Some(Code::ClientTooOld), _) if what == Flight::Pull => {
                self.out_of_date = true;
                self.pull_due = false;
                return self.answered();
            }
            (Some(Code::ClientTooOld), _) => self.out_of_date = true,
            (Some(Code::DeviceRewound), _) => {
                self.state.rewound = true;
                // A server that takes no id at all must not be asked without end.
                if !self.renewed {
                    return true;
                }
            }
            (Some(Code::GroupGap), Failure::Refused { refusal, .. }) => {
                let decided = refusal.expected.unwrap_or(1).saturating_sub(1);
                if decided < self.state.decided {
                    self.offer_again(decided);
                    return true;
                }
            }
            _ => {}
        }
        self.failures = self.failures.saturating_add(1);
        self.silent = failure.is_silence();
        let ms = pace::back_off_ms(self.failures, jitter, failure);
        self.pull_due = true;
        if what == Flight::Pull || failure.is_silence() || failure.is_overload() {
            effects.push(Effect::StartTimer(ms));
            return false;
        }
        // The server is there and refuses pushes for a reason of its own: what
        // others did can still be fetched.
        self.rest_ms = Some(ms);
        true
    }

    /// The server's database is another one, in which the device's groups are
    /// decided up to `decided`: base rows go, and what the old one took after
    /// that but did not bring back is offered again under its old number. A
    /// refusal does not name the new `epoch`; the next answer does.
    fn restart(&mut self, decided: u64, epoch: String, effects: &mut Vec<Effect>) -> bool {
        self.offer_again(decided);
        // The rest comes with the rows, whatever they are numbered now.
        for acked in &mut self.state.acked {
            acked.seq = 0;
        }
        self.state.epoch = epoch;
        self.state.cursors.clear();
        self.state.origins.clear();
        self.state.since.clear();
        // Versions of access of another database are numbers of something else.
        self.state.access = Access::default();
        self.suspect = None;
        self.behind = true;
        self.pull_due = true;
        effects.push(Effect::Restart);
        self.answered()
    }

    /// The server names its epoch, of which a refusal told without its name, and up to which
    /// number it decided the device's groups: it may have been restored once more since.
    fn learn_epoch(&mut self, epoch: String, mid: Option<u64>) {
        if let Some(mid) = mid.filter(|mid| *mid < self.state.decided) {
            self.offer_again(mid);
        }
        // The rest comes with its rows, whatever it was numbered.
        for acked in &mut self.state.acked {
            acked.seq = 0;
        }
        self.state.epoch = epoch;
    }

    /// The server knows of nothing after `decided`.
    fn offer_again(&mut self, decided: u64) {
        let lost = self.state.acked.iter().map(|acked| acked.group);
        let lost: Vec<Queued> = lost.filter(|group| group.mid > decided).collect();
        self.state.acked.retain(|acked| acked.group.mid <= decided);
        self.waiting
            .extend(lost.into_iter().map(|group| (group.mid, group)));
        // It may know more than was sent from here, of another life of this profile: a group
        // that has such a number and is not announced yet must not be left out.
        self.state.decided = self.state.decided.min(decided);
    }

    /// The server answered, whatever the browser thinks of the network.
    const fn answered(&mut self) -> bool {
        if self.rest_ms.is_none() {
            self.failures = 0;
        }
        self.online = true;
        true
    }
}

/// The word under which a group goes to the tray that spoils its request.
fn word_of(failure: &Failure) -> &'static str {
    match failure {
        Failure::Intercepted { .. } => INTERCEPTED,
        _ => failure.known_code().unwrap_or(Code::BadBody).as_str(),
    }
}
