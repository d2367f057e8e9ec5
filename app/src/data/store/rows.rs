//! What stands on the shelves, and how it is read from there.

use std::collections::BTreeSet;
use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_replica::archive::Archive;
use forecourt_sync::Stamp;
use serde::{Deserialize, Serialize};

use super::archive::{forgotten, read_list, version_of};
use super::{Key, Segments, Shelf, Stored, Write};
use crate::data::StoreError;
use crate::data::overlay::LocalGroup;

pub(super) const DEVICE: &str = "device";
pub(super) const SYNC: &str = "sync";
const CLOCK: &str = "clock";
pub(super) const SEGMENTS: &str = "segments";

/// Entries of meta, log, outbox and refused, and the list of the archive.
pub(super) type Shelves = [Vec<(Key, Stored)>; 5];

/// What stands on the shelf of segments: how many, and those that can be read, by number.
#[derive(Default)]
pub(super) struct SegmentsRead {
    pub count: usize,
    pub texts: Vec<(u64, Arc<str>)>,
}

/// Everything the database holds, as the app starts.
#[derive(Debug)]
pub struct Loaded {
    /// The device, made when the database was.
    pub device: Id,
    /// True when the database was empty until now.
    pub fresh: bool,
    /// State of syncing, as it was written.
    pub sync: Option<String>,
    /// The highest stamp known.
    pub clock: Stamp,
    /// Segments, then the log: blocks of rows in the order in which they apply.
    pub blocks: Vec<Arc<str>>,
    /// How many of them are segments.
    pub segments: usize,
    /// Where each of those stands.
    pub shelf: Segments,
    /// Bytes of the log among them.
    pub log_bytes: usize,
    /// What lies on the disk and not in memory, and how often that has changed.
    pub archive: (Archive, u64),
    /// Number of the last log block.
    pub log_end: u64,
    /// True when segments are missing that the list names, or a block cannot be
    /// read: the rows are not whole, and must be fetched again.
    pub damaged: bool,
    /// Acts that wait, by number.
    pub outbox: Vec<(u64, Arc<LocalGroup>)>,
    /// Acts that were refused, by number.
    pub refused: Vec<(u64, RefusedGroup)>,
}

/// An act that the server refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedGroup {
    /// Word of the reason.
    pub code: String,
    /// The act.
    pub group: LocalGroup,
}

/// What another tab wrote since.
#[derive(Debug)]
pub struct News {
    /// Blocks that followed, in order. `None` when they were compacted away
    /// meanwhile or cannot be read, and everything has to be read again.
    pub blocks: Option<Vec<Arc<str>>>,
    /// Number of the last log block.
    pub log_end: u64,
    /// Numbers of the acts that wait.
    pub waiting: BTreeSet<u64>,
    /// Those of them that are new to the asker.
    pub fresh: Vec<(u64, Arc<LocalGroup>)>,
    /// Acts that were refused.
    pub refused: Vec<(u64, RefusedGroup)>,
    /// State of syncing.
    pub sync: Option<String>,
    /// The device, which may have got another id.
    pub device: Option<Id>,
    /// How often the archive has changed.
    pub archive: u64,
}

/// What an answer of the server changes on the device, in one transaction.
#[derive(Debug, Default)]
pub struct Settled {
    /// When the server's rows are dropped first: the number of the last log block.
    pub restart: Option<u64>,
    /// True when it must not be lost, whatever it is.
    pub strict: bool,
    /// Rows that came, as a block.
    pub block: Option<String>,
    /// State of syncing.
    pub sync: String,
    /// The highest stamp known.
    pub clock: Stamp,
    /// Acts that came back as rows. Exactly these go: one that nobody here knows of stays.
    pub retire: Vec<u64>,
    /// Acts that the server refused.
    pub refuse: Vec<(u64, RefusedGroup)>,
    /// What of acts was overtaken by newer values. The acts stay where they are.
    pub overtaken: Vec<(u64, RefusedGroup)>,
    /// Acts whose stamps the server set back.
    pub rewrite: Vec<(u64, Arc<LocalGroup>)>,
    /// The new id of this device.
    pub device: Option<Id>,
    /// What that changes in the archive.
    pub archive: Vec<Write>,
}

