//! The one error of the Worker and how it leaves: a code for the caller, the
//! whole chain for the log, each once.

use std::error::Error;

use forecourt_sync::Code;
use forecourt_sync::wire::Refusal;
use worker::console_error;

use crate::call::Answer;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The caller has to change something, or to wait.
    #[error("refused: {}", refusal.code)]
    Refused {
        /// Why.
        code: Code,
        /// What the caller is told.
        refusal: Refusal,
    },
    /// The database failed.
    #[error("{doing} in the database")]
    Database {
        /// What was attempted.
        doing: &'static str,
        /// What D1 said.
        #[source]
        source: worker::Error,
    },
    /// Something moved with every try.
    #[error("{doing}: something moved with every try")]
    Contended {
        /// What was attempted.
        doing: &'static str,
    },
    /// A secret or a binding is missing: see the deploy step.
    #[error("{name} is not set")]
    Unset {
        /// Its name.
        name: &'static str,
    },
    /// The runtime failed.
    #[error("{doing}")]
    Runtime {
        /// What was attempted.
        doing: &'static str,
        /// What the runtime said.
        #[source]
        source: worker::Error,
    },
    /// A value could not be written as JSON, or what is stored could not be read.
    #[error("{doing}")]
    Json {
        /// What was attempted.
        doing: &'static str,
        /// What went wrong.
        #[source]
        source: serde_json::Error,
    },
    /// The runtime gave no random numbers.
    #[error("no random numbers: {0}")]
    Random(getrandom::Error),
}

impl ApiError {
    /// A refusal that says nothing but its code.
    pub fn refused(code: Code) -> Self {
        Self::refusal(code, None, None)
    }

    /// A refusal that ends by itself after so many seconds.
    pub fn refused_for(code: Code, seconds: u64) -> Self {
        Self::refusal(code, Some(seconds), None)
    }

    /// A refusal of a whole push, with the number that has to come next.
    pub fn expecting(code: Code, expected: Option<u64>) -> Self {
        Self::refusal(code, None, expected)
    }

    fn refusal(code: Code, retry_after: Option<u64>, expected: Option<u64>) -> Self {
        let refusal = Refusal {
            code: code.as_str().to_owned(),
            retry_after,
            expected,
        };
        Self::Refused { code, refusal }
    }

    /// For `map_err`: the runtime failed while `doing`.
    pub fn runtime(doing: &'static str) -> impl FnOnce(worker::Error) -> Self {
        move |source| Self::Runtime { doing, source }
    }

    /// For `map_err`: JSON failed while `doing`.
    pub fn json(doing: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |source| Self::Json { doing, source }
    }

    /// True when the database undid a batch because a guard in it spoke up.
    /// Guards do so by malformed JSON, the only way in which a statement can fail on purpose.
    pub fn is_guard(&self) -> bool {
        self.database_says("malformed JSON")
    }

    /// True when the database undid a batch because this unique column had the value already.
    pub fn is_duplicate_of(&self, column: &str) -> bool {
        self.database_says(&format!("UNIQUE constraint failed: {column}"))
    }

    fn database_says(&self, words: &str) -> bool {
        matches!(self, Self::Database { source, .. } if chain(source).contains(words))
    }

    /// Writes the whole chain into the log, once. What a caller did wrong is no event.
    pub fn log(&self, what: &str) {
        if !matches!(self, Self::Refused { .. }) {
            console_error!("{what}: {}", chain(self));
        }
    }

    /// What the caller is told: for faults of the server nothing but that.
    pub fn answer(self) -> Answer {
        let (code, refusal) = match self {
            Self::Refused { code, refusal } => (code, refusal),
            Self::Contended { .. } => fault(Some(1)),
            _ => fault(None),
        };
        let body = serde_json::to_string(&refusal).unwrap_or_default();
        Answer {
            status: code.status(),
            retry_after: refusal.retry_after,
            ..Answer::of(body)
        }
    }
}

fn fault(retry_after: Option<u64>) -> (Code, Refusal) {
    let refusal = Refusal {
        code: Code::ServerFault.as_str().to_owned(),
        retry_after,
        expected: None,
    };
    (Code::ServerFault, refusal)
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
