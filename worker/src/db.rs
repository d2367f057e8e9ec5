//! D1: every statement by name, batches of them, and what they cost.
//!
//! The texts are files in `db/`, so that native tests run the very same ones.

use std::cell::Cell;

use forecourt_domain::Millis;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1Result, Env};

use crate::error::ApiError;

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)+) => {
        $($(#[$doc])* pub const $name: &str = include_str!(concat!("db/", $file, ".sql"));)+
    };
}

/// The texts of all statements; each file says what its parameters are.
pub mod sql {
    statements! {
        /// Grants a person units.
        ACCESS = "access";
        /// Guards that somebody administers the dealership.
        ADMINISTERED = "administered";
        /// Takes sequence numbers.
        ADVANCE = "advance";
        /// Counts a try.
        ATTEMPT = "attempt";
        /// Binds a session to a device.
        BIND = "bind";
        /// Reads until when a caller is blocked.
        BLOCKED = "blocked";
        /// Reads who calls.
        CALLER = "caller";
        /// Notes changes in the histories of records.
        CHRONICLE = "chronicle";
        /// Deletes purged records.
        COLLECT = "collect";
        /// Raises the floor above them.
        COLLECT_FLOOR = "collect_floor";
        /// Inserts records.
        CREATE = "create";
        /// Moves a device's number.
        DECIDED = "decided";
        /// Reads how a key is derived.
        DERIVATION = "derivation";
        /// Reads a device.
        DEVICE = "device";
        /// Lists devices.
        DEVICES = "devices";
        /// Registers a device.
        ENROL = "enrol";
        /// Reads what admission needs.
        ENVELOPES = "envelopes";
        /// Deletes old tries.
        EXPIRE_ATTEMPTS = "expire_attempts";
        /// Deletes old verdicts.
        EXPIRE_REFUSALS = "expire_refusals";
        /// Deletes sessions that are over.
        EXPIRE_SESSIONS = "expire_sessions";
        /// Guards that no dealership exists.
        FIRST = "first";
        /// Takes back tries.
        FORGIVE = "forgive";
        /// Guards that nothing moved.
        GUARD = "guard";
        /// Reads the history of a record.
        HISTORY = "history";
        /// Reads which sockets may stay.
        LIVE = "live";
        /// Reads what a key is checked against.
        LOGIN = "login";
        /// Merges into records.
        MERGE = "merge";
        /// Inserts a login.
        NEW_LOGIN = "new_login";
        /// Reads pages of changed rows.
        PAGES = "pages";
        /// Reads who has access.
        PEOPLE = "people";
        /// Reads what a sign-up has to know.
        PLAN = "plan";
        /// Purges binned records.
        PURGE = "purge";
        /// Deletes their histories.
        PURGE_HISTORY = "purge_history";
        /// Takes sequence numbers for them.
        PURGE_ADVANCE = "purge_advance";
        /// Reads the groups that were decided last.
        RECENT = "recent";
        /// Inserts verdicts.
        REFUSE = "refuse";
        /// Reads earlier verdicts.
        REFUSALS = "refusals";
        /// Takes devices away.
        REVOKE = "revoke";
        /// Notes when a device was here.
        SEEN = "seen";
        /// Inserts a session.
        SESSION = "session";
        /// Deletes a session.
        SIGN_OUT = "sign_out";
        /// Reads whether a dealership exists.
        STATUS = "status";
        /// Inserts a dealership.
        TENANT = "tenant";
        /// Prolongs a session.
        TOUCH = "touch";
    }
}

/// A statement with its values.
pub struct Statement {
    text: &'static str,
    values: Vec<JsValue>,
}

impl Statement {
    /// A statement of [`sql`] without values yet.
    pub const fn of(text: &'static str) -> Self {
        Self {
            text,
            values: Vec::new(),
        }
    }

    /// With one more text.
    pub fn text(mut self, value: &str) -> Self {
        self.values.push(JsValue::from_str(value));
        self
    }

    /// With one more text, or nothing.
    pub fn text_or_null(mut self, value: Option<&str>) -> Self {
        self.values
            .push(value.map_or(JsValue::NULL, JsValue::from_str));
        self
    }

    /// With one more number. D1 takes it as a real one; integer columns make it
    /// an integer again, and it is exact up to 2^53.
    pub fn number(mut self, value: u64) -> Self {
        self.values.push(JsValue::from_f64(value as f64));
        self
    }

    /// With one more instant.
    pub fn instant(self, value: Millis) -> Self {
        self.number(value)
    }
}

/// What a call cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Statements that were run.
    pub statements: usize,
    /// Rows that D1 bills as read.
    pub rows_read: usize,
    /// Rows that D1 bills as written.
    pub rows_written: usize,
}

/// The results of a batch, one per statement.
pub struct Results(Vec<D1Result>);

impl Results {
    /// The rows of the statement at a place in the batch.
    pub fn rows<T: DeserializeOwned>(&self, place: usize) -> Result<Vec<T>, ApiError> {
        self.0.get(place).map_or_else(
            || Ok(Vec::new()),
            |result| {
                result.results().map_err(|source| ApiError::Database {
                    doing: "reading rows",
                    source,
                })
            },
        )
    }

    /// The first of them.
    pub fn row<T: DeserializeOwned>(&self, place: usize) -> Result<Option<T>, ApiError> {
        Ok(self.rows(place)?.into_iter().next())
    }

    /// How many rows the statement at a place changed.
    pub fn changes(&self, place: usize) -> usize {
        let meta = self.0.get(place).and_then(|result| result.meta().ok());
        meta.flatten().and_then(|meta| meta.changes).unwrap_or(0)
    }
}

/// The database of one call.
pub struct Database {
    d1: D1Database,
    tally: Cell<Tally>,
}

impl Database {
    /// The bound database.
    pub fn of(env: &Env) -> worker::Result<Self> {
        Ok(Self {
            d1: env.d1("DB")?,
            tally: Cell::default(),
        })
    }

    /// What the call has cost so far.
    pub fn tally(&self) -> Tally {
        self.tally.get()
    }

    /// Runs statements in one transaction: all of them happen, or none.
    pub async fn batch(
        &self,
        doing: &'static str,
        statements: Vec<Statement>,
    ) -> Result<Results, ApiError> {
        let failed = |source| ApiError::Database { doing, source };
        let mut tally = self.tally.get();
        tally.statements += statements.len();
        let bound = statements
            .into_iter()
            .map(|statement| self.d1.prepare(statement.text).bind(&statement.values))
            .collect::<worker::Result<Vec<_>>>()
            .map_err(failed)?;
        let results = self.d1.batch(bound).await;
        for meta in results
            .iter()
            .flatten()
            .filter_map(|r| r.meta().ok().flatten())
        {
            tally.rows_read += meta.rows_read.unwrap_or(0);
            tally.rows_written += meta.rows_written.unwrap_or(0);
        }
        self.tally.set(tally);
        results.map(Results).map_err(failed)
    }
}