/// The list of segments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SegmentList {
    pub count: usize,
    /// Log blocks up to here are in the segments.
    pub floor: u64,
    /// How often segments were written: a tab that knows another number does not know what stands where.
    #[serde(default)]
    pub made: u64,
}

impl Loaded {
    /// Reads what was found on the shelves.
    pub(super) fn read(
        [meta, log, outbox, refused, archive]: Shelves,
        seg: SegmentsRead,
        device: Id,
        fresh: bool,
    ) -> Result<Self, StoreError> {
        let device = device_of(&meta).unwrap_or(device);
        let list = list_of(&meta);
        let log_bytes = log.iter().map(|(_, block)| block.len()).sum();
        let log_end = log.last().map_or(list.floor, |(key, _)| key.number());
        let version = version_of(&meta);
        let archive = archive.into_iter().find_map(read_list);
        let whole = seg.count == list.count && (version == 0 || archive.is_some());
        let all = seg.count + log.len();
        let texts_read = seg.texts.iter().map(|(_, text)| Arc::clone(text));
        let mut blocks: Vec<Arc<str>> = texts_read.collect();
        let shelf = Segments {
            list,
            texts: seg.texts,
        };
        blocks.extend(texts(log));
        let outbox = read_groups(outbox)?;
        let clock = text_of(&meta, CLOCK).and_then(|text| text.parse().ok());
        let last_stamp = outbox
            .iter()
            .flat_map(|(_, group)| group.ops.iter().map(|op| op.at))
            .max();
        Ok(Loaded {
            device,
            fresh,
            // A new device has pulled nothing, whatever a tab wrote into a database that was cleared.
            sync: sync_of(&meta).filter(|_| !fresh),
            clock: clock.max(last_stamp).unwrap_or_default(),
            log_end,
            log_bytes,
            archive: (archive.unwrap_or_default(), version),
            damaged: !whole || blocks.len() != all,
            blocks,
            segments: shelf.len(),
            shelf,
            outbox,
            refused: read_refused(refused)?,
        })
    }
}

impl News {
    /// Reads meta, the log after `log`, the keys and the fresh entries of the outbox, and refused.
    pub(super) fn read(
        [meta, blocks, waiting, fresh, refused]: [Vec<(Key, Stored)>; 5],
        log: u64,
    ) -> Result<Self, StoreError> {
        let device = device_of(&meta);
        let floor = list_of(&meta).floor;
        let log_end = blocks.last().map(|(key, _)| key.number());
        let all = blocks.len();
        let blocks = texts(blocks);
        let whole = floor <= log && blocks.len() == all;
        Ok(News {
            log_end: log_end.unwrap_or(log.max(floor)),
            blocks: whole.then_some(blocks),
            waiting: waiting.iter().map(|(key, _)| key.number()).collect(),
            fresh: read_groups(fresh)?,
            refused: read_refused(refused)?,
            sync: sync_of(&meta),
            archive: version_of(&meta),
            device,
        })
    }
}

impl Settled {
    /// What is written, and whether strictly.
    ///
    /// That acts came back as rows may be undone by a power cut, together with the rows: the acts are sent again, and
    /// the server knows their numbers. An act of a person never waits for a disk that is busy with that.
    pub(super) fn writes(self) -> Result<(bool, Vec<Write>), StoreError> {
        let in_tray = !self.refuse.is_empty() || !self.overtaken.is_empty();
        let strict = self.strict || in_tray || self.device.is_some();
        let mut writes = Vec::new();
        if let Some(end) = self.restart {
            // A floor above what any tab has read makes all of them read anew.
            let list = SegmentList {
                floor: end + 1,
                ..SegmentList::default()
            };
            writes.push(Write::Clear(Shelf::Seg));
            writes.push(Write::Clear(Shelf::Log));
            writes.push(put_list(&list)?);
            writes.push(forgotten());
        }
        for (mid, group) in &self.rewrite {
            writes.push(Write::Put(
                Shelf::Outbox,
                (*mid).into(),
                json(group.as_ref())?,
            ));
        }
        for (mid, refused) in &self.refuse {
            writes.push(Write::Remove(Shelf::Outbox, (*mid).into()));
            writes.push(Write::Put(Shelf::Refused, (*mid).into(), json(refused)?));
        }
        for (mid, group) in &self.overtaken {
            writes.push(Write::Put(Shelf::Refused, (*mid).into(), json(group)?));
        }
        let retired = self.retire.iter();
        writes.extend(retired.map(|mid| Write::Remove(Shelf::Outbox, (*mid).into())));
        let device = self
            .device
            .map(|device| put_text(DEVICE, device.to_string()));
        writes.extend(device);
        writes.extend(self.archive);
        writes.push(put_text(SYNC, self.sync));
        writes.push(put_text(CLOCK, self.clock.to_string()));
        // A restart takes a number even without rows, so that the floor is below the next.
        let block = self.block.or(self.restart.map(|_| String::new()));
        writes.extend(block.map(|block| Write::Add(Shelf::Log, Stored::Bytes(block.into_bytes()))));
        Ok((strict, writes))
    }
}

