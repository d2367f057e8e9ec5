//! The archive on the disk: contacts of times past, in pieces that are read when somebody opens their customer.
//!
//! The pieces stand on the shelf of segments behind the list that names them. The list and what it takes the place of
//! change in one transaction; a piece that no list names is debris of a merge that came to no end.

use std::sync::Arc;

use forecourt_replica::archive::{Archive, Cut};

use super::handle::StoreHandle;
use super::rows::{put_text, short, text_of};
use super::{Key, Part, Plan, Shelf, Stored, Wish, Write};
use crate::data::StoreError;

/// Where the list stands. The pieces stand behind it; segments before it.
pub(super) const LIST: u64 = 1 << 40;
/// Says in `meta` how often the list has changed; 0 when there is none.
const VERSION: &str = "archive";

const fn key(number: u64) -> Key {
    Key::Number(LIST + 1 + number)
}

/// What a change of the archive writes: the list as it is now, its version, `spent` pieces taken away, and debris.
pub fn noted(archive: &Archive, version: u64, spent: &[u64]) -> Vec<Write> {
    let list = Stored::Bytes(archive.write().into_bytes());
    let mut writes = vec![
        Write::Put(Shelf::Seg, Key::Number(LIST), list),
        put_text(VERSION, version.to_string()),
    ];
    let spent = spent.iter();
    writes.extend(spent.map(|number| Write::Remove(Shelf::Seg, key(*number))));
    writes.push(without_debris(archive));
    writes
}

/// Takes away the pieces that nobody names: those with the numbers that come next.
pub fn without_debris(archive: &Archive) -> Write {
    Write::RemoveFrom(Shelf::Seg, LIST + 1 + archive.next)
}

/// What says that there is no archive.
pub(super) fn forgotten() -> Write {
    put_text(VERSION, "0".to_owned())
}

pub(super) fn version_of(meta: &[(Key, Stored)]) -> u64 {
    let version = text_of(meta, VERSION).and_then(|text| text.parse().ok());
    version.unwrap_or_default()
}

pub(super) fn read_list((_, list): (Key, Stored)) -> Option<Archive> {
    Archive::read(&list.into_text()?)
}

impl StoreHandle {
    /// Reads pieces, in this order; none when one of them is missing, or its seal does not open.
    pub async fn pieces(&self, numbers: &[u64]) -> Result<Option<Vec<Arc<str>>>, StoreError> {
        if numbers.is_empty() {
            // The browser refuses to look at nothing.
            return Ok(Some(Vec::new()));
        }
        let wishes = numbers.iter().map(|number| LIST + 1 + number);
        let wishes = wishes.map(|number| Wish {
            shelf: Shelf::Seg,
            what: Part::Between(number, number),
        });
        let found = self.read(wishes.collect()).await?;
        let texts = found.into_iter().map(|entries| {
            let (_, piece) = entries.into_iter().next()?;
            Some(Arc::from(piece.into_text()?))
        });
        Ok(texts.collect())
    }

    /// Reads the list as it stands, and how often it has changed.
    pub async fn archive(&self) -> Result<(Archive, u64), StoreError> {
        let wish = |shelf, what| Wish { shelf, what };
        let wishes = vec![
            wish(Shelf::Meta, Part::One(VERSION.to_owned())),
            wish(Shelf::Seg, Part::Between(LIST, LIST)),
        ];
        let found: [_; 2] = self.read(wishes).await?.try_into().map_err(|_| short())?;
        let [meta, list] = found;
        let list = list.into_iter().find_map(read_list);
        Ok((list.unwrap_or_default(), version_of(&meta)))
    }

    /// Takes the list away, because what it names cannot be read. The next start fetches everything again.
    pub async fn give_up_archive(&self) -> Result<(), StoreError> {
        let plan = Plan {
            strict: true,
            writes: vec![Write::Remove(Shelf::Seg, Key::Number(LIST))],
        };
        self.write(plan).await.map(drop)
    }
}

/// What writes a piece.
pub fn written(number: u64, cut: &Cut) -> Write {
    let bytes = Stored::Bytes(cut.text.as_bytes().to_vec());
    Write::Put(Shelf::Seg, key(number), bytes)
}
