//! The merge in Rust and the merge in SQL are one and the same.

use std::collections::BTreeMap;

use forecourt_domain::{Id, State};
use forecourt_sync::Stamp;
use forecourt_sync::fold::{Creation, Edits, Merge};
use forecourt_sync::merge::Clocked;
use proptest::prelude::*;

use crate::arbitrary::{FIELDS, stamp, value};
use crate::server::Server;

const KIND: &str = "customer";

fn edits() -> impl Strategy<Value = Edits> {
    let field = prop::sample::select(FIELDS.to_vec()).prop_map(str::to_owned);
    prop::collection::btree_map(field, (value(), stamp()), 0..4)
}

/// Edits of several records that travel in one statement.
fn batch() -> impl Strategy<Value = BTreeMap<u8, (Option<bool>, Edits)>> {
    prop::collection::btree_map(0..4_u8, (any::<Option<bool>>(), edits()), 1..4)
}

fn creation(record: u8, created: Stamp, mut fields: Edits) -> Creation {
    // Nothing in a new record is older than the record.
    for (_, at) in fields.values_mut() {
        *at = created.max(*at);
    }
    Creation {
        kind: KIND.to_owned(),
        id: Id::from_u128(u128::from(record)),
        unit: "s:a".to_owned(),
        owner: record.is_multiple_of(2).then_some(Id::from_u128(7)),
        state: State::Live,
        created,
        fields,
    }
}

fn twin(creation: &Creation) -> Clocked {
    let mut record = Clocked::created(&Default::default(), creation.created);
    for (name, (value, at)) in &creation.fields {
        if *at == creation.created {
            record.fields.set(name.clone(), value.clone());
        } else {
            record.put(name, value, *at);
        }
    }
    record.fields = record
        .fields
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .collect();
    record
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    // A statement with `>=` for `>`, without `coalesce`, with `max` over the
    // whole row's stamp, or with the value taken by `->>` fails here.
    #[test]
    fn i5_sql_and_rust_merge_alike(
        made in prop::collection::vec((stamp(), edits()), 3),
        batches in prop::collection::vec(batch(), 0..8),
    ) {
        let server = Server::new(0);
        let creates: Vec<Creation> = (0..).zip(made)
            .map(|(record, (created, fields))| creation(record, created, fields))
            .collect();
        let none: [Merge; 0] = [];
        server.write_past_admission(&creates, &none, creates.len());
        // The same creation again, with another body, changes nothing.
        let again: Vec<Creation> = creates.iter().cloned()
            .map(|creation| Creation { fields: Edits::new(), ..creation })
            .collect();
        server.write_past_admission(&again, &none, again.len());
        let mut twins: BTreeMap<Id, Clocked> =
            creates.iter().map(|creation| (creation.id, twin(creation))).collect();

        for batch in batches {
            let before = server.records();
            let mut merges = Vec::new();
            for (record, (binned, fields)) in batch {
                // Record 3 does not exist: a merge never makes one.
                let id = Id::from_u128(u128::from(record));
                let state = binned.map(|binned| if binned { State::Binned } else { State::Live });
                if let Some(twin) = twins.get_mut(&id) {
                    twin.state = state.unwrap_or(twin.state);
                    for (name, (value, at)) in &fields {
                        twin.put(name, value, *at);
                    }
                }
                merges.push(Merge { kind: KIND.to_owned(), id, state, fields });
            }
            server.write_past_admission(&[(); 0], &merges, merges.len());

            let after = server.records();
            prop_assert_eq!(after.len(), twins.len());
            for ((kind, id), stored) in &after {
                let was = &before[&(kind.clone(), *id)];
                prop_assert_eq!(&stored.record, &twins[id]);
                prop_assert_eq!(stored.hlc, stored.record.clock.highest());
                prop_assert_eq!(stored.seq > was.seq, stored.record != was.record);
                let moved = stored.record.state != was.record.state;
                prop_assert_eq!(stored.vseq, if moved { stored.seq } else { was.vseq });
            }
        }
    }
}
