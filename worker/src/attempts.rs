//! Counting tries in D1, exactly and for everybody alike: what is counted here
//! is guessed at by strangers, and the answer never says whether a guess was near.

use forecourt_sync::Code;
use serde::{Deserialize, Serialize};

use crate::auth::secret::digest;
use crate::call::Call;
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::limits::Limit;

/// Tries that count together, each under its own key.
pub struct Tries(String);

#[derive(Serialize)]
struct Key {
    key: String,
    tries: u32,
    window: u64,
}

#[derive(Deserialize)]
struct Blocked {
    until: Option<u64>,
}

impl Tries {
    /// Tries under some limits, each for a login or an address. What is kept of
    /// either is a digest: short, whatever strangers send, and no list of names.
    pub fn of(limits: &[(Limit, &str)]) -> Result<Self, ApiError> {
        let keys: Vec<Key> = limits
            .iter()
            .map(|(limit, whose)| Key {
                key: format!("{}:{}", limit.word, digest(whose)),
                tries: limit.tries,
                window: limit.window,
            })
            .collect();
        serde_json::to_string(&keys)
            .map(Self)
            .map_err(ApiError::json("naming a limit"))
    }

    /// Counts one try and runs `reading` in the same batch. Its results start at place 0.
    ///
    /// # Errors
    /// `request.too_many`, with the seconds to wait, when a limit is used up.
    pub async fn count(
        &self,
        call: &Call,
        reading: Statement,
    ) -> Result<crate::db::Results, ApiError> {
        let counting = vec![
            reading,
            Statement::of(sql::ATTEMPT).text(&self.0).instant(call.now),
            Statement::of(sql::BLOCKED).text(&self.0).instant(call.now),
        ];
        let results = call.db.batch("counting a try", counting).await?;
        let until = results.row::<Blocked>(2)?.and_then(|row| row.until);
        match until {
            Some(until) => Err(ApiError::refused_for(
                Code::TooManyRequests,
                until.saturating_sub(call.now).div_ceil(1_000).max(1),
            )),
            None => Ok(results),
        }
    }

    /// The statement that takes the try back.
    pub fn forgive(&self) -> Statement {
        Statement::of(sql::FORGIVE).text(&self.0)
    }
}
