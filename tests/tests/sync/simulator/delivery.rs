//! Requests and answers on their way, and everything that befalls them there.
//!
//! A body with a flipped bit goes through the decoders that both ends really use. One that they
//! refuse comes to what a refusal comes to. One that still decodes says something else than was
//! sent: nothing above TLS could tell, and TLS does. So whoever is handed it takes it on trial,
//! without a trace, to show that it breaks nothing and tells nobody what is not theirs, and the
//! connection ends as TLS would end it.
//!
//! `fetch` follows a redirect, so a portal that answers 302 ends in its page with 200, or, when that
//! is of another origin, in no answer at all: both are here.

use forecourt_sync::auth::{Enrol, Enrolled};
use forecourt_sync::failure::INTERCEPTED;
use forecourt_sync::machine::Event;
use forecourt_sync::wire::{Outcome, PullReply, PullRequest, PushReply, PushRequest, Refusal};
use forecourt_sync::{Code, Failure};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::device::Device;
use super::flight::Answer;
use super::random::Random;
use super::reference::act_of;
use super::script::{Fate, NEWEST};
use super::world::{POISON, World};
use crate::device::Request;
use crate::later::read_from_later;
use crate::server::{Server, Trouble, refused};

/// Pushes of the past that may arrive again.
const STRAYS: usize = 24;
/// What portals and firewalls send in place of an answer.
const PAGE: &str = "<!doctype html><title>Welcome</title>";
/// With which status they do so, besides 200.
const TURNED_AWAY: [u16; 6] = [403, 404, 407, 451, 503, 511];

