//! The words of the command line.

use crate::outcome::{Failure, Outcome, While};

/// Words that no step has taken yet.
pub struct Args(Vec<String>);

impl Args {
    /// The command line without the program's own name.
    pub fn from_env() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// Takes the first word.
    pub fn next_word(&mut self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    /// Takes `--name` and says whether it was there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() != before
    }

    /// Takes `--name VALUE`; fails when the value is missing or cannot be read as `T`.
    pub fn value<T>(&mut self, name: &str) -> Outcome<Option<T>>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let Some(at) = self.0.iter().position(|word| word == name) else {
            return Ok(None);
        };
        self.0.remove(at);
        if at >= self.0.len() {
            return Err(Failure::new(format!("{name} needs a value")));
        }
        let word = self.0.remove(at);
        word.parse().map(Some).while_(format!("{name} {word}"))
    }

    /// Takes all words that are left.
    pub fn rest(&mut self) -> Vec<String> {
        std::mem::take(&mut self.0)
    }

    /// Fails when a word is left that nobody understood.
    pub fn done(&self) -> Outcome {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(Failure::new(format!(
                "`{word}` is not understood here; `cargo xtask` lists the options"
            ))),
        }
    }
}