/// The entry that lists the segments.
pub(super) fn put_list(list: &SegmentList) -> Result<Write, StoreError> {
    Ok(Write::Put(Shelf::Meta, SEGMENTS.into(), json(list)?))
}

/// The entry that names the device, for the tab that comes first. A name that cannot be read is replaced.
pub(super) fn claim(device: Id, meta: &[(Key, Stored)]) -> Write {
    let name = Stored::Text(device.to_string());
    let bad = meta.iter().any(|(key, _)| *key == Key::from(DEVICE));
    if bad {
        Write::Put(Shelf::Meta, DEVICE.into(), name)
    } else {
        Write::Claim(Shelf::Meta, DEVICE.into(), name)
    }
}

/// The entry that holds the highest stamp known.
pub(super) fn put_clock(clock: Stamp) -> Write {
    put_text(CLOCK, clock.to_string())
}

pub(super) fn put_text(name: &str, text: String) -> Write {
    Write::Put(Shelf::Meta, name.into(), Stored::Text(text))
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<Stored, StoreError> {
    serde_json::to_string(value)
        .map(Stored::Text)
        .map_err(|error| StoreError::Write(error.to_string()))
}

pub(super) fn sync_of(meta: &[(Key, Stored)]) -> Option<String> {
    text_of(meta, SYNC)
}

pub(super) fn text_of(entries: &[(Key, Stored)], name: &str) -> Option<String> {
    let name = Key::from(name);
    let (_, value) = entries.iter().find(|(key, _)| *key == name)?;
    value.clone().into_text()
}

/// The blocks that can be read.
fn texts(blocks: Vec<(Key, Stored)>) -> Vec<Arc<str>> {
    let texts = numbered_texts(blocks).map(|(_, text)| text);
    texts.collect()
}

/// The same with their numbers.
pub(super) fn numbered_texts(blocks: Vec<(Key, Stored)>) -> impl Iterator<Item = (u64, Arc<str>)> {
    let texts = blocks.into_iter();
    texts.filter_map(|(key, block)| Some((key.number(), block.into_text()?.into())))
}

pub(super) fn device_of(meta: &[(Key, Stored)]) -> Option<Id> {
    text_of(meta, DEVICE)?.parse().ok()
}

pub(super) fn list_of(meta: &[(Key, Stored)]) -> SegmentList {
    text_of(meta, SEGMENTS)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// An act that cannot be read is never skipped: it would be lost without a word.
pub(super) fn read_groups(
    entries: Vec<(Key, Stored)>,
) -> Result<Vec<(u64, Arc<LocalGroup>)>, StoreError> {
    read_all(entries).map(|groups| {
        let shared = groups
            .into_iter()
            .map(|(mid, group)| (mid, Arc::new(group)));
        shared.collect()
    })
}

fn read_refused(entries: Vec<(Key, Stored)>) -> Result<Vec<(u64, RefusedGroup)>, StoreError> {
    read_all(entries)
}

fn read_all<T: for<'de> Deserialize<'de>>(
    entries: Vec<(Key, Stored)>,
) -> Result<Vec<(u64, T)>, StoreError> {
    entries
        .into_iter()
        .map(|(key, value)| {
            let text = value.into_text().ok_or_else(unreadable)?;
            serde_json::from_str(&text)
                .map(|value| (key.number(), value))
                .map_err(|error| StoreError::Read(error.to_string()))
        })
        .collect()
}

pub(super) fn short() -> StoreError {
    StoreError::Read("fewer shelves than asked for".to_owned())
}

fn unreadable() -> StoreError {
    StoreError::Read("an entry that its key does not open".to_owned())
}
