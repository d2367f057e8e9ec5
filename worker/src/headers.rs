//! Headers: the proof that a call comes from our own pages, and what every
//! answer carries. Those of static files are in `public/_headers`.

use forecourt_sync::Code;
use worker::{Headers, Response};

use crate::call::{Answer, Call};
use crate::db::Tally;
use crate::error::ApiError;

/// An answer is data: nothing may run, frame, keep or guess at it.
const ALWAYS: &[(&str, &str)] = &[
    ("content-type", "application/json"),
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Refuses a changing call that another site could have sent: it must have our
/// header, which a form cannot set, and name our own origin.
pub fn check_origin(call: &Call) -> Result<(), ApiError> {
    let marked = call.header("x-forecourt").as_deref() == Some("1");
    if marked && is_at_home(call)? {
        Ok(())
    } else {
        Err(ApiError::refused(Code::BadOrigin))
    }
}

/// Refuses what is no socket of our own pages. A browser lets nobody set
/// headers of a socket, so the origin, which it always names, has to do.
pub fn check_socket(call: &Call) -> Result<(), ApiError> {
    let upgrade = call.header("upgrade").unwrap_or_default();
    if !upgrade.eq_ignore_ascii_case("websocket") {
        return Err(ApiError::refused(Code::BadBody));
    }
    if is_at_home(call)? {
        Ok(())
    } else {
        Err(ApiError::refused(Code::BadOrigin))
    }
}

fn is_at_home(call: &Call) -> Result<bool, ApiError> {
    let own = call
        .request
        .url()
        .map_err(ApiError::runtime("reading the address"))?
        .origin()
        .ascii_serialization();
    Ok(call.header("origin").as_deref() == Some(own.as_str()))
}

/// Makes the response: status, body, headers, and what it cost in the database.
pub fn dress(answer: Answer, tally: Tally) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("x-statements", &tally.statements.to_string())?;
    headers.set("x-rows-read", &tally.rows_read.to_string())?;
    headers.set("x-rows-written", &tally.rows_written.to_string())?;
    if let Some(socket) = answer.socket {
        return Ok(Response::from_websocket(socket)?.with_headers(headers));
    }
    for (name, value) in ALWAYS {
        headers.set(name, value)?;
    }
    if let Some(seconds) = answer.retry_after {
        headers.set("retry-after", &seconds.to_string())?;
    }
    if let Some(cookie) = &answer.cookie {
        headers.set("set-cookie", cookie)?;
    }
    Ok(Response::ok(answer.body)?
        .with_status(answer.status)
        .with_headers(headers))
}
