//! What a step of the build comes to: a value, or one sentence that says what to do.

use std::fmt::{self, Display};

/// The result of a step.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Why a step failed, in a sentence for the person at the terminal.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure described by `sentence`.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A failure that was already told in full.
    pub const fn said() -> Self {
        Self(String::new())
    }

    /// Whether there is nothing left to tell.
    pub fn is_said(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds what was being attempted to an error of the operating system or of a parser.
pub trait While<T> {
    /// Turns the error into a [`Failure`] that begins with `attempt`.
    fn while_(self, attempt: impl Display) -> Outcome<T>;
}

impl<T, E: Display> While<T> for Result<T, E> {
    fn while_(self, attempt: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("{attempt}: {error}")))
    }
}
