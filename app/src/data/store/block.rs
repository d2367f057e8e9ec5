//! Rows as text: what segments and the log are made of.
//!
//! One row per line, seven columns separated by tabs: kind, id, unit,
//! sequence, state, owner, body. JSON escapes control characters inside
//! strings, so neither a tab nor a line break can stand in a compact body.
//! The body stays the text that the server sent: reading a block splits lines
//! and parses no JSON (a row is parsed when somebody looks at it), fields that
//! this build does not know survive, and the database can be read by eye.
//! A line of two columns, `-` and a unit, says that the unit is no longer seen.

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
    let WireRow(seq, kind, id, state, owner, body) = row;
    push(out, (kind, *id, unit, *seq, *state, *owner), body.as_str());
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
    let mut last = Last::default();
    let mut unread = 0;
    for line in block.lines() {
        if let Some(unit) = line.strip_prefix("-\t") {
            batch.rows.retain(|(_, _, base)| base.unit.as_ref() != unit);
            batch.units_gone.insert(unit.to_owned());
        } else if let Some(row) = read_row(block, line, &mut last) {
            batch.rows.push(row);
        } else {
            unread += 1;
        }
    }
    unread
}

/// What the line before said. Rows of one kind and unit stand together, and a
/// hundred thousand of them are read when the app starts.
struct Last {
    kind: Option<Word>,
    unit: Arc<str>,
}

impl Default for Last {
    fn default() -> Self {
        Self {
            kind: None,
            unit: "".into(),
        }
    }
}

impl Last {
    fn kind(&mut self, word: &str) -> Word {
        match &self.kind {
            Some(kind) if kind.as_str() == word => kind.clone(),
            _ => self.kind.insert(Word::from(word)).clone(),
        }
    }

    fn unit(&mut self, unit: &str) -> Arc<str> {
        if self.unit.as_ref() != unit {
            self.unit = Arc::from(unit);
        }
        Arc::clone(&self.unit)
    }
}

fn read_row(block: &Arc<str>, line: &str, last: &mut Last) -> Option<(Word, Id, Base)> {
    let mut columns = line.splitn(7, '\t');
    let kind = last.kind(columns.next()?);
    let id = columns.next()?.parse().ok()?;
    let unit = last.unit(columns.next()?);
    let seq = columns.next()?.parse().ok()?;
    let state = State::from_code(columns.next()?.parse().ok()?);
    let owner = match columns.next()? {
        "" => None,
        owner => Some(owner.parse().ok()?),
    };
    let body = Text::within(block, columns.next()?)?;
    let base = Base {
        unit,
        seq,
        state,
        owner,
        body,
    };
    Some((kind, id, base))
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
