//! Devices: which ones hold what a person or the whole dealership may see, and taking them away.

use forecourt_domain::{Id, Millis};
use forecourt_sync::Code;
use forecourt_sync::auth::{DeviceEntry, Devices, Revoke};
use serde::Deserialize;

use crate::auth::{Caller, need_token};
use crate::body;
use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::limits::{DEVICES_LISTED, FORM_BYTES};
use crate::live;

/// A row of `devices.sql`.
#[derive(Deserialize)]
struct DeviceRow {
    device: Id,
    staff: Id,
    person: String,
    name: String,
    seen: Millis,
    waiting: u64,
    revoked: u8,
}

/// A row of `revoke.sql`.
#[derive(Deserialize)]
struct RevokedRow {
    device: Id,
}

/// `GET /devices`: those of the person; those of everybody for an administrator.
pub async fn list(call: &Call) -> Result<Answer, ApiError> {
    let token = need_token(call)?;
    let caller = Caller::read(call, &token).await?;
    let own = caller.own_device()?;
    let listing = Statement::of(sql::DEVICES)
        .number(caller.ten)
        .text_or_null(whose(&caller).as_deref())
        .number(DEVICES_LISTED as u64);
    let results = call.db.batch("listing devices", vec![listing]).await?;
    let rows = results.rows::<DeviceRow>(0)?;
    caller.keep_alive(call).await?;
    let entry = |row: DeviceRow| DeviceEntry {
        is_this: row.device == own,
        is_own: row.staff == caller.staff,
        device: row.device,
        person: row.person,
        name: row.name,
        seen: row.seen,
        waiting: row.waiting,
        revoked: row.revoked != 0,
    };
    Answer::json(&Devices {
        devices: rows.into_iter().map(entry).collect(),
    })
}

/// `POST /devices/revoke`
///
/// # Errors
/// `op.not_found` for a device that is not there, is not the caller's to take, was taken before, or is the one that asks.
pub async fn revoke(call: &mut Call) -> Result<Answer, ApiError> {
    let token = need_token(call)?;
    let form: Revoke = body::read(call, FORM_BYTES).await?;
    let caller = Caller::read(call, &token).await?;
    let own = caller.own_device()?.to_string();
    let one = form.device.map(|device| device.to_string());
    // All of them means the person's own, also for somebody who may take those of others.
    let whose = match one {
        Some(_) => whose(&caller),
        None => Some(caller.staff.to_string()),
    };
    let taking = Statement::of(sql::REVOKE)
        .number(caller.ten)
        .text_or_null(whose.as_deref())
        .text_or_null(one.as_deref())
        .text(&own);
    let results = call.db.batch("taking devices away", vec![taking]).await?;
    let taken: Vec<Id> = results
        .rows::<RevokedRow>(0)?
        .into_iter()
        .map(|row| row.device)
        .collect();
    if taken.is_empty() && form.device.is_some() {
        return Err(ApiError::refused(Code::NotFound));
    }
    live::take_away(call, caller.ten, taken);
    Answer::json(&serde_json::json!({}))
}

/// Whose devices the caller may see and take: everybody's is nobody's in particular.
fn whose(caller: &Caller) -> Option<String> {
    (!caller.administrator).then(|| caller.staff.to_string())
}
