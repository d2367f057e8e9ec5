//! The night shift: what has expired goes, in slices, so that no statement
//! holds up the day's work for long.

use std::collections::VecDeque;

use forecourt_domain::Millis;
use worker::{Date, Env};

use crate::db::{Database, Statement, sql};
use crate::error::ApiError;
use crate::limits::{BIN_KEPT, LONGEST_WINDOW, PURGED_KEPT, REFUSALS_KEPT, SLICE, SLICES};

/// What the night shift does, each in slices.
#[derive(Clone, Copy)]
enum Task {
    Sessions,
    Attempts,
    Refusals,
    Purge,
    Collect,
}

impl Task {
    /// The statements of one slice; the last one tells how much there was.
    fn slice(self, now: Millis) -> Vec<Statement> {
        let before = |text: &'static str, age: Millis| {
            let slice = Statement::of(text).instant(now.saturating_sub(age));
            slice.number(SLICE as u64)
        };
        match self {
            Self::Sessions => vec![before(sql::EXPIRE_SESSIONS, 0)],
            Self::Attempts => vec![before(sql::EXPIRE_ATTEMPTS, LONGEST_WINDOW)],
            Self::Refusals => vec![before(sql::EXPIRE_REFUSALS, REFUSALS_KEPT)],
            Self::Purge => vec![
                before(sql::PURGE_HISTORY, BIN_KEPT),
                before(sql::PURGE_ADVANCE, BIN_KEPT),
                before(sql::PURGE, BIN_KEPT).instant(now),
            ],
            Self::Collect => vec![
                before(sql::COLLECT_FLOOR, PURGED_KEPT),
                before(sql::COLLECT, PURGED_KEPT),
            ],
        }
    }
}

/// Deletes sessions that are over, tries whose window is over, and verdicts
/// that no device asks for any more; purges what was binned long ago, and
/// deletes what was purged long ago. The tables take turns until they are
/// done, so that a long one takes what the others leave of the night.
pub async fn expire(env: &Env) -> Result<(), ApiError> {
    let db = Database::of(env).map_err(ApiError::runtime("opening the database"))?;
    let now = Date::now().as_millis();
    let mut waiting = VecDeque::from([
        Task::Sessions,
        Task::Attempts,
        Task::Refusals,
        Task::Collect,
        Task::Purge,
    ]);
    let mut left = SLICES;
    while let Some(task) = waiting.pop_front() {
        let slice = task.slice(now);
        let last = slice.len().saturating_sub(1);
        let Some(after) = left.checked_sub(slice.len()) else {
            break;
        };
        left = after;
        let results = db.batch("deleting what expired", slice).await?;
        if results.changes(last) >= SLICE {
            waiting.push_back(task);
        }
    }
    Ok(())
}
