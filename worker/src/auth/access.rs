//! What anybody may ask: whether dealerships can be made here, and how a
//! login's key is derived.

use forecourt_sync::auth::{Derivation, Status};
use serde::Deserialize;

use super::secret::false_salt;
use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;

/// What an unknown login is said to use: the same as a login made in the app.
const USUAL: (u32, u32) = (65_536, 3);

#[derive(Deserialize)]
struct Settled {
    settled: u8,
}

/// `GET /status`
pub async fn status(call: &Call) -> Result<Answer, ApiError> {
    let reading = vec![Statement::of(sql::STATUS)];
    let results = call.db.batch("reading the status", reading).await?;
    let settled = results
        .row::<Settled>(0)?
        .is_some_and(|row| row.settled != 0);
    Answer::json(&Status {
        needs_setup_code: !settled,
        sign_up: if settled {
            is_open(call)
        } else {
            call.setting("SETUP_CODE").is_some()
        },
    })
}

/// True when anybody may make a further dealership here.
pub fn is_open(call: &Call) -> bool {
    call.setting("SIGN_UP").as_deref() == Some("open")
}

/// `GET /derivation?login=`
///
/// An unknown login gets an answer of the same shape, and always the same one.
pub async fn derivation(call: &Call) -> Result<Answer, ApiError> {
    let login = call.parameter("login").unwrap_or_default();
    let invented = Derivation {
        salt: false_salt(&call.pepper()?, &login),
        memory_kib: USUAL.0,
        passes: USUAL.1,
    };
    let reading = vec![Statement::of(sql::DERIVATION).text(&login)];
    let results = call.db.batch("reading a derivation", reading).await?;
    Answer::json(&results.row::<Derivation>(0)?.unwrap_or(invented))
}
