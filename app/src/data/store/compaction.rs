//! Compaction: what the log says goes into segments. Segments of which nothing changed stay as they are.
//!
//! A row whose text lies in a segment stands there as it is now; a row that changed since lies in a block of the log.
//! So a segment is spent when fewer rows lie in it than it has lines. First the rest of the spent ones is written
//! anew, then the rows of the log, a few segments in one transaction, and with the last of them the log goes. Until
//! then it stays whole, and reading it over what is written so far gives the same rows: the work may end after any
//! transaction, and whoever goes on finds less to do.

use std::collections::HashMap;
use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_replica::block::{Line, read, segments as cut};
use forecourt_replica::{Base, Word};

use super::handle::StoreHandle;
use super::rows::{SegmentList, put_list};
use super::{Key, Plan, Shelf, Stored, Write};
use crate::data::StoreError;
use crate::data::replica::{Place, Replica};

/// Slots of rows that are looked at between two pauses.
const LOOK: usize = 4_096;
/// Segments whose lines are counted between two pauses.
const COUNT: usize = 8;
/// Segments of one transaction: some 700 KiB.
const TOGETHER: usize = 4;
/// A segment with fewer bytes is joined with others.
const SMALL_BYTES: usize = 96 * 1024;

/// What stands on the shelf of segments, as far as a tab knows.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    pub(super) list: SegmentList,
    /// Number and text of each. Rows in memory are stretches of the text.
    pub(super) texts: Vec<(u64, Arc<str>)>,
}

/// The end of the log, as far as the rows in memory know it.
#[derive(Clone, Debug, Default)]
pub struct Tail {
    /// Number of the last block.
    pub upto: u64,
    /// Rows that are held back, as blocks: they stay in the log.
    pub held: Vec<String>,
}

/// How far a compaction came, and what it wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compacted {
    /// How it ended.
    pub end: End,
    /// Segments written.
    pub segments: usize,
    /// Bytes of them.
    pub bytes: usize,
}

/// How a compaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The log is in the segments. Its last number now.
    Whole(u64),
    /// It was told to stop.
    Stopped,
    /// Another tab has written segments, so that nobody knows here what stands where.
    Stale,
}

impl Segments {
    /// Bytes of all of them.
    pub fn bytes(&self) -> usize {
        self.texts.iter().map(|(_, text)| text.len()).sum()
    }

    /// True while no other tab has written segments since.
    pub async fn are_current(&self, store: &StoreHandle) -> Result<bool, StoreError> {
        Ok(store.segment_list().await? == self.list)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// Writes the rows in memory into segments as far as they are not there, and takes the log away. Between slices of the
/// work `goes_on` is asked, which may take its time; the rows must not have changed when it says yes.
pub async fn compact(
    store: &StoreHandle,
    replica: &Replica,
    segments: &mut Segments,
    tail: Tail,
    mut goes_on: impl AsyncFnMut() -> bool,
) -> Result<Compacted, StoreError> {
    let mut work = Work {
        store,
        replica,
        segments,
        written: 0,
        bytes: 0,
    };
    let end = work.run(tail, &mut goes_on).await?;
    Ok(Compacted {
        end,
        segments: work.written,
        bytes: work.bytes,
    })
}

type Row = (Word, Id, Base);

struct Work<'a> {
    store: &'a StoreHandle,
    replica: &'a Replica,
    segments: &'a mut Segments,
    written: usize,
    bytes: usize,
}

impl Work<'_> {
    async fn run(
        &mut self,
        tail: Tail,
        goes_on: &mut impl AsyncFnMut() -> bool,
    ) -> Result<End, StoreError> {
        if !self.segments.are_current(self.store).await? {
            return Ok(End::Stale);
        }
        let Some((spent, loose)) = self.survey(goes_on).await else {
            return Ok(End::Stopped);
        };
        for numbers in spent.chunks(TOGETHER) {
            if !goes_on().await {
                return Ok(End::Stopped);
            }
            let rest = self.rest_of(numbers);
            self.put(cut(&rest), numbers, None).await?;
        }
        let mut rest = loose.as_slice();
        loop {
            if !goes_on().await {
                return Ok(End::Stopped);
            }
            let (texts, count) = cut_some(rest);
            rest = rest.get(count..).unwrap_or_default();
            if rest.is_empty() {
                let upto = tail.upto;
                let added = self.put(texts, &[], Some(tail)).await?;
                return Ok(End::Whole(added.last().copied().unwrap_or(upto)));
            }
            self.put(texts, &[], None).await?;
        }
    }

