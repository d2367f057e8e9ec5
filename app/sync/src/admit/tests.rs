use forecourt_domain::Fields;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::merge::Clocked;
use crate::wire::{MAX_AHEAD_MS, MAX_GROUP_NUMBER, MAX_OPERATIONS, MAX_VOID_NUMBERS, WIRE_VERSION};
use crate::{Group, Operation, Verb};

mod lost;
mod people;
mod rewound;
mod sizes;
mod twice;

const NOW: Millis = 1_790_000_000_000;
/// A record that is there, binned, purged, in a foreign store, and of everybody.
const LIVE: u128 = 1;
const BINNED: u128 = 2;
const GONE: u128 = 3;
const FOREIGN: u128 = 4;
const SHARED: u128 = 5;

fn stamp(ms: Millis) -> Stamp {
    Stamp::new(ms, 0, 1)
}

fn envelope(id: u128, unit: &str, state: State) -> Envelope {
    let mut clock = Stamps::created(stamp(100));
    clock.set("name", stamp(500));
    Envelope {
        kind: "customer".to_owned(),
        id: Id::from_u128(id),
        unit: unit.to_owned(),
        owner: None,
        state,
        vseq: 9,
        bytes: 100,
        clock,
        same: false,
    }
}

fn op(id: u128, verb: Verb, fields: Value, at: Stamp) -> Operation {
    Operation {
        kind: "customer".to_owned(),
        id: Id::from_u128(id),
        verb,
        fields: serde_json::from_value(fields).unwrap(),
        at,
        seen: 0,
    }
}

fn create(id: u128, unit: &str, at: Stamp) -> Operation {
    let verb = Verb::Create {
        unit: unit.to_owned(),
        owner: None,
    };
    op(id, verb, json!({"name": "Li Na", "note": null}), at)
}

fn patch(id: u128, fields: Value) -> Operation {
    op(id, Verb::Patch, fields, stamp(1_000))
}

fn request(from: u64, groups: Vec<(u64, Vec<Operation>)>) -> PushRequest {
    PushRequest {
        v: WIRE_VERSION,
        device: Id::from_u128(8),
        epoch: "e".to_owned(),
        from,
        groups: groups
            .into_iter()
            .map(|(mid, ops)| Group { mid, ops })
            .collect(),
    }
}

fn decide(request: &PushRequest) -> Result<Decision, Rejection> {
    admit(&admission(request))
}

fn admission(request: &PushRequest) -> Admission<'_> {
    Admission {
        request,
        now: NOW,
        epoch: "e",
        mid: 6,
        actor: Actor {
            staff: Id::from_u128(7),
            access: Access::whole(&["t".to_owned(), "s:a".to_owned()]),
            administrator: false,
        },
        envelopes: vec![
            envelope(LIVE, "s:a", State::Live),
            envelope(BINNED, "s:a", State::Binned),
            envelope(GONE, "s:a", State::Gone),
            envelope(FOREIGN, "s:b", State::Live),
            envelope(SHARED, "t", State::Live),
        ],
        refused: vec![Refused {
            mid: 5,
            code: "op.denied".to_owned(),
            index: 3,
        }],
        recent: vec![(5, stamp(1_000)), (6, stamp(1_000))],
        collected: Stamp::default(),
        people: Vec::new(),
    }
}

fn one(ops: Vec<Operation>) -> Decision {
    decide(&request(7, vec![(7, ops)])).unwrap()
}

/// The code of one operation, or "merged", or nothing when it was applied.
fn outcome(op: Operation) -> String {
    match &one(vec![op]).rulings[0].1 {
        Ruling::Applied => String::new(),
        Ruling::Merged => "merged".to_owned(),
        Ruling::Refused { code, .. } => code.clone(),
    }
}

#[track_caller]
fn check(op: Operation, expect: &str) {
    let shown = format!("{op:?}").chars().take(200).collect::<String>();
    assert_eq!(outcome(op), expect, "{shown}");
}

