//! Contacts of times past. A dealership has a few for every customer and year; they lie on the disk, put together by
//! customer, and come into memory when somebody opens that customer.
//!
//! A *piece* is a block of rows of one unit in the order of customers. A *run* is a list of pieces in that order; a
//! first download makes several runs, which are later merged into one. The archive is the list of all of them.
//!
//! What is in memory outranks what lies here: a row that changed since stands in the log or in a segment, and its
//! earlier version lies here until the next merge.

mod merge;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use forecourt_domain::{Id, Kind, Millis, State, body};

use crate::block::{self, Line};
use crate::{Base, Word};

pub use merge::{Cut, Merge, Step};

/// The kind that grows with the years.
pub const KIND: Kind = Kind::Activity;
/// So long does a contact stay in memory, ms: the current month and the two before are asked for every day.
pub const RECENT_MS: Millis = 92 * 86_400_000;

/// Whom a contact belongs to, when that and its time say that it may lie in the archive.
pub fn belongs(word: &Word, base: &Base, before: Millis) -> Option<Id> {
    if *word != Word::Known(KIND) || base.state == State::Gone {
        return None;
    }
    let (customer, started) = read(base.body.as_str())?;
    (started < before).then_some(customer)
}

/// Customer and time of a contact.
fn read(text: &str) -> Option<(Id, Millis)> {
    let (mut customer, mut started) = (None, None);
    for (name, value) in body::fields(text) {
        match name {
            "customer_id" => customer = value.trim_matches('"').parse().ok(),
            "started_at" => started = value.parse().ok(),
            _ => continue,
        }
        if let (Some(customer), Some(started)) = (customer, started) {
            return Some((customer, started));
        }
    }
    None
}

/// Where a piece stands, and what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its number; none is used twice.
    pub number: u64,
    /// The first customer. The last one is that of the next piece, or the one before.
    pub first: Id,
    /// How many contacts.
    pub rows: u32,
}

type Run = Vec<Piece>;

/// What lies where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// The number that the next piece gets.
    pub next: u64,
    /// By unit. There are few units: a list is shorter, as a program too, than a map.
    units: Vec<(String, Vec<Run>)>,
}

impl Archive {
    /// True when nothing lies there.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// How many contacts lie there.
    pub fn rows(&self) -> usize {
        self.pieces().map(|piece| piece.rows as usize).sum()
    }

    /// The units of which something lies there.
    pub fn units(&self) -> impl Iterator<Item = &String> {
        self.units.iter().map(|(unit, _)| unit)
    }

    /// The runs of a unit, the oldest first.
    pub fn runs(&self, unit: &str) -> &[Run] {
        let own = self.units.iter().find(|(own, _)| own == unit);
        own.map_or(&[], |(_, runs)| runs.as_slice())
    }

    /// The pieces that may hold contacts of a customer.
    pub fn pieces_of(&self, customer: Id) -> Vec<u64> {
        let mut found = Vec::new();
        for run in self.units.iter().flat_map(|(_, runs)| runs) {
            // A customer may begin in one piece and go on in the next.
            let after = run.partition_point(|piece| piece.first < customer);
            let from = after.saturating_sub(1);
            let rest = run.get(from..).unwrap_or_default();
            let holds = rest.iter().take_while(|piece| piece.first <= customer);
            found.extend(holds.map(|piece| piece.number));
        }
        found
    }

    /// Adds a run of a unit, in place of all it had if `alone`. Returns the numbers of the pieces that are not needed any more.
    pub fn put(&mut self, unit: &str, run: Run, alone: bool) -> Vec<u64> {
        let spent = if alone { self.take(unit) } else { Vec::new() };
        if !run.is_empty() {
            match self.units.iter_mut().find(|(own, _)| own == unit) {
                Some((_, runs)) => runs.push(run),
                None => self.units.push((unit.to_owned(), vec![run])),
            }
        }
        spent
    }

    /// The numbers of all pieces.
    pub fn numbers(&self) -> Vec<u64> {
        self.pieces().map(|piece| piece.number).collect()
    }

