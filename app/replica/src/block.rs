//! Rows as text: what segments and the log of a device are made of.
//!
//! One row per line, seven columns separated by tabs: kind, id, unit,
//! sequence, state, owner, body. JSON escapes control characters inside
//! strings, so neither a tab nor a line break can stand in a compact body.
//! The body stays the text that the server sent: reading a block splits lines
//! and parses no JSON (a row is parsed when somebody looks at it), fields that
//! this build does not know survive, and a block can be read by eye.
//! A line of two columns, `-` and a unit, says that the unit is no longer seen.
//!
//! A unit that is filled anew keeps its rows until the new ones are whole: `+` and a unit begin that, rows behind a
//! `+` and a tab are held back, and `=` and a unit put them in the place of all that was there.

use std::fmt::Write as _;
use std::sync::Arc;

use forecourt_domain::{Id, State};

use crate::{Base, Text, Word};

/// Bytes of a segment at most, unless one row is larger; sealed it has some more, and then is no larger than 256 KiB.
/// Chromium keeps values of more than 64 KiB in a file each, which takes a millisecond to read, however long it is.
pub(crate) const SEGMENT_BYTES: usize = 256 * 1024 - 64;

/// What stands before the body: kind, id, unit, sequence, state, owner.
pub type Head<'a> = (&'a str, Id, &'a str, u64, State, Option<Id>);

/// Appends a row.
pub fn push(out: &mut String, (kind, id, unit, seq, state, owner): Head<'_>, body: &str) {
    let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
    let state = state.code();
    // Writing to a String cannot fail.
    writeln!(out, "{kind}\t{id}\t{unit}\t{seq}\t{state}\t{owner}\t{body}").ok();
}

/// Appends the news that a unit is no longer seen.
pub fn push_gone(out: &mut String, unit: &str) {
    writeln!(out, "-\t{unit}").ok();
}

/// Appends the news that a unit is filled anew: what was held back for it before is void.
pub fn push_begun(out: &mut String, unit: &str) {
    writeln!(out, "+\t{unit}").ok();
}

/// Appends a row that is held back until its unit is whole.
pub fn push_staged(out: &mut String, head: Head<'_>, body: &str) {
    out.push_str("+\t");
    push(out, head, body);
}

/// Appends the news that a unit is whole: what was held back takes the place of what it had.
pub fn push_swapped(out: &mut String, unit: &str) {
    writeln!(out, "=\t{unit}").ok();
}

/// The units that a block lets go of: those no longer seen, and those that are whole anew.
pub fn let_go(block: &str) -> impl Iterator<Item = &str> {
    block.lines().filter_map(|line| {
        let gone = line.strip_prefix("-\t");
        gone.or_else(|| line.strip_prefix("=\t"))
    })
}

/// Cuts rows into segments, in the order given.
pub fn segments(rows: &[(Word, Id, Base)]) -> Vec<String> {
    let mut segments = Vec::new();
    let mut open = String::new();
    for (word, id, base) in rows {
        let body = base.body.as_str();
        if open.len() + body.len() > SEGMENT_BYTES && !open.is_empty() {
            segments.push(core::mem::take(&mut open));
        }
        push(&mut open, base.head(word, *id), body);
    }
    if !open.is_empty() {
        segments.push(open);
    }
    segments
}

