//! Who calls: sessions, sign-in and sign-up, devices.
//!
//! Every later statement is keyed by the tenant of the session found here; no
//! tenant, person or device is ever taken from what a caller sends.

mod access;
mod device;
mod login;
pub mod secret;
mod sign_in;
mod sign_up;

use std::collections::BTreeMap;

use forecourt_domain::access::{Access, Reach};
use forecourt_domain::organisation::administers;
use forecourt_domain::row::Unit;
use forecourt_domain::{Id, Millis};
use forecourt_sync::auth::Account;
use forecourt_sync::{Code, Stamp};
use serde::Deserialize;

use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::limits::{DEVICE_NOTED, SESSION_IDLE, SESSION_TOUCH};
use secret::Token;

pub use access::{derivation, status};
pub use device::enrol;
pub use sign_in::{sign_in, sign_out};
pub use sign_up::sign_up;

/// The row of `caller.sql`.
#[derive(Clone, Debug, Deserialize)]
pub struct CallerRow {
    ten: u64,
    staff: Id,
    login: String,
    idle_until: Millis,
    expires: Millis,
    tenant: Id,
    dealership: String,
    epoch: String,
    seq: u64,
    collected: String,
    units: String,
    version: u64,
    reach: String,
    team: String,
    masks: String,
    stopped: u8,
    name: String,
    role: String,
    device: Option<Id>,
    mid: u64,
    revoked: u8,
    waiting: u64,
    seen: Millis,
}

/// Somebody with a session that stands.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Hash of the session's token.
    pub token: String,
    /// Number of the dealership: keys every statement.
    pub ten: u64,
    /// The person.
    pub staff: Id,
    /// Epoch of the dealership.
    pub epoch: String,
    /// Highest sequence given out.
    pub seq: u64,
    /// Highest stamp of creation among records that were deleted.
    pub collected: Stamp,
    /// Units of the person as stored, JSON.
    pub units: String,
    /// Version of what the person reads.
    pub version: u64,
    /// True for an administrator of the dealership.
    pub administrator: bool,
    /// Highest group number decided for the device.
    pub mid: u64,
    row: CallerRow,
}

impl Caller {
    /// The statement that reads who calls.
    pub fn statement(token: &str) -> Statement {
        Statement::of(sql::CALLER).text(token)
    }

    /// Reads who calls, for routes that need to know it before they ask for anything else.
    ///
    /// # Errors
    /// Those of [`Caller::check`].
    pub async fn read(call: &Call, token: &str) -> Result<Self, ApiError> {
        let reading = vec![Self::statement(token)];
        let results = call.db.batch("reading who calls", reading).await?;
        Self::check(results.row(0)?, token, call.now)
    }

    /// Decides whether a session stands.
    ///
    /// # Errors
    /// `session.none`, `session.expired`, and `device.revoked` for a session of a device that was taken away: whatever it
    /// asks for, that is what it has to hear.
    pub fn check(row: Option<CallerRow>, token: &str, now: Millis) -> Result<Self, ApiError> {
        let row = row
            .filter(|row| row.stopped == 0)
            .ok_or(ApiError::refused(Code::NoSession))?;
        if row.revoked != 0 {
            return Err(ApiError::refused(Code::DeviceRevoked));
        }
        if row.expires <= now || row.idle_until <= now {
            return Err(ApiError::refused(Code::SessionExpired));
        }
        Ok(Self {
            token: token.to_owned(),
            ten: row.ten,
            staff: row.staff,
            epoch: row.epoch.clone(),
            seq: row.seq,
            // Empty before the first record was deleted.
            collected: row.collected.parse().unwrap_or_default(),
            units: row.units.clone(),
            version: row.version,
            administrator: administers(&row.role),
            mid: row.mid,
            row,
        })
    }

    /// Refuses a device that is not the session's own.
    ///
    /// # Errors
    /// `device.foreign`.
    pub fn check_device(&self, device: Id) -> Result<(), ApiError> {
        if self.row.device == Some(device) {
            Ok(())
        } else {
            Err(ApiError::refused(Code::DeviceForeign))
        }
    }

    /// The device that the session is bound to.
    ///
    /// # Errors
    /// `device.foreign` when there is none.
    pub fn own_device(&self) -> Result<Id, ApiError> {
        let device = self.row.device.unwrap_or_default();
        self.check_device(device).map(|()| device)
    }

    /// What the person reads. A unit without a word of its reach is read whole.
    pub fn access(&self) -> Result<Access, ApiError> {
        let failed = || ApiError::json("reading a person's access");
        let reach: BTreeMap<Unit, Reach> =
            serde_json::from_str(&self.row.reach).map_err(failed())?;
        let units = self.unit_list()?.into_iter().map(|unit| {
            let reach = reach.get(&unit).copied().unwrap_or_default();
            (unit, reach)
        });
        Ok(Access {
            version: self.row.version,
            units: units.collect(),
            team: serde_json::from_str(&self.row.team).map_err(failed())?,
            masks: serde_json::from_str(&self.row.masks).map_err(failed())?,
        })
    }

    /// The units that the person receives.
    pub fn unit_list(&self) -> Result<Vec<Unit>, ApiError> {
        serde_json::from_str(&self.units).map_err(ApiError::json("reading a person's units"))
    }

    /// Prolongs the session and notes that its device was here, at most once an hour.
    pub async fn keep_alive(&self, call: &Call) -> Result<(), ApiError> {
        self.keep_alive_with(call, self.row.waiting).await
    }

    /// The same for a device that says how many acts wait there; another number is noted once a minute.
    pub async fn keep_alive_with(&self, call: &Call, waiting: u64) -> Result<(), ApiError> {
        let mut writing = Vec::new();
        let is_due = self.row.idle_until < call.now + SESSION_IDLE - SESSION_TOUCH;
        if is_due {
            let until = call.now + SESSION_IDLE;
            writing.push(Statement::of(sql::TOUCH).text(&self.token).instant(until));
        }
        if let Some(device) = self.row.device
            && (is_due || (waiting != self.row.waiting && self.row.seen + DEVICE_NOTED <= call.now))
        {
            let seen = Statement::of(sql::SEEN).number(self.ten);
            writing.push(
                seen.text(&device.to_string())
                    .instant(call.now)
                    .number(waiting),
            );
        }
        if !writing.is_empty() {
            call.db.batch("prolonging a session", writing).await?;
        }
        Ok(())
    }

    /// What the caller is told about itself.
    pub fn account(&self, now: Millis) -> Result<Account, ApiError> {
        Ok(Account {
            tenant: self.row.tenant,
            dealership: self.row.dealership.clone(),
            staff: self.staff,
            name: self.row.name.clone(),
            login: self.row.login.clone(),
            units: self.unit_list()?,
            now,
        })
    }
}

/// The token of a call that needs a session, as it is stored.
pub fn need_token(call: &Call) -> Result<String, ApiError> {
    call.token()
        .as_ref()
        .map(Token::stored)
        .ok_or(ApiError::refused(Code::NoSession))
}

/// `GET /session`
pub async fn account(call: &Call) -> Result<Answer, ApiError> {
    let token = need_token(call)?;
    let caller = Caller::read(call, &token).await?;
    caller.keep_alive(call).await?;
    Answer::json(&caller.account(call.now)?)
}
