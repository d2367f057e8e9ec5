//! Devices: a session is bound to one before it may push or pull.

use forecourt_domain::Id;
use forecourt_sync::Code;
use forecourt_sync::auth::{Enrol, Enrolled};
use forecourt_sync::wire::MAX_GROUP_NUMBER;
use serde::Deserialize;

use super::{Caller, need_token};
use crate::body;
use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::limits::{FORM_BYTES, NAME_LENGTH};

#[derive(Deserialize)]
struct DeviceRow {
    staff: Id,
    revoked: u8,
}

/// The row of `enrol.sql`.
#[derive(Deserialize)]
struct EnrolRow {
    mid: u64,
}

/// `POST /device`
///
/// # Errors
/// `device.foreign` when a colleague has it, `device.revoked` also when the device was revoked that the session had so far.
pub async fn enrol(call: &mut Call) -> Result<Answer, ApiError> {
    let token = need_token(call)?;
    let form: Enrol = body::read(call, FORM_BYTES).await?;
    let device = form.device.to_string();
    let reading = vec![
        Caller::statement(&token),
        Statement::of(sql::DEVICE).text(&token).text(&device),
    ];
    let results = call.db.batch("reading a device", reading).await?;
    let caller = Caller::check(results.row(0)?, &token, call.now)?;
    if let Some(known) = results.row::<DeviceRow>(1)? {
        if known.staff != caller.staff {
            return Err(ApiError::refused(Code::DeviceForeign));
        }
        if known.revoked != 0 {
            return Err(ApiError::refused(Code::DeviceRevoked));
        }
    }
    let name: String = form.name.trim().chars().take(NAME_LENGTH).collect();
    let binding = vec![
        Statement::of(sql::ENROL)
            .number(caller.ten)
            .text(&device)
            .text(&caller.staff.to_string())
            .text(&name)
            .instant(call.now)
            .number(form.after.min(MAX_GROUP_NUMBER)),
        Statement::of(sql::BIND).text(&token).text(&device),
    ];
    let results = call.db.batch("enrolling a device", binding).await?;
    let row = results.row::<EnrolRow>(0)?;
    Answer::json(&Enrolled {
        mid: row.map_or(0, |row| row.mid),
        epoch: caller.epoch,
    })
}
