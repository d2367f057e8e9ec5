//! Blocks of rows, as they come from the server and go into memory. How a row
//! is written is said in `forecourt_replica::block`.

use std::sync::Arc;

use forecourt_replica::block::{Line, push};
use forecourt_sync::wire::WireRow;

use crate::data::replica::Batch;

pub use forecourt_replica::block::{push_gone, segments};

/// Appends a row that came from the server.
pub fn push_wire(out: &mut String, unit: &str, row: &WireRow) {
    let WireRow(seq, kind, id, state, owner, body) = row;
    push(out, (kind, *id, unit, *seq, *state, *owner), body.as_str());
}

/// Adds what a block says to a batch. Returns how many lines could not be read.
pub fn read(block: &Arc<str>, batch: &mut Batch) -> usize {
    let mut unread = 0;
    forecourt_replica::block::read(block, |line| match line {
        Line::Row(word, id, base) => batch.rows.push((word, id, base)),
        Line::Gone(unit) => {
            batch.rows.retain(|(_, _, base)| base.unit.as_ref() != unit);
            batch.units_gone.insert(unit.to_owned());
        }
        Line::Unread => unread += 1,
    });
    unread
}
