//! What is on its way between a device and the server.

use forecourt_sync::Failure;
use forecourt_sync::auth::Enrolled;
use forecourt_sync::machine::Event;
use forecourt_sync::wire::{PullReply, PushReply};

use crate::device::Request;

/// An answer that is on its way back.
#[derive(Clone, Debug)]
pub enum Answer {
    Push(Result<PushReply, Failure>),
    Pull(Result<PullReply, Failure>),
    Renewal(Result<Enrolled, Failure>),
}

impl Answer {
    /// No answer to a request.
    pub fn none(request: &Request, failure: Failure) -> Self {
        match request {
            Request::Push(_) => Self::Push(Err(failure)),
            Request::Pull(_) => Self::Pull(Err(failure)),
            Request::Renew(_) => Self::Renewal(Err(failure)),
        }
    }

    pub fn event(self) -> Event {
        match self {
            Self::Push(answer) => Event::PushAnswered(answer),
            Self::Pull(answer) => Event::PullAnswered(answer),
            Self::Renewal(answer) => Event::Renewed(answer),
        }
    }
}

/// A request under way, and its answer once there is one.
#[derive(Clone, Debug)]
pub struct Flight {
    pub request: Request,
    pub answer: Option<Answer>,
}