    /// Puts what is left of a piece in its place, under the next number. False when the piece is not there any more.
    pub fn rewrite(&mut self, number: u64, left: &Cut) -> bool {
        let mut runs = self.units.iter_mut().flat_map(|(_, runs)| runs);
        let place = |run: &mut Run| {
            let at = run.iter().position(|piece| piece.number == number)?;
            run.get_mut(at).map(|piece| {
                // What it begins with stays: the piece before may end with the same customer.
                piece.number = self.next;
                piece.rows = left.rows;
            })
        };
        let found = runs.find_map(place).is_some();
        self.next += u64::from(found);
        found
    }

    /// Takes a unit out. Returns the numbers of its pieces.
    pub fn take(&mut self, unit: &str) -> Vec<u64> {
        let place = self.units.iter().position(|(own, _)| own == unit);
        let runs = place.map(|place| self.units.swap_remove(place).1);
        let runs = runs.unwrap_or_default();
        runs.iter().flatten().map(|piece| piece.number).collect()
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.units.iter().flat_map(|(_, runs)| runs).flatten()
    }

    /// As it is kept: a line for a unit, one for the start of each run, and one for each piece.
    pub fn write(&self) -> String {
        let mut out = format!("{}\n", self.next);
        for (unit, runs) in &self.units {
            // Writing to a String cannot fail.
            writeln!(out, "{unit}").ok();
            for run in runs {
                writeln!(out, "-").ok();
                for Piece {
                    number,
                    first,
                    rows,
                } in run
                {
                    writeln!(out, "{number}\t{first}\t{rows}").ok();
                }
            }
        }
        out
    }

    /// Reads what [`Archive::write`] wrote; none when it is anything else.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut archive = Self {
            next: lines.next()?.parse().ok()?,
            units: Vec::new(),
        };
        for line in lines {
            let mut columns = line.split('\t');
            match (columns.next()?, columns.next(), columns.next()) {
                ("-", None, None) => {
                    archive.units.last_mut()?.1.push(Run::new());
                }
                (name, None, None) => {
                    archive.units.push((name.to_owned(), Vec::new()));
                }
                (number, Some(first), Some(rows)) => {
                    let (_, runs) = archive.units.last_mut()?;
                    runs.last_mut()?.push(Piece {
                        number: number.parse().ok()?,
                        first: first.parse().ok()?,
                        rows: rows.parse().ok()?,
                    });
                }
                _ => return None,
            }
        }
        Some(archive)
    }
}

/// The contacts of a customer that stand in pieces, in a block of their own: they must not keep the pieces in memory.
/// None when a line cannot be read.
pub fn contacts_of(customer: Id, pieces: &[Arc<str>]) -> Option<Vec<(Id, Base)>> {
    let (mut own, mut whole) = (String::new(), true);
    for piece in pieces {
        block::read(piece, |line| match line {
            Line::Row(word, id, base) => {
                if belongs(&word, &base, Millis::MAX) == Some(customer) {
                    block::push(&mut own, base.head(&word, id), base.body.as_str());
                }
            }
            _ => whole = false,
        });
    }
    let own: Arc<str> = own.into();
    let mut rows = Vec::new();
    block::read(&own, |line| {
        if let Line::Row(_, id, base) = line {
            rows.push((id, base));
        }
    });
    whole.then_some(rows)
}

/// What is left of a piece without the contacts that are `gone`; none when it holds none of them.
pub fn without(piece: &Arc<str>, gone: &HashSet<Id>) -> Option<Cut> {
    let (mut left, mut lines) = (Cut::default(), 0);
    block::read(piece, |line| {
        lines += 1;
        if let Line::Row(word, id, base) = line
            && !gone.contains(&id)
        {
            block::push(&mut left.text, base.head(&word, id), base.body.as_str());
            left.rows += 1;
        }
    });
    (left.rows < lines).then_some(left)
}

#[cfg(test)]
mod tests;
