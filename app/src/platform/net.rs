//! Requests to the server.

use forecourt_sync::wire::Refusal;

/// Why a request came to nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The server could not be reached.
    #[error("no way to the server")]
    Unreachable,
    /// The server took too long.
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
            Self::Unreadable(_) => "net.unreadable",
        }
    }
}
