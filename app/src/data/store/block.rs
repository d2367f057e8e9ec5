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
use forecourt_replica::{Base, Text, Word};
use forecourt_sync::wire::WireRow;

use crate::data::replica::Batch;

/// Bytes of a segment at most, unless one row is larger. Below 64 KiB Chromium
/// keeps values in a slower place.
const SEGMENT_BYTES: usize = 192 * 1024;

/// Appends a row of this device.
fn push_row(out: &mut String, kind: &str, id: Id, base: &Base) {
    let head = (
        kind,
        id,
        base.unit.as_ref(),
        base.seq,
        base.state,
        base.owner,
    );
    push(out, head, base.body.as_str());
}

/// Appends a row that came from the server.
pub fn push_wire(out: &mut String, unit: &str, row: &WireRow) {
    let WireRow(seq, kind, id, state, owner, fields) = row;
    // Fields are JSON already: writing them cannot fail.
    let body = serde_json::to_string(fields).unwrap_or_else(|_| "{}".to_owned());
    push(out, (kind, *id, unit, *seq, *state, *owner), &body);
}

type Head<'a> = (&'a str, Id, &'a str, u64, State, Option<Id>);

fn push(out: &mut String, (kind, id, unit, seq, state, owner): Head<'_>, body: &str) {
    let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
    let state = state.code();
    // Writing to a String cannot fail.
    writeln!(out, "{kind}\t{id}\t{unit}\t{seq}\t{state}\t{owner}\t{body}").ok();
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
