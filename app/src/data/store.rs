//! The database of one person on this device. The only file that knows
//! IndexedDB; what stands in the database is decided in the modules below it.
//!
//! IndexedDB serves as a segment and log file, not as a row database: large
//! values are an order of magnitude faster than one row per key. A task owns
//! the handle and takes orders from a channel, so a write never ends because
//! the page that asked for it went away.

mod archive;
pub mod block;
mod compaction;
mod door;
mod formats;
mod handle;
mod keys;
mod plan;
mod reading;
mod rescue;
mod rows;
mod seal;
mod values;

use forecourt_domain::Id;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError, UnexpectedDataError};
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

pub use archive::{noted, without_debris, written};
pub use compaction::{Compacted, End, Segments, Tail, compact};
pub use handle::StoreHandle;
pub use keys::{
    MOST_TRIES, Stretched, Unlocked, add_password, lock, opens_by_itself, salt, unlock,
};
pub use plan::{Key, Plan, Stored, Underway, Write};
pub use rescue::{Aside, sealed_work};
pub use rows::{Loaded, News, RefusedGroup, Settled};

use reading::{Part, Wish, take_up, take_up_in_pieces};

use super::StoreError;
use super::sort::sorted;
use crate::platform::quota;

/// Format of the database. A new format is a new database, filled by a copy;
/// in-place upgrades would be blocked by tabs that are open.
pub const FORMAT: u8 = 2;

/// The name of a person's database.
pub fn database_name(tenant: Id, staff: Id) -> String {
    formats::name_in(&format!("forecourt.{tenant}.{staff}"), FORMAT)
}

/// The name of a database without its format: for what outlives a format.
pub fn root_name(name: &str) -> &str {
    formats::root(name).unwrap_or(name)
}

/// The object stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// Device, state of syncing, clock, list of segments; by name.
    Meta,
    /// Blocks of server rows, by number; each row stands in one of them. From [`archive::LIST`] on those that are not
    /// read as the app starts.
    Seg,
    /// One block per applied pull since the segments were written, by number.
    Log,
    /// Acts that wait to be sent, by the number that the server knows them by.
    Outbox,
    /// Acts that the server refused, by the same number.
    Refused,
    /// Forms being typed, and notes that pages keep; by name.
    Draft,
    /// Entries that could not be read, by the shelf and the number they had.
    Aside,
}

impl Shelf {
    const ALL: [Self; 7] = [
        Self::Meta,
        Self::Seg,
        Self::Log,
        Self::Outbox,
        Self::Refused,
        Self::Draft,
        Self::Aside,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Seg => "seg",
            Self::Log => "log",
            Self::Outbox => "outbox",
            Self::Refused => "refused",
            Self::Draft => "draft",
            Self::Aside => "aside",
        }
    }

    /// Whether the browser numbers what is added. The numbers of the outbox
    /// are given by the browser inside the transaction, so two tabs never
    /// share one, and an aborted one leaves no gap.
    const fn counts(self) -> bool {
        matches!(self, Self::Log | Self::Outbox)
    }
}

/// Deletes a person's database from this device, its key first: should the browser keep the bytes for a while, as it
/// does while another tab holds them, they say nothing any more.
pub async fn delete(name: &str) -> Result<(), StoreError> {
    // A database that cannot be opened can still be deleted.
    keys::shred(name).await.ok();
    if let Some(root) = formats::root(name) {
        for format in 1..FORMAT {
            delete_one(&formats::name_in(root, format)).await?;
        }
    }
    delete_one(name).await
}

async fn delete_one(name: &str) -> Result<(), StoreError> {
    Database::delete_by_name(name)
        .map_err(|error| opening(&error))?
        .await
        .map_err(|error| opening(&error.into()))
}

#[wasm_bindgen]
extern "C" {
    /// Names and versions of all databases of this origin.
    #[wasm_bindgen(js_namespace = indexedDB, js_name = databases, catch)]
    async fn all_databases() -> Result<JsValue, JsValue>;
}

/// Whether there is such a database on this device. Looking makes none.
pub async fn is_there(name: &str) -> Result<bool, StoreError> {
    let all = all_databases().await;
    let all = all.map_err(|error| StoreError::Open(format!("{error:?}")))?;
    let found = Array::from(&all).iter().any(|database| {
        let own = Reflect::get(&database, &"name".into()).ok();
        own.and_then(|own| own.as_string()).as_deref() == Some(name)
    });
    Ok(found)
}

