use forecourt_domain::Change;
use forecourt_domain::Kind;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use forecourt_domain::Fields;

use super::*;
use crate::{Operation, Verb};

/// What version 1 sent. Never changed: devices and servers of that version are out there.
const PUSH: &str = include_str!("../../samples/v1/push.json");
const PUSH_REPLY: &str = include_str!("../../samples/v1/push_reply.json");
const PULL: &str = include_str!("../../samples/v1/pull.json");
const PULL_REPLY: &str = include_str!("../../samples/v1/pull_reply.json");
const REFUSAL: &str = include_str!("../../samples/v1/refusal.json");

/// Reads a sample and writes it again; both must say the same.
#[track_caller]
fn read<T: DeserializeOwned + Serialize>(sample: &str) -> T {
    let value: T = serde_json::from_str(sample).unwrap();
    let plain: Value = serde_json::from_str(sample).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), plain);
    value
}

#[test]
fn samples_of_version_one_are_read_and_written_alike() {
    let push: PushRequest = read(PUSH);
    assert_eq!((push.v, push.from, push.groups.len()), (1, 4, 2));
    let verbs: Vec<&Verb> = push
        .groups
        .iter()
        .flat_map(|group| &group.ops)
        .map(|op| &op.verb)
        .collect();
    assert!(matches!(verbs[0], Verb::Create { unit, .. } if unit.starts_with("s:")));
    assert_eq!(verbs[1..], [&Verb::Patch, &Verb::Bin, &Verb::Restore]);

    let reply: PushReply = read(PUSH_REPLY);
    assert_eq!(reply.verdicts[0].outcome, Outcome::Applied { seq: 812 });
    assert_eq!(reply.restamped[0].1, 1);

    let pull: PullRequest = read(PULL);
    assert_eq!(pull.cursors["t"], 12);

    let rows: PullReply = read(PULL_REPLY);
    let states: Vec<State> = rows.units["t"].rows.iter().map(|row| row.3).collect();
    assert_eq!(states, [State::Live, State::Binned, State::Gone]);
    assert!(rows.clock.is_some());

    let refusal: Refusal = read(REFUSAL);
    assert_eq!(refusal.expected, Some(3));
}

#[test]
fn parts_that_this_build_does_not_know_are_passed_over() {
    let mut sample: Value = serde_json::from_str(PULL_REPLY).unwrap();
    sample["later"] = json!({"x": 1});
    sample["units"]["t"]["later"] = json!(1);
    assert!(serde_json::from_value::<PullReply>(sample).is_ok());

    let operation = json!({
        "kind": "kind_of_tomorrow",
        "id": Id::from_u128(1),
        "verb": "patch",
        "at": Stamp::new(1, 0, 0),
        "later": true,
    });
    let operation: Operation = serde_json::from_value(operation).unwrap();
    assert_eq!(
        (operation.kind.as_str(), operation.seen),
        ("kind_of_tomorrow", 0)
    );
}

#[test]
fn a_change_becomes_an_operation() {
    let id = Id::from_u128(5);
    let fields = Fields::new().with("name", "李娜");
    let at = Stamp::new(1, 2, 3);
    let create = Change::Create {
        kind: Kind::Customer,
        id,
        unit: "s:a".to_owned(),
        owner: Some(id),
        fields: fields.clone(),
    };
    let operation = Operation::of(create, at, 7);
    let verb = Verb::Create {
        unit: "s:a".to_owned(),
        owner: Some(id),
    };
    assert_eq!((operation.verb, operation.fields), (verb, fields));
    assert_eq!(
        (operation.kind.as_str(), operation.at, operation.seen),
        ("customer", at, 7)
    );
    for (change, verb) in [
        (
            Change::Bin {
                kind: Kind::Lead,
                id,
            },
            Verb::Bin,
        ),
        (
            Change::Restore {
                kind: Kind::Lead,
                id,
            },
            Verb::Restore,
        ),
    ] {
        let operation = Operation::of(change, at, 0);
        assert_eq!((operation.verb, operation.fields), (verb, Fields::new()));
    }
}