#[test]
fn each_operation_gets_its_verdict() {
    let command = |id, verb| op(id, verb, json!({}), stamp(1_000));
    check(create(20, "s:a", stamp(1)), "");
    check(create(20, "s:b", stamp(1)), "op.denied");
    check(create(20, "t", stamp(1)), "op.denied");
    check(create(LIVE, "s:a", stamp(100)), "");
    check(create(LIVE, "s:a", stamp(101)), "op.exists");
    check(create(GONE, "s:a", stamp(101)), "op.gone");
    check(patch(LIVE, json!({"name": "x", "city": null})), "");
    check(
        op(LIVE, Verb::Patch, json!({"name": 1, "a": 2}), stamp(499)),
        "merged",
    );
    check(
        op(LIVE, Verb::Patch, json!({"name": 1}), stamp(500)),
        "merged",
    );
    check(patch(BINNED, json!({"name": "x"})), "");
    check(patch(GONE, json!({"name": "x"})), "op.gone");
    check(patch(FOREIGN, json!({"name": "x"})), "op.not_found");
    check(patch(SHARED, json!({"name": "x"})), "op.denied");
    check(patch(21, json!({"name": "x"})), "op.not_found");
    for verb in [Verb::Bin, Verb::Restore] {
        check(command(LIVE, verb.clone()), "");
        check(command(BINNED, verb.clone()), "");
        check(command(GONE, verb.clone()), "op.gone");
        check(command(21, verb.clone()), "op.not_found");
        check(command(FOREIGN, verb), "op.not_found");
    }
}

#[test]
fn a_kind_is_made_only_where_it_belongs() {
    let made = |kind: &str, unit: &str, administrator| {
        let mut op = create(20, unit, stamp(1));
        op.kind = kind.to_owned();
        let request = request(7, vec![(7, vec![op])]);
        let mut admission = admission(&request);
        admission.actor.administrator = administrator;
        admit(&admission)
            .unwrap()
            .refusals
            .pop()
            .map(|refused| refused.code)
    };
    let denied = || Some("op.denied".to_owned());
    for kind in ["staff", "org_unit"] {
        assert_eq!(made(kind, "s:a", false), denied(), "{kind}");
        assert_eq!(made(kind, "s:a", true), denied(), "{kind}");
        assert_eq!(made(kind, "t", false), denied(), "{kind}");
        assert_eq!(made(kind, "t", true), None, "{kind}");
    }
    for kind in ["customer", "lead", "a_kind_of_later"] {
        assert_eq!(made(kind, "s:a", false), None, "{kind}");
        assert_eq!(made(kind, "t", true), denied(), "{kind}");
    }
}

#[test]
fn i3_a_group_is_taken_whole_or_not_at_all() {
    let groups = vec![
        (
            7,
            vec![create(20, "s:a", stamp(1)), patch(99, json!({"a": 1}))],
        ),
        (
            8,
            vec![patch(LIVE, json!({"a": 1})), patch(20, json!({"a": 1}))],
        ),
        (9, vec![patch(LIVE, json!({"b": 2}))]),
    ];
    let decision = decide(&request(7, groups)).unwrap();
    let refused = |mid, code: &str, index| Refused {
        mid,
        code: code.to_owned(),
        index,
    };
    assert_eq!(
        decision.refusals,
        [
            refused(7, "op.not_found", 1),
            refused(8, "op.group_refused", 1)
        ]
    );
    assert_eq!(decision.rulings[2], (9, Ruling::Applied));
    assert_eq!((decision.mid, decision.sequences()), (9, 1));
    assert_eq!(decision.merges[0].fields.keys().collect::<Vec<_>>(), ["b"]);
    let vseqs: Vec<_> = decision.expected.iter().map(|seen| seen.vseq).collect();
    assert_eq!(vseqs, [Some(9)]);
}

