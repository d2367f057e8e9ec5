//! From one storage format to the next: what an earlier version of the app left is copied, whole or not at all.
//!
//! A format has a database of its own. Its predecessor is taken over at a version that no tab of that format opens:
//! the browser tells those that are open, each gives way and asks its person to reload, and what they had under way
//! is complete before the copy begins. The predecessor is then emptied and stays as a bar against its own tabs.

use futures::future::{Either, select};
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::TransactionMode;
use wasm_bindgen::JsValue;

use super::door::Door;
use super::{FORMAT, Key, Part, Plan, Shelf, StoreError, Stored, Wish, Write};
use super::{is_there, opening, take_up};
use crate::platform::clock;

/// How a format is read; the first stands for format 1.
const READERS: [Reader; (FORMAT - 1) as usize] = [Reader {
    shelves: &[
        Shelf::Meta,
        Shelf::Seg,
        Shelf::Log,
        Shelf::Outbox,
        Shelf::Refused,
        Shelf::Draft,
    ],
    // Format 1 sealed nothing.
    value: |value| Stored::from_js(value),
}];

/// Says in `meta` how far the copy has come.
const CARRIED: &str = "carried";
/// The copy is complete; the predecessor may still be full.
const COPIED: &str = "copied";
/// There is nothing left to copy.
const DONE: &str = "done";
/// How long tabs of an earlier format may take to give way, ms. They do at once unless they are broken.
const PATIENCE: u32 = 10_000;

struct Reader {
    shelves: &'static [Shelf],
    value: fn(&JsValue) -> Stored,
}

/// The name that a person's databases of all formats share.
pub(super) fn root(name: &str) -> Option<&str> {
    name.strip_suffix(&format!(".{FORMAT}"))
}

/// The name of a person's database in a format.
pub(super) fn name_in(root: &str, format: u8) -> String {
    format!("{root}.{format}")
}

/// Copies what an earlier format left, if that was not done.
pub(super) async fn carry(door: &Door) -> Result<(), StoreError> {
    let Some(root) = root(door.name()) else {
        return Ok(());
    };
    let stage = mark(door).await?;
    if stage.as_deref() == Some(DONE) {
        return Ok(());
    }
    for format in (1..FORMAT).rev() {
        let Some(old) = take_over(&name_in(root, format), format).await? else {
            continue;
        };
        let copied = match stage {
            Some(_) => Ok(()),
            None => copy(door, &old, format).await,
        };
        old.close();
        copied?;
        empty(&name_in(root, format), format).await?;
        break;
    }
    let plan = Plan {
        strict: false,
        writes: vec![Write::Put(
            Shelf::Meta,
            CARRIED.into(),
            Stored::Text(DONE.to_owned()),
        )],
    };
    door.write(&plan, None).await.map(drop)
}

async fn mark(door: &Door) -> Result<Option<String>, StoreError> {
    let wish = Wish {
        shelf: Shelf::Meta,
        what: Part::One(CARRIED.to_owned()),
    };
    let found = door.read(&[wish]).await?.into_iter().flatten().next();
    Ok(found.and_then(|(_, value)| value.into_text()))
}

/// One transaction holds the copy and the mark that it is there: a page that ends meanwhile copies again, and
/// another tab that copies too finds the mark and fails.
async fn copy(door: &Door, old: &Database, format: u8) -> Result<(), StoreError> {
    let read = read(old, format).await;
    let mut writes = read.map_err(|error| StoreError::Read(error.to_string()))?;
    let copied = Stored::Text(COPIED.to_owned());
    writes.push(Write::Claim(Shelf::Meta, CARRIED.into(), copied));
    let plan = Plan {
        strict: true,
        writes,
    };
    match door.write(&plan, None).await {
        Err(error) if mark(door).await?.is_none() => Err(error),
        _ => Ok(()),
    }
}

/// Everything that stands there, as it will stand here. Shelves that count go on counting where they were.
async fn read(old: &Database, format: u8) -> Result<Vec<Write>, Error> {
    let mut writes = Vec::new();
    let Some(reader) = READERS.get(usize::from(format) - 1) else {
        return Ok(writes);
    };
    let wish = |shelf: &Shelf| Wish {
        shelf: *shelf,
        what: Part::All,
    };
    let wishes: Vec<Wish> = reader.shelves.iter().map(wish).collect();
    for (shelf, entries) in reader.shelves.iter().zip(take_up(old, &wishes).await?) {
        for (key, value) in entries {
            writes.push(Write::Put(*shelf, key, (reader.value)(&value)));
        }
        if shelf.counts() {
            let next = Key::Number(next_number(old, *shelf).await?);
            let held = Stored::Text(String::new());
            writes.push(Write::Put(*shelf, next.clone(), held));
            writes.push(Write::Remove(*shelf, next));
        }
    }
    Ok(writes)
}

/// The number that would come next there. It is not used any more, by nobody.
async fn next_number(old: &Database, shelf: Shelf) -> Result<u64, Error> {
    let tx = old
        .transaction([shelf.name()])
        .with_mode(TransactionMode::Readwrite)
        .build()?;
    let store = tx.object_store(shelf.name())?;
    let added = store.add(JsValue::from_str("")).with_key_type::<f64>();
    // Ends without a commit, which takes it back.
    let number = added.primitive()?.await?;
    Ok(number as u64)
}

/// Opens a predecessor that nobody else will ever open again. `None` when there is none, or it was emptied.
async fn take_over(name: &str, format: u8) -> Result<Option<Database>, StoreError> {
    if !is_there(name).await? {
        return Ok(None);
    }
    let opened = Database::open(name).with_version(format + 1);
    let opening_it = std::pin::pin!(opened.into_future());
    let waited = std::pin::pin!(clock::sleep(PATIENCE));
    match select(opening_it, waited).await {
        Either::Left((Ok(database), _)) => Ok(Some(database)),
        Either::Left((Err(error), _)) => match opening(&error) {
            StoreError::OutOfDate => Ok(None),
            error => Err(error),
        },
        Either::Right(_) => Err(StoreError::Open(format!("a tab holds {name}"))),
    }
}

/// Takes everything out of a predecessor. What stays is its name, at a version that its own tabs cannot open.
async fn empty(name: &str, format: u8) -> Result<(), StoreError> {
    let shelves = READERS
        .get(usize::from(format) - 1)
        .map(|reader| reader.shelves);
    let emptied = Database::open(name)
        .with_version(format + 2)
        .with_on_upgrade_needed(move |_, database| {
            for shelf in shelves.unwrap_or_default() {
                database.delete_object_store(shelf.name())?;
            }
            Ok(())
        })
        .await;
    match emptied {
        Ok(database) => {
            database.close();
            Ok(())
        }
        Err(error) => Err(opening(&error)),
    }
}
