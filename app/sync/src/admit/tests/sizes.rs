//! How much a record may hold.

use super::*;
use crate::wire::{MAX_FIELDS, MAX_RECORD_BYTES};

#[test]
fn names_shapes_and_sizes_are_checked() {
    let text = |length: usize| "x".repeat(length);
    for (fields, expect) in [
        (json!({"a.b": 1}), "op.bad_field"),
        (json!({"*": 1}), "op.bad_field"),
        (json!({"": 1}), "op.bad_field"),
        (json!({"a": {"b": 1}}), "op.bad_field"),
        (json!({"a": [[[[[[[[1]]]]]]]]}), ""),
        (json!({"a": [[[[[[[[[1]]]]]]]]]}), "op.bad_field"),
        (json!({"a": [{"b.c": {"d": null}}]}), ""),
        (json!({"a": text(MAX_RECORD_BYTES - 8)}), ""),
        (
            json!({"a": text(MAX_RECORD_BYTES - 7)}),
            "op.record_too_large",
        ),
    ] {
        check(patch(LIVE, fields), expect);
    }
    let many = |count: usize| {
        let names = (0..count).map(|n| (format!("f{n}"), json!(1)));
        Value::Object(names.collect())
    };
    // Two fields have a stamp already: the creation's and that of the name.
    check(patch(LIVE, many(MAX_FIELDS - 2)), "");
    check(patch(LIVE, many(MAX_FIELDS - 1)), "op.record_too_large");
    let mut strange = patch(LIVE, json!({"a": 1}));
    strange.kind = "not a kind".to_owned();
    check(strange, "op.bad_field");
}

#[test]
fn a_record_cannot_grow_by_many_patches() {
    let note = "x".repeat(MAX_RECORD_BYTES - 100);
    let ops = ["a", "b", "c"].map(|name| patch(LIVE, json!({ name: note })));
    let decision = one(ops.to_vec());
    let expect = Ruling::Refused {
        code: "op.record_too_large".to_owned(),
        index: 2,
    };
    assert_eq!(decision.rulings, [(7, expect)]);
}

#[test]
fn a_long_text_may_be_written_again_and_again() {
    let patches = |id| {
        [("一", 501), ("二", 502), ("三", 503), ("四", 504)].map(|(sign, ms)| {
            let fields = json!({"note": sign.repeat(11_000)});
            op(id, Verb::Patch, fields, stamp(ms))
        })
    };
    let stored = one(patches(LIVE).to_vec());
    assert_eq!(stored.rulings, [(7, Ruling::Applied)]);
    assert_eq!(
        stored.merges[0].fields["note"].0,
        json!("四".repeat(11_000))
    );

    let mut ops = vec![create(20, "s:a", stamp(1))];
    ops.extend(patches(20));
    assert_eq!(one(ops).rulings, [(7, Ruling::Applied)]);
}

#[test]
fn a_field_that_is_cleared_makes_room() {
    let half = "x".repeat(MAX_RECORD_BYTES - 100);
    let ops = [
        json!({"a": half}),
        json!({"b": half}),
        json!({"a": null}),
        json!({"c": half}),
    ];
    let at = |(fields, ms)| op(LIVE, Verb::Patch, fields, stamp(ms));
    let ops = ops.into_iter().zip(1_000..).map(at);
    assert_eq!(one(ops.collect()).rulings, [(7, Ruling::Applied)]);
}
