//! Blocks of rows, as they come from the server and go into memory. How a row
//! is written is said in `forecourt_replica::block`.

use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_replica::block::{Head, Line, push, push_staged};
use forecourt_replica::{Base, Word};
use forecourt_sync::wire::WireRow;

use crate::data::replica::Batch;

pub use forecourt_replica::block::{push_begun, push_gone, push_swapped, segments};

/// Appends a row that came from the server.
pub fn push_wire(out: &mut String, unit: &str, row: &WireRow) {
    push(out, head(unit, row), row.5.as_str());
}

/// Appends a row that came from the server for a unit that is filled anew.
pub fn push_wire_staged(out: &mut String, unit: &str, row: &WireRow) {
    push_staged(out, head(unit, row), row.5.as_str());
}

fn head<'a>(unit: &'a str, WireRow(seq, kind, id, state, owner, _): &'a WireRow) -> Head<'a> {
    (kind, *id, unit, *seq, *state, *owner)
}

/// Adds what a block says to a batch. Returns how many lines could not be read.
pub fn read(block: &Arc<str>, batch: &mut Batch) -> usize {
    let mut unread = 0;
    forecourt_replica::block::read(block, |line| match line {
        Line::Row(word, id, base) => batch.rows.push((word, id, base)),
        Line::Gone(unit) => drop(let_go(batch, unit)),
        Line::Begun(unit) => batch.stage.begin(unit),
        Line::Staged(word, id, base) => {
            unread += usize::from(!batch.stage.hold(word, id, base));
        }
        Line::Swapped(unit) => {
            let rows = let_go(batch, unit);
            batch.rows.extend(rows);
        }
        Line::Unread => unread += 1,
    });
    unread
}

/// Takes a unit out of a batch, and returns what was held back for it.
fn let_go(batch: &mut Batch, unit: &str) -> Vec<(Word, Id, Base)> {
    batch.rows.retain(|(_, _, base)| base.unit.as_ref() != unit);
    batch.units_gone.insert(unit.to_owned());
    batch.stage.take(unit)
}