#[test]
fn a_creation_that_is_tried_again_can_be_built_on() {
    let mut bad = create(20, "s:a", stamp(1));
    bad.fields.set("a.b", 1);
    let groups = vec![
        (7, vec![bad]),
        (8, vec![patch(20, json!({"a": 1}))]),
        (9, vec![create(20, "s:a", stamp(2))]),
        (10, vec![patch(20, json!({"a": 1}))]),
    ];
    let decision = decide(&request(7, groups)).unwrap();
    let refused: Vec<_> = decision
        .refusals
        .iter()
        .map(|refused| refused.mid)
        .collect();
    assert_eq!(refused, [7, 8]);
    assert_eq!(decision.creates[0].fields["a"].0, json!(1));
}

#[test]
fn all_that_a_push_does_to_a_record_is_one_write() {
    let at = |ms, fields| op(20, Verb::Patch, fields, stamp(ms));
    let decision = one(vec![
        create(20, "s:a", stamp(10)),
        at(30, json!({"name": "third", "note": "n"})),
        at(20, json!({"name": "second", "city": null})),
        op(20, Verb::Bin, json!({}), stamp(40)),
        op(BINNED, Verb::Bin, json!({}), stamp(41)),
        op(BINNED, Verb::Restore, json!({}), stamp(42)),
        op(LIVE, Verb::Restore, json!({}), stamp(43)),
    ]);
    assert_eq!(decision.rulings, [(7, Ruling::Merged)]);
    assert_eq!(
        serde_json::to_value(&decision.creates).unwrap(),
        json!([{
            "kind": "customer",
            "id": Id::from_u128(20),
            "unit": "s:a",
            "owner": null,
            "state": 1,
            "created": stamp(10),
            "fields": {
                "city": [null, stamp(20)],
                "name": ["third", stamp(30)],
                "note": ["n", stamp(30)],
            },
        }])
    );
    // Only a state that moves is written.
    assert_eq!(
        serde_json::to_value(&decision.merges).unwrap(),
        json!([{ "kind": "customer", "id": Id::from_u128(BINNED), "state": 0, "fields": {} }])
    );
}

#[test]
fn replays_get_the_verdict_of_the_first_time() {
    let groups = [5, 6, 7].map(|mid| (mid, vec![patch(LIVE, json!({"a": mid}))]));
    let decision = decide(&request(2, groups.to_vec())).unwrap();
    let refused = Ruling::Refused {
        code: "op.denied".to_owned(),
        index: 3,
    };
    let rulings: Vec<_> = decision
        .rulings
        .iter()
        .map(|(_, ruling)| ruling.clone())
        .collect();
    assert_eq!(rulings, [refused, Ruling::Applied, Ruling::Applied]);
    assert_eq!(decision.merges[0].fields["a"].0, json!(7));
    assert!(decision.refusals.is_empty());
}

#[test]
fn numbers_may_be_void_but_not_missing() {
    let ops = || vec![patch(LIVE, json!({"a": 1}))];
    let check = |from, mids: &[u64], expect| {
        let groups = mids.iter().map(|mid| (*mid, ops())).collect();
        let decided = decide(&request(from, groups));
        assert_eq!(
            decided.map(|decision| decision.mid),
            expect,
            "{from} {mids:?}"
        );
    };
    check(7, &[7, 8], Ok(8));
    check(7, &[9, 12], Ok(12));
    check(1, &[], Ok(6));
    check(7, &[], Ok(6));
    check(8, &[8], Err(Rejection::Gap { expected: 7 }));
    check(8, &[], Err(Rejection::Gap { expected: 7 }));
    check(7, &[8, 8], Err(Rejection::Disorder));
    check(7, &[8, 7], Err(Rejection::Disorder));
    check(7, &[6], Err(Rejection::Disorder));
    let furthest = 6 + MAX_VOID_NUMBERS;
    check(7, &[furthest], Ok(furthest));
    check(7, &[furthest + 1], Err(Rejection::Gap { expected: 7 }));
    check(7, &[MAX_GROUP_NUMBER], Err(Rejection::Gap { expected: 7 }));
    check(7, &[MAX_GROUP_NUMBER + 1], Err(Rejection::Disorder));
    check(7, &[u64::MAX], Err(Rejection::Disorder));

    let many = request(7, vec![(7, vec![ops().remove(0); MAX_OPERATIONS + 1])]);
    assert_eq!(decide(&many), Err(Rejection::TooMany));
    let mut other = request(7, Vec::new());
    other.epoch = "before".to_owned();
    assert_eq!(decide(&other), Err(Rejection::Epoch { expected: 7 }));
    other.epoch.clear();
    assert!(decide(&other).is_ok());
}