/// What a line says.
#[derive(Debug)]
pub enum Line<'a> {
    /// A row of the server.
    Row(Word, Id, Base),
    /// A unit is no longer seen.
    Gone(&'a str),
    /// A unit is filled anew.
    Begun(&'a str),
    /// A row of such a unit, held back.
    Staged(Word, Id, Base),
    /// A unit that was filled anew is whole.
    Swapped(&'a str),
    /// Nothing that this build understands.
    Unread,
}

/// Shows every line of a block to `visit`.
pub fn read<'a>(block: &'a Arc<str>, mut visit: impl FnMut(Line<'a>)) {
    let mut last = Last::default();
    let bytes = block.as_bytes();
    let mut from = 0;
    while from < bytes.len() {
        let rest = bytes.get(from..).unwrap_or_default();
        let to = memchr::memchr(b'\n', rest).map_or(bytes.len(), |length| from + length);
        let line = block.get(from..to).unwrap_or_default();
        let (mark, rest) = match line.as_bytes() {
            [mark @ (b'-' | b'+' | b'='), b'\t', ..] => (*mark, line.get(2..).unwrap_or_default()),
            _ => (0, line),
        };
        visit(match mark {
            b'-' => Line::Gone(rest),
            b'=' => Line::Swapped(rest),
            b'+' if !rest.contains('\t') => Line::Begun(rest),
            _ => match read_row(block, rest, to - rest.len(), &mut last) {
                Some((word, id, base)) if mark == 0 => Line::Row(word, id, base),
                Some((word, id, base)) => Line::Staged(word, id, base),
                None => Line::Unread,
            },
        });
        from = to + 1;
    }
}

fn read_row(
    block: &Arc<str>,
    line: &str,
    from: usize,
    last: &mut Last,
) -> Option<(Word, Id, Base)> {
    let mut columns = Columns { line, at: 0 };
    let kind = last.kind(columns.next()?);
    let id = columns.next()?.parse().ok()?;
    let unit = last.unit(columns.next()?);
    let seq = columns.next()?.parse().ok()?;
    let state = State::from_code(columns.next()?.parse().ok()?);
    let owner = match columns.next()? {
        "" => None,
        owner => Some(owner.parse().ok()?),
    };
    let body = Text::at(block, from + columns.at, from + line.len())?;
    let base = Base {
        unit,
        seq,
        state,
        owner,
        body,
    };
    Some((kind, id, base))
}

/// The columns of a line that a tab ends: all but the last.
struct Columns<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Columns<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.line.as_bytes();
        let mut end = self.at;
        // A column is short: its end is found sooner than a search is set up.
        while *bytes.get(end)? != b'\t' {
            end += 1;
        }
        let column = self.line.get(self.at..end);
        self.at = end + 1;
        column
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Kind, id, unit, sequence, state, owner, body.
    type Written = (String, u128, String, u64, u8, Option<u128>, String);

    fn rows() -> impl Strategy<Value = Vec<Written>> {
        let kind = prop::sample::select(vec!["customer", "lead", "of_tomorrow"]);
        let body = "[^\\n\\t\\r]{0,20}".prop_map(|text| format!("{{\"a\":\"{text}\"}}"));
        let row = (
            kind.prop_map(str::to_owned),
            any::<u128>(),
            "s:[a-z]{1,3}",
            any::<u64>(),
            0..3_u8,
            any::<Option<u128>>(),
            body,
        );
        prop::collection::vec(row, 0..12)
    }

    proptest! {
        /// What is written is read, in order; noise between rows costs no row.
        #[test]
        fn rows_come_back_as_they_were_written(rows in rows(), noise in "[a-z\\t]{1,12}") {
            let mut text = String::new();
            for (kind, id, unit, seq, state, owner, body) in &rows {
                let state = State::from_code(*state);
                let head = (kind.as_str(), Id::from_u128(*id), unit.as_str(), *seq, state, owner.map(Id::from_u128));
                push(&mut text, head, body);
                push_gone(&mut text, unit);
                push_begun(&mut text, unit);
                push_staged(&mut text, head, body);
                push_swapped(&mut text, unit);
                text.push_str(&noise);
                text.push('\n');
            }
            let block: Arc<str> = text.into();
            let (mut read_rows, mut staged, mut units, mut unread) = (Vec::new(), Vec::new(), Vec::new(), 0);
            let written = |word: Word, id: Id, base: Base| (
                word.as_str().to_owned(), id.as_u128(), base.unit.to_string(), base.seq,
                base.state.code(), base.owner.map(Id::as_u128), base.body.as_str().to_owned(),
            );
            read(&block, |line| match line {
                Line::Row(word, id, base) => read_rows.push(written(word, id, base)),
                Line::Staged(word, id, base) => staged.push(written(word, id, base)),
                Line::Gone(unit) => units.push(('-', unit.to_owned())),
                Line::Begun(unit) => units.push(('+', unit.to_owned())),
                Line::Swapped(unit) => units.push(('=', unit.to_owned())),
                Line::Unread => unread += 1,
            });
            prop_assert_eq!(unread, rows.len());
            let marks = rows.iter().flat_map(|row| ['-', '+', '='].map(|mark| (mark, row.2.clone())));
            prop_assert_eq!(units, marks.collect::<Vec<_>>());
            prop_assert_eq!(&staged, &rows);
            prop_assert_eq!(read_rows, rows);
        }

        /// Any text is read to its end.
        #[test]
        fn anything_is_survived(noise in "[-+=\\n\\tas:0\\PC]{0,40}") {
            let block: Arc<str> = noise.into();
            let mut lines = 0;
            read(&block, |_| lines += 1);
            prop_assert_eq!(lines, block.split_terminator('\n').count());
        }
    }
}
