//! Makes one run out of several, and of contacts that lie in memory, a piece at a time.

use std::sync::Arc;

use forecourt_domain::{Id, Millis};

use super::{KIND, Piece, Run, belongs};
use crate::block::{self, Line, SEGMENT_BYTES};
use crate::{Base, Word, sort_ranked};

/// A contact where it stands in a run.
type Placed = ((Id, Id), Base);

/// A merge under way. Somebody else reads and writes the pieces.
pub struct Merge {
    sources: Vec<Source>,
    /// What comes from memory, the last first.
    own: Vec<Placed>,
    last: Option<(Id, Id)>,
    open: Cut,
}

/// A run that is being read; pieces and rows the last first.
struct Source {
    pieces: Vec<u64>,
    rows: Vec<Placed>,
}

/// A piece to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Its text.
    pub text: String,
    /// The first customer in it.
    pub first: Id,
    /// How many contacts.
    pub rows: u32,
}

impl Cut {
    /// The piece, once it has a number.
    pub const fn numbered(&self, number: u64) -> Piece {
        Piece {
            number,
            first: self.first,
            rows: self.rows,
        }
    }
}

/// What has to be done next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Read the piece of this number and [`Merge::give`] it.
    Read(u64),
    /// Write this piece, the next of the new run.
    Write(Cut),
    /// Nothing; the new run is whole.
    Done,
}

impl Merge {
    /// A merge of `runs` with the contacts `own`, each under its customer. No run holds an earlier version of those.
    pub fn new(runs: &[Run], own: &[(Id, Id, Base)]) -> Self {
        let sources = runs.iter().map(|run| Source {
            pieces: run.iter().rev().map(|piece| piece.number).collect(),
            rows: Vec::new(),
        });
        let place = |at: u32| {
            own.get(at as usize)
                .map(|(customer, id, _)| (*customer, *id))
        };
        let count = u32::try_from(own.len()).unwrap_or(u32::MAX);
        let mut order: Vec<(u64, u32)> = (0..count).map(|at| (0, at)).collect();
        sort_ranked(&mut order, &mut |a, b| place(b).cmp(&place(a)));
        let placed = |(_, at): (u64, u32)| {
            let (customer, id, base) = own.get(at as usize)?;
            Some(((*customer, *id), base.clone()))
        };
        let own = order.into_iter().filter_map(placed).collect();
        Self {
            sources: sources.collect(),
            own,
            last: None,
            open: Cut::default(),
        }
    }

    /// What has to be done next.
    pub fn step(&mut self) -> Step {
        loop {
            for source in &mut self.sources {
                if source.rows.is_empty()
                    && let Some(number) = source.pieces.last()
                {
                    return Step::Read(*number);
                }
            }
            let Some(((customer, id), base)) = self.take_first() else {
                return match core::mem::take(&mut self.open) {
                    open if open.rows == 0 => Step::Done,
                    open => Step::Write(open),
                };
            };
            // A run that was written twice, because the app ended in between, has a row twice.
            if self.last.replace((customer, id)) == Some((customer, id)) {
                continue;
            }
            let text = base.body.as_str();
            let full = (self.open.text.len() + text.len() > SEGMENT_BYTES && self.open.rows > 0)
                .then(|| core::mem::take(&mut self.open));
            if self.open.rows == 0 {
                self.open.first = customer;
            }
            let word = Word::Known(KIND);
            block::push(&mut self.open.text, base.head(&word, id), text);
            self.open.rows += 1;
            if let Some(full) = full {
                return Step::Write(full);
            }
        }
    }

    /// Takes the text of the piece that was asked for. False when it cannot be read whole.
    pub fn give(&mut self, text: &Arc<str>) -> bool {
        let waits = |source: &&mut Source| source.rows.is_empty() && !source.pieces.is_empty();
        let Some(source) = self.sources.iter_mut().find(waits) else {
            return false;
        };
        source.pieces.pop();
        let mut whole = true;
        block::read(text, |line| match line {
            Line::Row(word, id, base) => match belongs(&word, &base, Millis::MAX) {
                Some(customer) => source.rows.push(((customer, id), base)),
                None => whole = false,
            },
            _ => whole = false,
        });
        source.rows.reverse();
        whole
    }

    fn take_first(&mut self) -> Option<Placed> {
        let own = self.own.last().map(|(place, _)| (*place, None));
        let heads = self.sources.iter().enumerate();
        let heads = heads.filter_map(|(at, source)| Some((source.rows.last()?.0, Some(at))));
        let (_, from) = own
            .into_iter()
            .chain(heads)
            .min_by_key(|(place, _)| *place)?;
        match from {
            None => self.own.pop(),
            Some(at) => self.sources.get_mut(at)?.rows.pop(),
        }
    }
}
