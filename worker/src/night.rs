//! The night shift: what has expired goes, in slices, so that no statement
//! holds up the day's work for long.

use std::collections::VecDeque;

use worker::{Date, Env};

use crate::db::{Database, Statement, sql};
use crate::error::ApiError;
use crate::limits::{LONGEST_WINDOW, REFUSALS_KEPT, SLICE, SLICES};

/// Deletes sessions that are over, tries whose window is over, and verdicts
/// that no device asks for any more. The tables take turns until they are
/// done, so that a long one takes what the others leave of the night.
pub async fn expire(env: &Env) -> Result<(), ApiError> {
    let db = Database::of(env).map_err(ApiError::runtime("opening the database"))?;
    let now = Date::now().as_millis();
    let mut waiting = VecDeque::from([
        (sql::EXPIRE_SESSIONS, now),
        (sql::EXPIRE_ATTEMPTS, now.saturating_sub(LONGEST_WINDOW)),
        (sql::EXPIRE_REFUSALS, now.saturating_sub(REFUSALS_KEPT)),
    ]);
    for _ in 0..SLICES {
        let Some((text, before)) = waiting.pop_front() else {
            break;
        };
        let slice = Statement::of(text).instant(before).number(SLICE as u64);
        let results = db.batch("deleting what expired", vec![slice]).await?;
        if results.changes(0) >= SLICE {
            waiting.push_back((text, before));
        }
    }
    Ok(())
}
