//! What is sealed of a database, and what a sealed block is bound to.
//!
//! Everything is sealed but the name of the device and the wraps of the key, which are needed before there is a key.

use futures::channel::mpsc;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

use super::rows::DEVICE;
use super::{Key, Part, Plan, Shelf, Stored, Wish, Write, keys};
use crate::platform::crypto::SealKey;

/// Entries of shelves as the browser gave them.
pub(super) type Raw = Vec<Vec<(Key, JsValue)>>;
/// Entries of shelves, opened.
pub(super) type Found = Vec<Vec<(Key, Stored)>>;

/// Where pieces of a shelf go, opened, while the next ones are read.
pub(super) type Pieces = mpsc::UnboundedSender<Vec<(Key, Stored)>>;

/// The key of a database, and the name that its blocks are bound to.
#[derive(Clone, Debug)]
pub(super) struct Seal {
    pub key: SealKey,
    pub database: String,
}

impl Seal {
    /// The values of a plan as they are written, in its order; nothing for what only takes away. `None` when the
    /// browser refuses. All blocks are under way at once.
    pub(super) async fn close(&self, plan: &Plan) -> Option<Vec<JsValue>> {
        let under_way: Vec<_> = plan.writes.iter().map(|write| self.begin(write)).collect();
        let mut values = Vec::with_capacity(under_way.len());
        for begun in under_way {
            values.push(match begun {
                Begun::Plain(value) => value,
                Begun::Sealing(work) => work.await?.into(),
            });
        }
        Some(values)
    }

    fn begin(&self, write: &Write) -> Begun<impl Future<Output = Option<Uint8Array>> + use<>> {
        let (shelf, key) = (write.shelf(), write.key());
        match write.value() {
            None => Begun::Plain(JsValue::UNDEFINED),
            Some(value) if is_plain(shelf, key) => Begun::Plain(value.to_js()),
            Some(value) => Begun::Sealing(self.key.seal(value.bytes(), &self.bound(shelf, key))),
        }
    }

    /// Opens what was read. What this key does not open comes back as [`Stored::Unreadable`].
    pub(super) async fn open(&self, wishes: &[Wish], raw: Raw) -> Found {
        let mut found = Vec::with_capacity(raw.len());
        for (wish, entries) in wishes.iter().zip(raw) {
            found.push(self.open_entries(wish, entries).await);
        }
        found
    }

    /// Opens what was read of one shelf, all of it at once.
    pub(super) async fn open_entries(
        &self,
        wish: &Wish,
        entries: Vec<(Key, JsValue)>,
    ) -> Vec<(Key, Stored)> {
        let under_way: Vec<_> = entries
            .into_iter()
            .filter(|(key, _)| !keys::is_wrap(wish.shelf, key))
            .map(|(key, value)| self.begin_open(wish, key, value))
            .collect();
        let mut opened = Vec::with_capacity(under_way.len());
        for (key, begun) in under_way {
            let value = match begun {
                Begun::Plain(value) => Stored::from_js(&value),
                Begun::Sealing((sealed, work)) => match work.await {
                    Some(plain) => Stored::Bytes(plain),
                    None => Stored::Unreadable(sealed.to_vec()),
                },
            };
            opened.push((key, value));
        }
        opened
    }

    #[expect(clippy::type_complexity, reason = "a future has no shorter name")]
    fn begin_open(
        &self,
        wish: &Wish,
        key: Key,
        value: JsValue,
    ) -> (
        Key,
        Begun<(Uint8Array, impl Future<Output = Option<Vec<u8>>> + use<>)>,
    ) {
        let plain = matches!(wish.what, Part::Keys) || is_plain(wish.shelf, Some(&key));
        if plain {
            return (key, Begun::Plain(value));
        }
        // Text among sealed blocks is foreign; empty bytes open no more than it would.
        let sealed: Uint8Array = value.dyn_into().unwrap_or_default();
        let work = self.key.open(&sealed, &self.bound(wish.shelf, Some(&key)));
        (key, Begun::Sealing((sealed, work)))
    }

    /// The words that a block is bound to. Where the browser gives the number inside the transaction it is not known
    /// when the block is sealed: there a block is bound to its shelf alone.
    fn bound(&self, shelf: Shelf, key: Option<&Key>) -> String {
        let (database, name) = (&self.database, shelf.name());
        match key.filter(|_| !shelf.counts()) {
            Some(Key::Name(key)) => format!("{database}/{name}/{key}"),
            Some(Key::Number(key)) => format!("{database}/{name}/{key}"),
            None => format!("{database}/{name}"),
        }
    }
}

enum Begun<W> {
    Plain(JsValue),
    Sealing(W),
}

fn is_plain(shelf: Shelf, key: Option<&Key>) -> bool {
    shelf == Shelf::Meta && matches!(key, Some(Key::Name(name)) if name == DEVICE)
}
