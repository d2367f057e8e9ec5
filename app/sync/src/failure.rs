//! Why a request came to nothing, and what that means for the next try.

use crate::code::Code;
use crate::wire::Refusal;

/// The word of [`Failure::Intercepted`].
pub const INTERCEPTED: &str = "net.refused_on_the_way";

/// A request that brought no answer to work with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The server could not be reached.
    #[error("no way to the server")]
    Unreachable,
    /// The server took too long; whether it acted is not known.
    #[error("no answer in time")]
    Timeout,
    /// The server refused.
    #[error("refused with status {status}: {}", refusal.code)]
    Refused {
        /// HTTP status.
        status: u16,
        /// Its body.
        refusal: Refusal,
    },
    /// Something on the way refused, such as a firewall that dislikes a word:
    /// the body is not one of the server.
    #[error("refused on the way with status {status}")]
    Intercepted {
        /// HTTP status.
        status: u16,
    },
    /// The answer is not what was asked for, as behind a captive portal.
    #[error("an answer that cannot be read: {0}")]
    Unreadable(String),
}

impl Failure {
    /// The stable word, also the key of its text.
    pub fn code(&self) -> &str {
        match self {
            Self::Unreachable => "net.unreachable",
            Self::Timeout => "net.timeout",
            Self::Refused { refusal, .. } => &refusal.code,
            Self::Intercepted { .. } => INTERCEPTED,
            Self::Unreadable(_) => "net.unreadable",
        }
    }

    /// True when the same request would be refused again, because of what is in
    /// it. On the way that may be any status but those that ask for a sign-in or
    /// for time; whether it is the request is found out by asking without it.
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::Refused { status, .. } => matches!(status, 400 | 413 | 422),
            Self::Intercepted { status } => {
                matches!(status, 400..=499) && !matches!(status, 401 | 407 | 408 | 425 | 429)
            }
            _ => false,
        }
    }

    /// Seconds that the server asked to wait.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Refused { refusal, .. } => refusal.retry_after,
            _ => None,
        }
    }

    /// True when the server has too much to do.
    pub const fn is_overload(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                status: 429 | 500..,
                ..
            } | Self::Intercepted {
                status: 429 | 500..
            }
        )
    }

    /// True when nothing came back from the server itself.
    pub const fn is_silence(&self) -> bool {
        !matches!(self, Self::Refused { .. })
    }

    /// True when somebody has to sign in before anything else.
    pub fn needs_sign_in(&self) -> bool {
        matches!(self, Self::Refused { status: 401, .. })
            || self.known_code() == Some(Code::DeviceForeign)
    }

    /// True when the server took this device away from the person: what lies on it has to go.
    pub fn takes_device(&self) -> bool {
        self.known_code() == Some(Code::DeviceRevoked)
    }

    /// The code, if the server refused with one that this build knows.
    pub fn known_code(&self) -> Option<Code> {
        match self {
            Self::Refused { refusal, .. } => Code::parse(&refusal.code),
            _ => None,
        }
    }
}
