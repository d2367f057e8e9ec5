//! What happens to entries that cannot be read: they step aside, whole, and everything else opens.
//!
//! Nobody is locked out by one bad entry, and none is deleted without a word: the person is told and may keep it as a
//! file.

use serde::Deserialize;

use super::handle::StoreHandle;
use super::keys::existing;
use super::rows::{RefusedGroup, Shelves};
use super::seal::Found;
use super::{Key, Part, Plan, Shelf, Stored, Wish, Write, take_up};
use crate::data::StoreError;
use crate::data::overlay::LocalGroup;

/// An entry that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The shelf and the number it had.
    pub name: String,
    /// Its bytes, as they were found.
    pub bytes: Vec<u8>,
}

impl StoreHandle {
    /// Moves acts that cannot be read out of the way, in one transaction. Returns what is left.
    pub(super) async fn without_unreadable(
        &self,
        mut found: Shelves,
    ) -> Result<Shelves, StoreError> {
        let mut writes = Vec::new();
        let [_, _, outbox, refused, _] = &mut found;
        part::<LocalGroup>(Shelf::Outbox, outbox, &mut writes);
        part::<RefusedGroup>(Shelf::Refused, refused, &mut writes);
        if !writes.is_empty() {
            let plan = Plan {
                strict: true,
                writes,
            };
            self.write(plan).await?;
        }
        Ok(found)
    }

    /// What stands aside.
    pub async fn aside(&self) -> Result<Vec<Aside>, StoreError> {
        let wish = Wish {
            shelf: Shelf::Aside,
            what: Part::All,
        };
        let found: Found = self.read(vec![wish]).await?;
        let entries = found.into_iter().flatten();
        Ok(entries
            .map(|(key, value)| Aside {
                name: match key {
                    Key::Name(name) => name,
                    Key::Number(number) => number.to_string(),
                },
                bytes: value.bytes().to_vec(),
            })
            .collect())
    }

    /// Forgets what stands aside: the person kept it as a file, or does not want it.
    pub async fn forget_aside(&self) -> Result<(), StoreError> {
        let writes = vec![Write::Clear(Shelf::Aside)];
        self.write(Plan {
            strict: true,
            writes,
        })
        .await
        .map(drop)
    }
}

/// What people did and typed in a database that nobody can open, sealed as it lies there. It is only looked at.
pub async fn sealed_work(name: &str) -> Result<Vec<Aside>, StoreError> {
    let Some(database) = existing(name).await? else {
        return Ok(Vec::new());
    };
    let shelves = [Shelf::Outbox, Shelf::Refused, Shelf::Aside, Shelf::Draft];
    let wishes = shelves.map(|shelf| Wish {
        shelf,
        what: Part::All,
    });
    let found = take_up(&database, &wishes).await;
    database.close();
    let found = found.map_err(|error| StoreError::Read(error.to_string()))?;
    let entries = shelves.into_iter().zip(found).flat_map(|(shelf, entries)| {
        entries.into_iter().map(move |(key, value)| Aside {
            name: match key {
                Key::Name(name) => format!("{}.{name}", shelf.name()),
                Key::Number(number) => format!("{}.{number}", shelf.name()),
            },
            bytes: Stored::from_js(&value).bytes().to_vec(),
        })
    });
    Ok(entries.collect())
}

fn part<T: for<'de> Deserialize<'de>>(
    shelf: Shelf,
    entries: &mut Vec<(Key, Stored)>,
    writes: &mut Vec<Write>,
) {
    entries.retain(|(key, value)| {
        let readable = value
            .text()
            .is_some_and(|text| serde_json::from_str::<T>(text).is_ok());
        if !readable {
            let name = format!("{}.{}", shelf.name(), key.number());
            let bytes = Stored::Bytes(value.bytes().to_vec());
            writes.push(Write::Put(Shelf::Aside, Key::Name(name), bytes));
            writes.push(Write::Remove(shelf, key.clone()));
        }
        readable
    });
}
