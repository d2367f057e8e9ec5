//! The tab that syncs: carries out the effects of the machine.

use forecourt_domain::{Id, Millis};
use forecourt_sync::failure::Failure;
use forecourt_sync::machine::{Effect, Event, Machine, Phase, Queued};
use forecourt_sync::wire::{PullRequest, PushReply, PushRequest, WIRE_VERSION};
use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::live::{Live, Turn};
use super::word::Word;
use super::{Sender, Wake};
use crate::data::{Data, Kept, Outcome, StoreError, renewal};
use crate::platform::{clock, locks, net, presence};

/// After the disk failed, ms.
const REST_MS: u32 = 20_000;

pub(super) struct Leader {
    lock: locks::Held,
    machine: Machine,
    phase: Phase,
    last_synced: Option<Millis>,
    timer: Option<Timeout>,
    /// An id under which this device was enrolled, not stored yet.
    device: Option<Id>,
    live: Live,
    /// The server answered since this tab leads.
    answered: bool,
    /// Which leader of this tab it is: answers to an earlier one are not its own.
    life: u32,
}

/// What other tabs should hear about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said {
    pub wrote: bool,
    pub status: bool,
}

/// Comes back with the same wake, at once or after a rest.
pub(super) fn try_again(wake: Wake, sender: &Sender, at_once: bool) {
    let sender = sender.clone();
    let rest = if at_once { 0 } else { REST_MS };
    Timeout::new(rest, move || drop(sender.unbounded_send(wake))).forget();
}

impl Leader {
    pub(super) fn new(lock: locks::Held, start: Kept, sender: Sender, life: u32) -> Self {
        Self {
            lock,
            machine: Machine::new(start.machine),
            phase: Phase::default(),
            last_synced: start.last_synced,
            timer: None,
            device: None,
            live: Live::new(sender),
            answered: false,
            life,
        }
    }

    pub(super) const fn life(&self) -> u32 {
        self.life
    }

    pub(super) fn into_lock(self) -> locks::Held {
        self.lock
    }

    pub(super) fn status(&self) -> Word {
        Word::Status {
            phase: self.phase,
            last_synced: self.last_synced,
            unsent: self.machine.waiting(),
        }
    }

    /// Takes a new id of this device, to be stored with what it leads to.
    pub(super) const fn note_device(&mut self, device: Id) {
        self.device = Some(device);
    }

    /// What the machine should hear of a turn of the live socket.
    pub(super) fn take_turn(&mut self, turn: Turn) -> Option<Event> {
        self.live.take(turn)
    }

    /// Opens the live socket when the server answers: whoever cannot reach it by
    /// a request, or is not let in, has no use for a socket.
    pub(super) fn follow_live(&mut self) {
        let may_stay = presence::is_online() && self.phase != Phase::NeedsSignIn;
        let may_open = self.answered && self.machine.failures() == 0;
        self.live.follow(may_stay && may_open, may_stay);
    }

    /// Tells the machine what happened. What has to be stored is durable
    /// before anything is asked of the server.
    pub(super) async fn take(
        &mut self,
        data: &Data,
        event: Event,
        sender: &Sender,
    ) -> Result<Said, StoreError> {
        if is_revoked(&event) {
            data.destroy().await;
            return Ok(Said::default());
        }
        let mut outcome = Outcome {
            device: self.device.take(),
            known: self.machine.state().access.clone(),
            ..Outcome::default()
        };
        if let Event::PushAnswered(Ok(reply)) = &event {
            outcome.restamped.clone_from(&reply.restamped);
        }
        let went = how_it_went(&event);
        let filling = self.machine.state().origins.clone();
        let effects = self.machine.handle(event, js_sys::Math::random());
        if let Some(went) = went {
            self.note(data, went);
        }
        let (storing, rest): (Vec<_>, Vec<_>) = effects.into_iter().partition(Effect::stores);
        let mut said = Said {
            wrote: !storing.is_empty(),
            status: rest.iter().any(is_timer),
        };
        gather(storing, &mut outcome);
        // The next page may be on its way while this one is put down: should that
        // fail, this leader is over, and an answer to it is not heard any more.
        let goes_on = outcome.rows.is_some() && !outcome.restart && outcome.device.is_none();
        let (early, late): (Vec<_>, Vec<_>) = rest
            .into_iter()
            .partition(|effect| goes_on && matches!(effect, Effect::Pull { .. }));
        for effect in early {
            self.carry_out(data, effect, sender);
        }
        if said.wrote {
            data.settle(outcome, &self.kept()).await?;
        }
        for effect in late {
            said.status |= matches!(effect, Effect::Show(_));
            self.carry_out(data, effect, sender);
        }
        // What the person may not see any more leaves the disk too.
        data.clean().await?;
        data.put_away(self.machine.state(), &filling).await?;
        self.follow_live();
        data.show_phase(self.phase, self.last_synced, self.machine.waiting());
        if self.phase == Phase::Synced {
            data.compact_when_idle(self.machine.state().clone());
        }
        Ok(said)
    }

    fn kept(&self) -> Kept {
        Kept {
            machine: self.machine.state().clone(),
            last_synced: self.last_synced,
        }
    }