#[test]
fn stamps_from_the_future_are_set_back_in_order() {
    let far = NOW + MAX_AHEAD_MS + 1;
    let at = |ms, counter| Stamp::new(ms, counter, 1);
    let sent = [at(far - 1, 0), at(far, 0), at(far, 1), at(far * 2, 0)];
    let ops = sent.map(|at| op(LIVE, Verb::Patch, json!({"name": at}), at));
    let decision = one(ops.to_vec());
    let expected = [
        (7, 1, at(far - 1, 1)),
        (7, 2, at(far - 1, 2)),
        (7, 3, at(far - 1, 3)),
    ];
    assert_eq!(decision.restamped, expected);
    assert_eq!(
        decision.merges[0].fields["name"],
        (json!(sent[3]), expected[2].2)
    );
}

#[test]
fn a_stamp_is_set_back_no_further_than_what_its_writer_saw() {
    let mut seen = envelope(LIVE, "s:a", State::Live);
    let ahead = Stamp::new(NOW + 90_000, 5, 9);
    seen.clock.set("name", ahead);
    let far = NOW * 2;
    let ops = vec![op(LIVE, Verb::Patch, json!({"name": "x"}), stamp(far))];
    let request = request(7, vec![(7, ops)]);
    let decision = admit(&Admission {
        request: &request,
        now: NOW,
        epoch: "e",
        mid: 6,
        actor: Actor {
            access: Access::whole(&["s:a".to_owned()]),
            ..Actor::default()
        },
        envelopes: vec![seen],
        refused: Vec::new(),
        recent: Vec::new(),
        collected: Stamp::default(),
        people: Vec::new(),
    });
    let expected = [(7, 0, Stamp::new(NOW + 90_000, 6, 1))];
    assert_eq!(decision.unwrap().restamped, expected);
}

proptest! {
    /// However edits are spread over acts and pushes, the record is the same.
    #[test]
    fn pushes_may_be_cut_anywhere(
        edits in prop::collection::vec(("[ab]", 0..100_u64, 200..230_u64), 1..20),
        cuts in prop::collection::vec(any::<bool>(), 20),
    ) {
        let ops: Vec<Operation> = edits.iter()
            .map(|(name, value, ms)| op(LIVE, Verb::Patch, json!({ name: value }), stamp(*ms)))
            .collect();
        let mut whole = stored();
        for op in &ops {
            whole.apply(op);
        }
        let mut record = stored();
        let mut push = Vec::new();
        for (op, cut) in ops.into_iter().zip(cuts) {
            push.push(op);
            if cut {
                take_in(&mut record, core::mem::take(&mut push));
            }
        }
        take_in(&mut record, push);
        prop_assert_eq!(record, whole);
    }
}

fn stored() -> Clocked {
    Clocked {
        clock: envelope(LIVE, "s:a", State::Live).clock,
        ..Clocked::created(&Fields::new().with("name", "Li Na"), stamp(100))
    }
}

fn take_in(record: &mut Clocked, ops: Vec<Operation>) {
    let request = request(1, vec![(1, ops)]);
    let decision = admit(&Admission {
        request: &request,
        now: NOW,
        epoch: "e",
        mid: 0,
        actor: Actor {
            access: Access::whole(&["s:a".to_owned()]),
            ..Actor::default()
        },
        envelopes: vec![Envelope {
            clock: record.clock.clone(),
            ..envelope(LIVE, "s:a", State::Live)
        }],
        refused: Vec::new(),
        recent: Vec::new(),
        collected: Stamp::default(),
        people: Vec::new(),
    });
    for merge in decision.unwrap().merges {
        for (name, (value, at)) in merge.fields {
            record.put(&name, &value, at);
        }
    }
}
