//! Rows of units that are filled anew. They are held back until the last of them came, and then take the place of all
//! that the unit had in one step, on the screen and on the disk. Until then the old rows can be read and worked with.

use std::collections::BTreeSet;

use forecourt_domain::Id;
use forecourt_domain::access::Access;
use forecourt_replica::block::push_staged;
use forecourt_replica::{Base, Word};

use super::settle::Outcome;
use super::store::block;

/// Bytes of a block in which held rows are written anew.
const BLOCK_BYTES: usize = 192 * 1024;

type Row = (Word, Id, Base);

/// Rows that are held back, by unit. There are few units: a list is shorter, as a program too, than a map.
#[derive(Debug, Default)]
pub struct Stage(Vec<(String, Vec<Row>)>);

impl Stage {
    /// A unit is filled anew. What was held back for it before is void.
    pub(super) fn begin(&mut self, unit: &str) {
        self.take(unit);
        self.0.push((unit.to_owned(), Vec::new()));
    }

    /// Holds a row back. False when its unit is not being filled anew.
    pub(super) fn hold(&mut self, word: Word, id: Id, base: Base) -> bool {
        let place = self.place(base.unit.as_ref());
        match place.and_then(|place| self.0.get_mut(place)) {
            Some((_, rows)) => rows.push((word, id, base)),
            None => return false,
        }
        true
    }

    /// Takes what was held back for a unit: it is whole, or no longer seen.
    pub(super) fn take(&mut self, unit: &str) -> Vec<Row> {
        match self.place(unit) {
            Some(place) => self.0.swap_remove(place).1,
            None => Vec::new(),
        }
    }

    fn place(&self, unit: &str) -> Option<usize> {
        self.0.iter().position(|(own, _)| own == unit)
    }

    /// What was held back, as blocks that say the same.
    pub(super) fn blocks(&self) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut open = String::new();
        for (unit, rows) in &self.0 {
            block::push_begun(&mut open, unit);
            for (word, id, base) in rows {
                push_staged(&mut open, base.head(word, *id), base.body.as_str());
                if open.len() > BLOCK_BYTES {
                    blocks.push(core::mem::take(&mut open));
                }
            }
        }
        blocks.extend((!open.is_empty()).then_some(open));
        blocks
    }

    /// Units that are filled anew.
    pub(super) fn units(&self) -> BTreeSet<String> {
        self.0.iter().map(|(unit, _)| unit.clone()).collect()
    }
}

/// What an answer says about rows, as a block. `held` are the units of the rows that are here, `reads` is what the
/// person reads from now on.
///
/// A unit that starts again keeps its rows until the new ones are whole; but not when the person may see less of it
/// than before, or nothing: then they leave at once.
pub(super) fn lines(
    outcome: &Outcome,
    reads: &Access,
    stage: &Stage,
    held: &BTreeSet<String>,
) -> String {
    let mut out = String::new();
    let mut filling = stage.units();
    let begin = |out: &mut String, filling: &mut BTreeSet<String>, unit: &String| {
        block::push_begun(out, unit);
        filling.insert(unit.clone());
    };
    if outcome.restart {
        let units: Vec<String> = filling.union(held).cloned().collect();
        units
            .iter()
            .for_each(|unit| begin(&mut out, &mut filling, unit));
    }
    for unit in &outcome.dropped {
        if held.contains(unit) && reads.units.contains_key(unit) && stays(outcome, reads, unit) {
            begin(&mut out, &mut filling, unit);
        } else {
            block::push_gone(&mut out, unit);
            filling.remove(unit);
        }
    }
    let Some(reply) = &outcome.rows else {
        return out;
    };
    filling.retain(|unit| {
        let starts = outcome.dropped.contains(unit);
        let goes_on = reply.units.contains_key(unit) && stays(outcome, reads, unit);
        if !starts && !goes_on {
            block::push_gone(&mut out, unit);
        }
        starts || goes_on
    });
    for (unit, page) in &reply.units {
        let is_filling = filling.contains(unit);
        for row in &page.rows {
            if is_filling {
                block::push_wire_staged(&mut out, unit, row);
            } else {
                block::push_wire(&mut out, unit, row);
            }
        }
        if is_filling && !page.more {
            block::push_swapped(&mut out, unit);
        }
    }
    out
}

/// True when the person may still see all that is here of a unit.
fn stays(outcome: &Outcome, reads: &Access, unit: &String) -> bool {
    if reads.version == 0 {
        return true;
    }
    if outcome.known.version == 0 {
        // Before the first word of it units came whole.
        return Access::whole(core::slice::from_ref(unit)).reads_within(reads, unit);
    }
    outcome.known.reads_within(reads, unit)
}
