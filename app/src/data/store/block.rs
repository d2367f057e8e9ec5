//! Rows as text: what segments and the log are made of.
//!
//! One row per line, seven columns separated by tabs: kind, id, unit,
//! sequence, state, owner, body. JSON escapes control characters inside
//! strings, so neither a tab nor a line break can stand in a compact body.
//! The body stays the text that the server sent: reading a block splits lines
//! and parses no JSON (a row is parsed when somebody looks at it), fields that
//! this build does not know survive, and the database can be read by eye.
//! A line of two columns, `-` and a unit, says that the unit is no longer seen.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use forecourt_domain::{Id, State};

use crate::data::base::{Base, Text, Word};
use crate::data::replica::Batch;

/// Bytes of a segment at most, unless one row is larger. Below 64 KiB Chromium
/// keeps values in a slower place.
const SEGMENT_BYTES: usize = 192 * 1024;

/// Appends a row.
pub fn push_row(out: &mut String, kind: &str, id: Id, base: &Base) {
    push(
        out,
        kind,
        id,
        &base.unit,
        base.seq,
        base.state,
        base.owner,
        base.body.as_str(),
    );
}

/// Appends a row by its columns.
#[expect(clippy::too_many_arguments, reason = "the columns of a line, in order")]
pub fn push(
    out: &mut String,
    kind: &str,
    id: Id,
    unit: &str,
    seq: u64,
    state: State,
    owner: Option<Id>,
    body: &str,
) {
    // Writing to a String cannot fail.
    write!(out, "{kind}\t{id}\t{unit}\t{seq}\t{}\t", state.code()).ok();
    if let Some(owner) = owner {
        write!(out, "{owner}").ok();
    }
    out.push('\t');
    out.push_str(body);
    out.push('\n');
}

/// Appends the news that a unit is no longer seen.
pub fn push_gone(out: &mut String, unit: &str) {
    writeln!(out, "-\t{unit}").ok();
}

/// Adds what a block says to a batch. Returns how many lines could not be read.
pub fn read(block: &Arc<str>, batch: &mut Batch) -> usize {
    let mut units: HashMap<&str, Arc<str>> = HashMap::new();
    let mut unread = 0;
    for line in block.lines() {
        if let Some(unit) = line.strip_prefix("-\t") {
            batch.rows.retain(|(_, _, base)| base.unit.as_ref() != unit);
            batch.units_gone.insert(unit.to_owned());
        } else if let Some(row) = read_row(block, line, &mut units) {
            batch.rows.push(row);
        } else {
            unread += 1;
        }
    }
    unread
}

fn read_row<'a>(
    block: &'a Arc<str>,
    line: &'a str,
    units: &mut HashMap<&'a str, Arc<str>>,
) -> Option<(Word, Id, Base)> {
    let mut columns = line.splitn(7, '\t');
    let kind = Word::from(columns.next()?);
    let id = columns.next()?.parse().ok()?;
    let unit = columns.next()?;
    let seq = columns.next()?.parse().ok()?;
    let state = State::from_code(columns.next()?.parse().ok()?);
    let owner = columns.next()?;
    let owner = if owner.is_empty() {
        None
    } else {
        Some(owner.parse().ok()?)
    };
    let body = Text::within(block, columns.next()?)?;
    let unit = Arc::clone(units.entry(unit).or_insert_with(|| Arc::from(unit)));
    Some((
        kind,
        id,
        Base {
            unit,
            seq,
            state,
            owner,
            body,
        },
    ))
}

/// Cuts rows into segments, in the order given.
pub fn segments(rows: &[(Word, Id, Base)]) -> Vec<String> {
    let mut segments = Vec::new();
    let mut open = String::new();
    for (word, id, base) in rows {
        if open.len() + base.body.as_str().len() > SEGMENT_BYTES && !open.is_empty() {
            segments.push(core::mem::take(&mut open));
        }
        push_row(&mut open, word.as_str(), *id, base);
    }
    if !open.is_empty() {
        segments.push(open);
    }
    segments
}
