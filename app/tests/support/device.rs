//! What the tests of the store start from: databases of their own, rows and acts.

use std::sync::Arc;

use forecourt_app::data::Table;
use forecourt_app::data::overlay::LocalGroup;
use forecourt_app::data::replica::{Batch, Replica};
use forecourt_app::data::store::{Loaded, Settled, StoreHandle, block};
use forecourt_app::platform::ids;
use forecourt_domain::customer::Customer;
use forecourt_domain::{Change, Fields, Id, Kind};
use forecourt_sync::wire::WireRow;
use forecourt_sync::{Operation, Stamp};
use leptos::prelude::untrack;

/// A database that nobody has.
pub fn fresh_name() -> String {
    format!("test.{}", ids::new_id())
}

/// Opens a database that nobody takes away.
pub async fn open(name: &str) -> StoreHandle {
    let shut = |why| panic!("nobody asked for the database, yet: {why}");
    StoreHandle::open(name.to_owned(), shut).await.unwrap()
}

/// Reads a database.
pub async fn load(store: &StoreHandle) -> Loaded {
    store.load(ids::new_id()).await.unwrap()
}

/// A moment of the writer of these tests.
pub fn stamp(ms: u64) -> Stamp {
    Stamp::new(ms, 0, 7)
}

/// An act that names a customer.
pub fn group(ms: u64, name: &str) -> Arc<LocalGroup> {
    let change = Change::Patch {
        kind: Kind::Customer,
        id: Id::from_u128(u128::from(ms)),
        fields: Fields::new().with("name", name),
    };
    Arc::new(LocalGroup {
        made_at: ms,
        ops: vec![Operation::of(change, stamp(ms), 3)],
        before: vec![Fields::new().with("name", "before")],
    })
}

/// A block of customers.
pub fn rows(ids: core::ops::Range<u128>, note: &str) -> String {
    let mut text = String::new();
    for number in ids {
        let fields = Fields::new()
            .with("name", format!("Customer {number}"))
            .with("note", note)
            .with("of_a_later_version", "kept");
        let row = WireRow(
            u64::try_from(number).unwrap(),
            "customer".to_owned(),
            Id::from_u128(number),
            forecourt_domain::State::Live,
            Some(Id::from_u128(1)),
            fields.into(),
        );
        block::push_wire(&mut text, "s:1", &row);
    }
    text
}

/// The rows of a database in memory.
pub fn replica(loaded: &Loaded) -> Replica {
    let replica = Replica::default();
    let mut batch = Batch::default();
    for text in &loaded.blocks {
        assert_eq!(block::read(text, &mut batch), 0);
    }
    replica.apply(batch);
    replica
}

/// Id, name and note of the customers of a database, by id.
pub fn customers(loaded: &Loaded) -> Vec<(Id, String, String)> {
    let table: Table<Customer> = replica(loaded).table();
    let mut found = Vec::new();
    untrack(|| {
        table.each(|entry| {
            found.push((entry.id, entry.value.name.clone(), entry.value.note.clone()));
        });
    });
    found.sort();
    found
}

/// What an answer with these rows changes.
pub fn settled(block: Option<String>, retire: &[u64]) -> Settled {
    Settled {
        block,
        sync: r#"{"machine":1}"#.to_owned(),
        clock: stamp(900),
        retire: retire.to_vec(),
        ..Settled::default()
    }
}
