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
use crate::limits::{SESSION_IDLE, SESSION_TOUCH};
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

    /// Decides whether a session stands.
    ///
    /// # Errors
    /// `session.none` and `session.expired`.
    pub fn check(row: Option<CallerRow>, token: &str, now: Millis) -> Result<Self, ApiError> {
        let row = row
            .filter(|row| row.stopped == 0)
            .ok_or(ApiError::refused(Code::NoSession))?;
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

    /// Refuses a device that is not the session's own, or is revoked.
    ///
    /// # Errors
    /// `device.revoked` and `device.foreign`.
    pub fn check_device(&self, device: Id) -> Result<(), ApiError> {
        if self.row.device != Some(device) {
            return Err(ApiError::refused(Code::DeviceForeign));
        }
        self.check_not_revoked()
    }

    /// Refuses the session of a device that was taken away.
    ///
    /// # Errors
    /// `device.revoked`.
    pub fn check_not_revoked(&self) -> Result<(), ApiError> {
        match self.row.revoked {
            0 => Ok(()),
            _ => Err(ApiError::refused(Code::DeviceRevoked)),
        }
    }

    /// The device that the session is bound to.
    ///
    /// # Errors
    /// `device.revoked`, and `device.foreign` when there is none.
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

    /// Prolongs the session, at most once an hour.
    pub async fn keep_alive(&self, call: &Call) -> Result<(), ApiError> {
        if self.row.idle_until >= call.now + SESSION_IDLE - SESSION_TOUCH {
            return Ok(());
        }
        let touch = Statement::of(sql::TOUCH)
            .text(&self.token)
            .instant(call.now + SESSION_IDLE);
        call.db.batch("prolonging a session", vec![touch]).await?;
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
    let reading = vec![Caller::statement(&token)];
    let results = call.db.batch("reading a session", reading).await?;
    let caller = Caller::check(results.row(0)?, &token, call.now)?;
    caller.keep_alive(call).await?;
    Answer::json(&caller.account(call.now)?)
}