/// All writes or none, with the sealed values of the plan. Requests leave when they are built, and nothing is
/// awaited between them: the browser closes a transaction that sits idle. An
/// early return drops the transaction, which aborts it.
async fn put_down(
    database: &Database,
    plan: &Plan,
    values: &[JsValue],
    underway: &mut Underway,
) -> Result<Vec<u64>, Error> {
    let mut shelves: Vec<Shelf> = sorted(plan.writes.iter().map(Write::shelf).collect());
    shelves.dedup();
    if shelves.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<&str> = shelves.into_iter().map(Shelf::name).collect();
    let durability = if plan.strict {
        TransactionDurability::Strict
    } else {
        TransactionDurability::Relaxed
    };
    let tx = database
        .transaction(names)
        .with_mode(TransactionMode::Readwrite)
        .with_options(TransactionOptions::new().with_durability(durability))
        .build()?;
    let mut numbers = Vec::new();
    for (write, value) in plan.writes.iter().zip(values) {
        let value = value.clone();
        let store = tx.object_store(write.shelf().name())?;
        match write {
            Write::Add(..) => {
                numbers.push(store.add(value).with_key_type::<f64>().primitive()?);
            }
            Write::Claim(_, key, _) => {
                drop(store.add(value).with_key(key.to_js()).primitive()?);
            }
            Write::Put(_, key, _) => {
                drop(store.put(value).with_key(key.to_js()).primitive()?);
            }
            Write::Remove(_, key) => drop(store.delete(key.to_js()).primitive()?),
            Write::RemoveTo(_, last) => {
                // Not `..=last`: that form leaves the bound out.
                let range = KeyRange::UpperBound(*last as f64, false);
                drop(store.delete::<f64, _>(range).primitive()?);
            }
            Write::RemoveFrom(_, first) => {
                let range = KeyRange::LowerBound(*first as f64, false);
                drop(store.delete::<f64, _>(range).primitive()?);
            }
            Write::Clear(_) => drop(store.clear()?),
        }
    }
    if let Some(underway) = underway.take() {
        // Nobody may care any more.
        underway.send(()).ok();
    }
    commit(tx).await?;
    let mut added = Vec::with_capacity(numbers.len());
    for number in numbers {
        added.push(number.await? as u64);
    }
    Ok(added)
}

/// Completes a transaction. When the browser takes it back, the reason stands with the transaction and with none of its
/// requests.
async fn commit(tx: Transaction<'_>) -> Result<(), Error> {
    let own = JsValue::from(tx.as_sys().clone());
    let Err(error) = tx.commit().await else {
        return Ok(());
    };
    let reason = Reflect::get(&own, &"error".into()).ok();
    let reason = reason.and_then(|reason| DomException::try_from(reason).ok());
    Err(reason.map_or(error, Error::DomException))
}

/// True when the connection was lost, which iOS does to pages in the background.
fn is_lost(error: &Error) -> bool {
    matches!(
        error,
        Error::DomException(DomException::InvalidStateError(_))
    )
}

fn opening(error: &OpenDbError) -> StoreError {
    match error {
        OpenDbError::Base(error) => match name_of(error).as_deref() {
            Some("VersionError") => StoreError::OutOfDate,
            Some("QuotaExceededError") => StoreError::Full,
            _ => StoreError::Open(error.to_string()),
        },
        error => StoreError::Open(error.to_string()),
    }
}

/// A full disk is told apart from other failures, because people can mend it.
async fn writing(error: &Error) -> StoreError {
    if is_full(error).await {
        StoreError::Full
    } else {
        StoreError::Write(error.to_string())
    }
}

/// True when it failed for want of room. Browsers say so by a name; but some say nothing, or only that something went
/// wrong, when the disk itself is full and not the share that the app has of it.
async fn is_full(error: &Error) -> bool {
    let aborted = Error::MissingData(UnexpectedDataError::TransactionAborted);
    match name_of(error).as_deref() {
        Some("QuotaExceededError") => true,
        Some("AbortError" | "UnknownError") => quota::is_nearly_full().await,
        _ => *error == aborted && quota::is_nearly_full().await,
    }
}

fn name_of(error: &Error) -> Option<String> {
    match error {
        Error::DomException(error) => Some(web_sys::DomException::from(error.clone()).name()),
        _ => None,
    }
}
