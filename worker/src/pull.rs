//! Pull: everything that a person may see and a device has not.
//!
//! Rows leave as the text that SQLite made of them; they are never parsed here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use forecourt_domain::access::Access;
use forecourt_domain::row::Unit;
use forecourt_sync::Code;
use forecourt_sync::wire::{MAX_PAGE_BYTES, PullRequest};
use serde::Deserialize;

use crate::auth::{Caller, need_token};
use crate::body;
use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::limits::{FIRST_PAGE_ROWS, MIN_PULL_VERSION, PAGE_ROWS, PULL_BYTES};

/// A row of `pages.sql`.
#[derive(Deserialize)]
struct PageRow {
    unit: Unit,
    page: String,
}

/// A page cut into its parts; the rows stay text.
#[derive(Debug, PartialEq)]
struct Cut<'a> {
    clock: &'a str,
    last: u64,
    more: bool,
    restart: bool,
    rows: &'a str,
}

/// `POST /pull`
pub async fn pull(call: &mut Call) -> Result<Answer, ApiError> {
    let token = need_token(call)?;
    let request: PullRequest = body::read(call, PULL_BYTES).await?;
    call.check_version(request.v, "MIN_PULL_VERSION", MIN_PULL_VERSION)?;
    let cursors =
        serde_json::to_string(&request.cursors).map_err(ApiError::json("writing the cursors"))?;
    let origins = request.origins.as_ref().map(serde_json::to_string);
    let origins = origins
        .transpose()
        .map_err(ApiError::json("writing the origins"))?;
    let reading = vec![
        Caller::statement(&token),
        Statement::of(sql::PAGES)
            .text(&token)
            .text(&request.epoch)
            .text(&cursors)
            .number(rows_per_unit(&request.cursors) as u64)
            .number(MAX_PAGE_BYTES as u64)
            .text_or_null(origins.as_deref()),
    ];
    let results = call.db.batch("reading pages", reading).await?;
    let caller = Caller::check(results.row(0)?, &token, call.now)?;
    caller.check_device(request.device)?;
    if request.access.is_none() && !caller.access()?.is_whole() {
        // A build that does not ask for it would go on showing what its person lost sight of, and
        // would not notice what came into sight. Its work is still taken.
        return Err(ApiError::refused(Code::ClientTooOld));
    }
    caller.keep_alive_with(call, request.waiting).await?;
    let pages = results.rows::<PageRow>(1)?;
    let access = match request.access {
        Some(known) if known != caller.version => Some(caller.access()?),
        _ => None,
    };
    splice(&caller, call.now, access.as_ref(), &pages).map(Answer::of)
}

/// The statement cannot divide by a number of units that it reads itself, so
/// a device that knows none yet gets a short first page. Units that were filled
/// further than others are whole, or nearly, and leave their part to those.
fn rows_per_unit(cursors: &BTreeMap<Unit, u64>) -> usize {
    let furthest = cursors.values().max();
    let behind = cursors.values().filter(|cursor| Some(*cursor) < furthest);
    let sharing = match behind.count() {
        0 => cursors.len(),
        behind => behind,
    };
    PAGE_ROWS
        .checked_div(sharing)
        .map_or(FIRST_PAGE_ROWS, |rows| rows.max(1))
}

/// Puts the answer together. When the epoch differs there are no pages.
fn splice(
    caller: &Caller,
    now: u64,
    access: Option<&Access>,
    pages: &[PageRow],
) -> Result<String, ApiError> {
    let quoted = |text: &str| serde_json::to_string(text).map_err(ApiError::json("quoting"));
    let mut clock = "";
    let mut units = String::new();
    for row in pages {
        let page = cut(&row.page).ok_or(ApiError::Contended {
            doing: "cutting a page",
        })?;
        clock = clock.max(page.clock);
        let cursor = match page {
            Cut { restart: true, .. } => 0,
            Cut {
                more: true, last, ..
            } => last,
            _ => caller.seq,
        };
        let comma = if units.is_empty() { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            units,
            r#"{comma}{}:{{"rows":[{}],"cursor":{cursor},"more":{}{}}}"#,
            quoted(&row.unit)?,
            page.rows,
            page.more || page.restart,
            if page.restart {
                r#","restart":true"#
            } else {
                ""
            },
        );
    }
    let clock = if clock.is_empty() {
        "null".to_owned()
    } else {
        quoted(clock)?
    };
    let access = match access {
        Some(access) => format!(
            r#","access":{}"#,
            serde_json::to_string(access).map_err(ApiError::json("writing the access"))?
        ),
        None => String::new(),
    };
    Ok(format!(
        r#"{{"now":{now},"epoch":{},"units":{{{units}}},"clock":{clock},"high":{},"mid":{}{access}}}"#,
        quoted(&caller.epoch)?,
        caller.seq,
        caller.mid,
    ))
}

fn cut(page: &str) -> Option<Cut<'_>> {
    let mut parts = page.splitn(5, '|');
    Some(Cut {
        clock: parts.next()?,
        last: parts.next()?.parse().ok()?,
        more: parts.next()? == "1",
        restart: parts.next()? == "1",
        rows: parts.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_at_its_first_four_bars() {
        let page = Cut {
            clock: "0abc",
            last: 17,
            more: true,
            restart: false,
            rows: "[17,\"a|b\"]",
        };
        assert_eq!(cut("0abc|17|1|0|[17,\"a|b\"]"), Some(page));
        assert_eq!(cut("|0|0|1|").map(|page| page.rows), Some(""));
        assert_eq!(cut("|x|0|0|"), None);
        assert_eq!(cut("||"), None);
    }

    #[test]
    fn units_share_the_rows_of_a_page() {
        let rows = |cursors: &[u64]| {
            let named = cursors.iter().enumerate();
            rows_per_unit(
                &named
                    .map(|(at, cursor)| (at.to_string(), *cursor))
                    .collect(),
            )
        };
        assert_eq!(rows(&[]), FIRST_PAGE_ROWS);
        assert_eq!(rows(&[9]), PAGE_ROWS);
        assert_eq!(rows(&[9, 9]), PAGE_ROWS / 2);
        assert_eq!(rows(&[9, 500]), PAGE_ROWS, "the second is whole");
        assert_eq!(rows(&[0, 9, 500]), PAGE_ROWS / 2);
        assert_eq!(rows(&[9; 5_000]), 1);
    }
}