impl World {
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
        if fate != Fate::Fine {
            self.meet(who, &format!("{fate:?}"));
        }
        let answer = match self.as_read(who, request) {
            Request::Push(push) => Answer::Push(self.answer_push(who, &push, fate, amid)),
            Request::Pull(pull) => Answer::Pull(self.answer_pull(who, &pull, fate)),
            Request::Renew(enrol) => Answer::Renewal(self.answer_renewal(who, &enrol, fate)),
        };
        self.devices[who].answer(answer);
        self.follow();
    }

    /// I14: what the server reads of a request; a later app says more than it knows.
    fn as_read(&self, who: usize, request: Request) -> Request {
        if self.devices[who].version < NEWEST {
            return request;
        }
        match request {
            Request::Push(push) => Request::Push(read_from_later(&push)),
            Request::Pull(pull) => Request::Pull(read_from_later(&pull)),
            Request::Renew(enrol) => Request::Renew(read_from_later(&enrol)),
        }
    }

    /// The answer comes back, and everything that must hold then is checked.
    pub fn take_back(&mut self, who: usize) {
        if self.devices[who].receive() {
            self.check_device(who);
        }
    }

    fn answer_push(
        &mut self,
        who: usize,
        push: &PushRequest,
        fate: Fate,
        amid: &mut dyn FnMut(&mut Server),
    ) -> Result<PushReply, Failure> {
        if self.strays.len() == STRAYS {
            self.strays.pop_front();
        }
        self.strays.push_back(push.clone());
        let blame = match fate {
            Fate::RequestFlipped => Code::BadBody.as_str(),
            _ => INTERCEPTED,
        };
        if matches!(fate, Fate::RequestFlipped | Fate::TurnedAway) {
            self.may_be_blamed(push, blame);
        }
        before_arrival::<PushReply>(fate, &mut self.dice)?;
        if fate == Fate::RequestFlipped {
            let flipped = read_flipped(push, &mut self.dice)?;
            self.server.rehearse(&flipped);
            return Err(Failure::Unreachable);
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
        let device = &self.devices[who];
        after_arrival(device, fate, &mut self.dice, answer, Event::PushAnswered)
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

    /// A group may be put aside under this word because of what happens to its push.
    fn may_be_blamed(&mut self, push: &PushRequest, code: &str) {
        for key in push.groups.iter().filter_map(act_of) {
            if let Some(act) = self.acts.get_mut(&key) {
                act.is_unsure |= code != INTERCEPTED;
                act.refused.push(code.to_owned());
            }
        }
    }

    fn answer_pull(
        &mut self,
        who: usize,
        pull: &PullRequest,
        fate: Fate,
    ) -> Result<PullReply, Failure> {
        before_arrival::<PullReply>(fate, &mut self.dice)?;
        if fate == Fate::DatabaseDown {
            return Err(refused(Code::ServerFault, None));
        }
        if fate == Fate::RequestFlipped {
            let flipped = read_flipped(pull, &mut self.dice)?;
            if let Ok(reply) = self.server.pull(self.devices[who].id, &flipped) {
                self.check_reply(who, &flipped, &reply);
            }
            return Err(Failure::Unreachable);
        }
        let reply = self.server.pull(self.devices[who].id, pull)?;
        self.check_reply(who, pull, &reply);
        if fate == Fate::Twice {
            let again = self.server.pull(self.devices[who].id, pull);
            assert_eq!(again.as_ref(), Ok(&reply), "I2: a pull changed something");
        }
        let device = &self.devices[who];
        after_arrival(device, fate, &mut self.dice, Ok(reply), Event::PullAnswered)
    }

    fn answer_renewal(
        &mut self,
        who: usize,
        enrol: &Enrol,
        fate: Fate,
    ) -> Result<Enrolled, Failure> {
        before_arrival::<Enrolled>(fate, &mut self.dice)?;
        if matches!(fate, Fate::DatabaseDown | Fate::WriteFails) {
            return Err(refused(Code::ServerFault, None));
        }
        if fate == Fate::RequestFlipped {
            // One that decodes would enrol a device that is not there: it is left at the decoder.
            read_flipped(enrol, &mut self.dice)?;
            return Err(Failure::Unreachable);
        }
        let Device { ten, staff, .. } = self.devices[who];
        let enrolled = self.server.bind(ten, staff, enrol);
        self.owners.insert(enrol.device, (ten, staff));
        if fate == Fate::Twice {
            let again = self.server.bind(ten, staff, enrol);
            assert_eq!(again, enrolled, "I2: a second enrolment is another one");
        }
        let device = &self.devices[who];
        after_arrival(device, fate, &mut self.dice, Ok(enrolled), Event::Renewed)
    }
}

/// What the device hears when its request never reaches the worker.
fn before_arrival<T: DeserializeOwned>(fate: Fate, dice: &mut Random) -> Result<(), Failure> {
    match fate {
        Fate::RequestLost => Err(Failure::Unreachable),
        Fate::Busy => Err(refused(Code::TooManyRequests, None)),
        Fate::SignedOut => Err(refused(Code::SessionExpired, None)),
        Fate::Portal => read::<T>(200, PAGE).map(drop),
        Fate::TurnedAway => {
            let status = dice.of(&TURNED_AWAY).unwrap_or(403);
            read::<T>(status, PAGE).map(drop)
        }
        _ => Ok(()),
    }
}

/// What the device hears although the server did what was asked.
fn after_arrival<T: Serialize + DeserializeOwned>(
    device: &Device,
    fate: Fate,
    dice: &mut Random,
    answer: Result<T, Failure>,
    event: impl Fn(Result<T, Failure>) -> Event,
) -> Result<T, Failure> {
    // A later server says more than an old app knows.
    let answer = answer.map(|reply| match device.version {
        0 => read_from_later(&reply),
        _ => reply,
    });
    let failure = match fate {
        Fate::ReplyLost => Failure::Timeout,
        Fate::ReplyCut => {
            let text = serde_json::to_string(&answer?).expect("an answer is JSON");
            let half: String = text.chars().take(dice.below(text.len())).collect();
            return read(200, &half);
        }
        Fate::ReplyFlipped => {
            let text = flip(&answer?, dice);
            // What decodes is taken on trial: TLS would have told.
            let reply = read(200, &String::from_utf8_lossy(&text))?;
            device.rehearse(event(Ok(reply)));
            Failure::Unreachable
        }
        Fate::Broken | Fate::CommitUnknown => refused(Code::ServerFault, None),
        Fate::Overload => Failure::Refused {
            status: 503,
            refusal: Refusal {
                code: String::new(),
                retry_after: Some(7),
                expected: None,
            },
        },
        _ => return answer,
    };
    Err(failure)
}

/// Reads an answer as `platform/net.rs` does.
fn read<T: DeserializeOwned>(status: u16, text: &str) -> Result<T, Failure> {
    if status == 200 {
        return serde_json::from_str(text).map_err(|why| Failure::Unreadable(why.to_string()));
    }
    Err(match serde_json::from_str::<Refusal>(text) {
        Ok(refusal) => Failure::Refused { status, refusal },
        Err(_) => Failure::Intercepted { status },
    })
}

/// The JSON of something with one bit the other way.
fn flip(value: &impl Serialize, dice: &mut Random) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).expect("what travels is JSON");
    let bit = dice.below(bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

/// What the worker makes of a request with one bit the other way, as its `body.rs` reads it.
fn read_flipped<T: Serialize + DeserializeOwned>(
    request: &T,
    dice: &mut Random,
) -> Result<T, Failure> {
    serde_json::from_slice(&flip(request, dice)).map_err(|_| refused(Code::BadBody, None))
}

fn codes(reply: &PushReply) -> Vec<(u64, Option<&str>)> {
    let verdicts = reply.verdicts.iter().map(|verdict| {
        let code = match &verdict.outcome {
            Outcome::Refused { code, .. } => Some(code.as_str()),
            _ => None,
        };
        (verdict.mid, code)
    });
    verdicts.collect()
}