    fn note(&mut self, data: &Data, went: Result<(), String>) {
        self.answered |= went.is_ok();
        if went.is_ok() && self.machine.phase() == Phase::Synced {
            self.last_synced = Some(clock::now());
        }
        data.note_tries(self.machine.failures(), went.err());
    }

    fn carry_out(&mut self, data: &Data, effect: Effect, sender: &Sender) {
        match effect {
            Effect::Push { from, to } => self.push(data, from, Some(to), sender),
            Effect::Probe { from } => self.push(data, from, None, sender),
            Effect::Renew { after } => {
                let (sender, life) = (sender.clone(), self.life);
                spawn_local(async move {
                    let answer = renewal::enrol_anew(after).await;
                    sender.unbounded_send(Wake::Renewed(life, answer)).ok();
                });
            }
            Effect::Pull { epoch, cursors } => {
                let request = PullRequest {
                    v: WIRE_VERSION,
                    device: data.device(),
                    epoch,
                    cursors,
                    access: Some(self.machine.state().access.version),
                    origins: Some(self.machine.state().served()),
                    waiting: self.machine.waiting() as u64,
                };
                let (sender, life) = (sender.clone(), self.life);
                spawn_local(async move {
                    let answer = net::post("/api/v1/pull", &request).await;
                    sender.unbounded_send(Wake::Pulled(life, answer)).ok();
                });
            }
            Effect::StartTimer(ms) => {
                let sender = sender.clone();
                let ms = u32::try_from(ms).unwrap_or(u32::MAX);
                let ring = move || drop(sender.unbounded_send(Wake::Timer));
                self.timer = Some(Timeout::new(ms, ring));
            }
            Effect::Show(phase) => self.phase = phase,
            // These store, and were gathered.
            Effect::Apply { .. }
            | Effect::Retire { .. }
            | Effect::Refuse { .. }
            | Effect::Lose { .. }
            | Effect::Restart
            | Effect::Keep(_) => {}
        }
    }

    /// Sends the groups as they are stored; none to ask whether the server takes pushes at all.
    fn push(&self, data: &Data, from: u64, to: Option<u64>, sender: &Sender) {
        let epoch = self.machine.state().epoch.clone();
        let (data, sender, life) = (data.clone(), sender.clone(), self.life);
        spawn_local(async move {
            let (sent, answer) = send_groups(&data, epoch, from, to).await;
            sender.unbounded_send(Wake::Pushed(life, sent, answer)).ok();
        });
    }
}

/// Gives what really went along, with the answer.
async fn send_groups(
    data: &Data,
    epoch: String,
    from: u64,
    to: Option<u64>,
) -> (Vec<Queued>, Result<PushReply, Failure>) {
    let groups = match to {
        Some(to) => match data.stored_groups(from, to).await {
            Ok(groups) => groups,
            // A disk that is silent is treated like a silent server: tried again later.
            Err(error) => return (Vec::new(), Err(Failure::Unreadable(error.to_string()))),
        },
        None => Vec::new(),
    };
    let sent = groups.iter().map(Queued::of).collect();
    let request = PushRequest {
        v: WIRE_VERSION,
        device: data.device(),
        epoch,
        from,
        groups,
    };
    (sent, net::post("/api/v1/push", &request).await)
}

/// True when the server has taken this device away from the person.
fn is_revoked(event: &Event) -> bool {
    let failure = match event {
        Event::PushAnswered(Err(failure))
        | Event::PullAnswered(Err(failure))
        | Event::Renewed(Err(failure)) => failure,
        _ => return false,
    };
    failure.takes_device()
}

/// What an answer says about the tries; `None` for events that are no answer.
fn how_it_went(event: &Event) -> Option<Result<(), String>> {
    match event {
        Event::PushAnswered(Ok(_)) | Event::PullAnswered(Ok(_)) => Some(Ok(())),
        Event::PushAnswered(Err(failure))
        | Event::PullAnswered(Err(failure))
        | Event::Renewed(Err(failure)) => Some(Err(failure.code().to_owned())),
        _ => None,
    }
}

/// The machine starts its timer when it is done for now: then the others hear how it went.
const fn is_timer(effect: &Effect) -> bool {
    matches!(effect, Effect::StartTimer(_))
}

fn gather(effects: Vec<Effect>, outcome: &mut Outcome) {
    for effect in effects {
        match effect {
            Effect::Apply { reply, dropped } => {
                outcome.rows = Some(reply);
                outcome.dropped = dropped;
            }
            Effect::Retire { mids } => outcome.retire = mids,
            Effect::Refuse { mid, code, .. } => outcome.refuse.push((mid, code)),
            Effect::Lose { mid, lost } => outcome.lose.push((mid, lost)),
            Effect::Restart => outcome.restart = true,
            // What is kept is read from the machine, which is where it came from.
            Effect::Keep(_)
            | Effect::Push { .. }
            | Effect::Probe { .. }
            | Effect::Renew { .. }
            | Effect::Pull { .. }
            | Effect::StartTimer(_)
            | Effect::Show(_) => {}
        }
    }
}