    /// The numbers of spent segments, and the rows that lie in none.
    async fn survey(
        &self,
        goes_on: &mut impl AsyncFnMut() -> bool,
    ) -> Option<(Vec<u64>, Vec<Row>)> {
        let texts = self.segments.texts.iter();
        let lying = texts.map(|(_, text)| (text.as_ptr(), 0));
        let mut lying: HashMap<*const u8, usize> = lying.collect();
        let mut loose = Vec::new();
        let mut next = Some(Place::default());
        while let Some(place) = next {
            next = self.replica.walk(place, LOOK, |word, id, base| {
                match lying.get_mut(&base.body.block().as_ptr()) {
                    Some(count) => *count += 1,
                    None => loose.push((word, id, base)),
                }
            });
            if !goes_on().await {
                return None;
            }
        }
        let (mut spent, mut small) = (Vec::new(), Vec::new());
        for (place, (number, text)) in self.segments.texts.iter().enumerate() {
            if lying.get(&text.as_ptr()) != Some(&lines(text)) {
                spent.push(*number);
            } else if text.len() < SMALL_BYTES {
                small.push(*number);
            }
            if place % COUNT == 0 && !goes_on().await {
                return None;
            }
        }
        if small.len() > 1 || (small.len() == 1 && !spent.is_empty()) {
            small.append(&mut spent);
            spent = small;
        }
        Some((spent, loose))
    }

    /// The rows that still lie in segments.
    fn rest_of(&self, numbers: &[u64]) -> Vec<Row> {
        let mut rest = Vec::new();
        let texts = self.segments.texts.iter();
        for (_, text) in texts.filter(|(number, _)| numbers.contains(number)) {
            read(text, |line| {
                let Line::Row(word, id, _) = line else {
                    return;
                };
                let base = self.replica.base(&word, id);
                rest.extend(
                    base.filter(|base| Arc::ptr_eq(base.body.block(), text))
                        .map(|base| (word, id, base)),
                );
            });
        }
        rest
    }

    /// Writes segments in the place of spent ones, and with the last of them takes the log away; all or nothing.
    async fn put(
        &mut self,
        texts: Vec<String>,
        spent: &[u64],
        last: Option<Tail>,
    ) -> Result<Vec<u64>, StoreError> {
        let known = &self.segments.texts;
        let is_free = |number: &u64| known.iter().all(|(taken, _)| taken != number);
        let free = (0..).filter(is_free);
        let numbers: Vec<u64> = spent
            .iter()
            .copied()
            .chain(free)
            .take(texts.len())
            .collect();
        let mut list = self.segments.list;
        list.count = known.len() + texts.len() - spent.len();
        list.made += 1;
        let mut writes = Vec::new();
        for (number, text) in numbers.iter().zip(&texts) {
            let bytes = Stored::Bytes(text.as_bytes().to_vec());
            writes.push(Write::Put(Shelf::Seg, Key::Number(*number), bytes));
        }
        let empty = spent.get(texts.len()..).unwrap_or_default();
        writes.extend(
            empty
                .iter()
                .map(|number| Write::Remove(Shelf::Seg, Key::Number(*number))),
        );
        let strict = last.is_some();
        if let Some(tail) = last {
            list.floor = tail.upto;
            writes.push(Write::RemoveTo(Shelf::Log, tail.upto));
            let held = tail
                .held
                .into_iter()
                .map(|block| Stored::Bytes(block.into_bytes()));
            writes.extend(held.map(|block| Write::Add(Shelf::Log, block)));
        }
        writes.push(put_list(&list)?);
        let added = self.store.write(Plan { strict, writes }).await?;
        self.segments.list = list;
        let texts_now = &mut self.segments.texts;
        texts_now.retain(|(number, _)| !spent.contains(number));
        for (number, text) in numbers.into_iter().zip(texts) {
            self.take_in(number, text.into());
        }
        Ok(added)
    }

    /// Lets the rows of a segment that was written lie in it.
    fn take_in(&mut self, number: u64, text: Arc<str>) {
        self.written += 1;
        self.bytes += text.len();
        read(&text, |line| {
            if let Line::Row(word, id, base) = line {
                self.replica.move_text(word, id, base);
            }
        });
        self.segments.texts.push((number, text));
    }
}

/// Cuts the first rows into as many segments as are written together. Returns them, and how many rows they hold: a
/// segment is not ended before it is full while there are rows left.
fn cut_some(rows: &[Row]) -> (Vec<String>, usize) {
    let mut bytes = 0;
    let taken = rows.iter().take_while(|(_, _, base)| {
        bytes += base.body.as_str().len();
        bytes < TOGETHER * 2 * SMALL_BYTES
    });
    // One row may be longer than all of that.
    let mut count = taken.count().max(1).min(rows.len());
    let mut texts = cut(rows.get(..count).unwrap_or_default());
    if count < rows.len() && texts.len() > 1 {
        count -= texts.pop().map_or(0, |text| lines(&text));
    }
    (texts, count)
}

fn lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}
