//! History: the last changes of one record, losing ones too, for whoever may
//! see the record now. Like rows they leave as the text that SQLite made of them.

use forecourt_sync::Code;
use forecourt_sync::wire::HistoryRequest;
use serde::Deserialize;

use crate::auth::{Caller, need_token};
use crate::body;
use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::limits::{FORM_BYTES, HISTORY_ITEMS, MIN_PULL_VERSION};

/// A row of `history.sql`. A record that nobody changed has no items.
#[derive(Deserialize)]
struct HistoryRow {
    items: Option<String>,
}

/// `POST /history`
///
/// # Errors
/// `op.not_found` for a record that is not there, is gone, or is not the caller's to see.
pub async fn history(call: &mut Call) -> Result<Answer, ApiError> {
    let token = need_token(call)?;
    let request: HistoryRequest = body::read(call, FORM_BYTES).await?;
    call.check_version(request.v, "MIN_PULL_VERSION", MIN_PULL_VERSION)?;
    let reading = vec![
        Caller::statement(&token),
        Statement::of(sql::HISTORY)
            .text(&token)
            .text(&request.kind)
            .text(&request.id.to_string())
            .number(HISTORY_ITEMS as u64),
    ];
    let results = call.db.batch("reading a history", reading).await?;
    let caller = Caller::check(results.row(0)?, &token, call.now)?;
    caller.check_device(request.device)?;
    caller.keep_alive(call).await?;
    let row = results
        .row::<HistoryRow>(1)?
        .ok_or(ApiError::refused(Code::NotFound))?;
    let items = row.items.as_deref().unwrap_or("[]");
    Ok(Answer::of(format!(r#"{{"items":{items}}}"#)))
}
