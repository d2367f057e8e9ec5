//! What is read from the database, and how it is asked for.

use futures::channel::mpsc;
use futures::future::{LocalBoxFuture, join, ready};
use futures::{FutureExt, StreamExt};
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{Transaction, TransactionMode};
use wasm_bindgen::JsValue;

use super::seal::Raw;
use super::{Key, Shelf};
use crate::data::sort::sorted;

/// What to read: the entries of a shelf, those after a number if one is given.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub shelf: Shelf,
    pub what: Part,
}

impl Wish {
    /// All from here to the end of another wish, as one.
    fn up_to(&self, last: &Self) -> Option<Self> {
        let (Part::Between(first, _), Part::Between(_, last)) = (&self.what, &last.what) else {
            return None;
        };
        Some(Self {
            shelf: self.shelf,
            what: Part::Between(*first, *last),
        })
    }
}

/// Which entries of a shelf.
#[derive(Clone, Debug)]
pub(super) enum Part {
    All,
    After(u64),
    /// From the first to the second number, both included.
    Between(u64, u64),
    One(String),
    /// Keys alone; the values are left empty.
    Keys,
}

/// Pieces that are asked for before the first of them came.
const PIECES_AHEAD: usize = 2;

/// What is asked of one shelf, on its way.
type Answer = LocalBoxFuture<'static, Result<Vec<(Key, JsValue)>, Error>>;

/// Reads shelves as they stand at one moment.
pub(super) async fn take_up(database: &Database, wishes: &[Wish]) -> Result<Raw, Error> {
    take_up_in_pieces(database, wishes, &[], async |_| ()).await
}

/// The same, and then `pieces`, each shown to `each` while the next ones are still being read.
pub(super) async fn take_up_in_pieces(
    database: &Database,
    wishes: &[Wish],
    pieces: &[Wish],
    mut each: impl AsyncFnMut(Vec<(Key, JsValue)>),
) -> Result<Raw, Error> {
    let all = wishes.iter().chain(pieces);
    let mut shelves: Vec<Shelf> = sorted(all.clone().map(|wish| wish.shelf).collect());
    shelves.dedup();
    let names: Vec<&str> = shelves.into_iter().map(Shelf::name).collect();
    let tx = database
        .transaction(names)
        .with_mode(TransactionMode::Readonly)
        .build()?;
    let (sender, mut came) = mpsc::unbounded();
    let hear = async {
        while let Some(entries) = came.next().await {
            each(entries).await;
        }
    };
    let (found, ()) = join(answers(&tx, wishes, pieces, sender), hear).await;
    let found = found?;
    // Ends without a commit. WebKit never closes the connection of a page that goes away while a commit is under way,
    // and then nobody can delete the database; a reading that is only broken off leaves nothing behind.
    drop(tx);
    Ok(found)
}

/// Asks for all wishes and for a few pieces, and for the next piece when one came. Asked for at once, all pieces would
/// come at once: Chromium keeps each large value in a file of its own, and reads all that were asked for side by side.
async fn answers(
    tx: &Transaction<'_>,
    wishes: &[Wish],
    pieces: &[Wish],
    came: mpsc::UnboundedSender<Vec<(Key, JsValue)>>,
) -> Result<Raw, Error> {
    let mut pieces = pieces.iter();
    let first = wishes.iter().chain(pieces.by_ref().take(PIECES_AHEAD));
    let asked: Result<Vec<Answer>, Error> = first.map(|wish| ask(tx, wish)).collect();
    let mut asked = asked?;
    let mut found = Vec::with_capacity(wishes.len());
    while !asked.is_empty() {
        let entries = asked.remove(0).await?;
        if found.len() < wishes.len() {
            found.push(entries);
            continue;
        }
        // Now and not later: a transaction takes requests while an answer is being heard, and then not any more.
        let next = match (entries.is_empty(), pieces.as_slice()) {
            (false, _) => pieces.next().cloned(),
            (true, [next, .., last]) => next.up_to(last),
            (true, rest) => rest.first().cloned(),
        };
        if entries.is_empty() {
            pieces = [].iter();
        }
        if let Some(wish) = next {
            asked.push(ask(tx, &wish)?);
        }
        // Whoever hears of it may have left.
        came.unbounded_send(entries).ok();
    }
    Ok(found)
}

fn ask(tx: &Transaction<'_>, wish: &Wish) -> Result<Answer, Error> {
    let store = tx.object_store(wish.shelf.name())?;
    match &wish.what {
        Part::All => entries(&store, None),
        Part::After(number) => {
            let range = KeyRange::LowerBound(*number as f64, true);
            entries(&store, Some(range))
        }
        Part::Between(first, last) => {
            // The browser throws at bounds that hold nothing.
            if first > last {
                return Ok(ready(Ok(Vec::new())).boxed_local());
            }
            let range = KeyRange::Bound(*first as f64, false, *last as f64, false);
            entries(&store, Some(range))
        }
        Part::Keys => {
            let keys = store.get_all_keys::<JsValue>().primitive()?;
            let read = async move {
                keys.await?
                    .map(|key| Ok((Key::from_js(&key?), JsValue::from_str(""))))
                    .collect()
            };
            Ok(read.boxed_local())
        }
        Part::One(name) => {
            let value = store.get(name.as_str()).primitive()?;
            let name = Key::Name(name.clone());
            let read = async move {
                let value: Option<JsValue> = value.await?;
                Ok(value.map(|value| (name, value)).into_iter().collect())
            };
            Ok(read.boxed_local())
        }
    }
}

fn entries(store: &ObjectStore<'_>, range: Option<KeyRange<f64>>) -> Result<Answer, Error> {
    let (keys, values) = match range {
        None => (
            store.get_all_keys::<JsValue>().primitive()?,
            store.get_all::<JsValue>().primitive()?,
        ),
        Some(range) => (
            store
                .get_all_keys::<JsValue>()
                .with_query::<f64, _>(range.clone())
                .primitive()?,
            store
                .get_all::<JsValue>()
                .with_query::<f64, _>(range)
                .primitive()?,
        ),
    };
    let read = async move {
        let (keys, values) = (keys.await?, values.await?);
        keys.zip(values)
            .map(|(key, value)| Ok((Key::from_js(&key?), value?)))
            .collect()
    };
    Ok(read.boxed_local())
}
