//! Values and stamps as nasty as they may be on the wire.

use forecourt_sync::Stamp;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Names of fields; few, so that edits meet.
pub const FIELDS: [&str; 4] = ["name", "a", "A1_b", "null"];

/// Any value that may stand in a field, `null` included.
pub fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => any::<i64>().prop_map(Value::from),
        1 => Just(json!(u64::MAX)),
        1 => Just(json!(9_007_199_254_740_993_i64)),
        1 => (-99_999_i32..99_999).prop_map(|cents| json!(f64::from(cents) / 100.0)),
        2 => any::<String>().prop_map(Value::from),
        2 => text().prop_map(Value::from),
        1 => Just(json!([])),
        1 => Just(json!([1, null, "x", [true, []]])),
        1 => text().prop_map(|text| json!([{ "a.b": text, "": null, "$": [null] }, text])),
    ]
}

fn text() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "null",
        "李娜",
        "it's \"quoted\" \\ and / done",
        "nul \0 and line \u{2028}",
        "🚗👨‍👩‍👧",
        "{\"not\":\"json\"}",
        "0.10",
        "-- drop table rec;",
    ])
}

/// Stamps that tie in time and counter, and sometimes altogether.
pub fn stamp() -> impl Strategy<Value = Stamp> {
    (0..4_u64, 0..2_u16, 0..3_u64)
        .prop_map(|(ms, counter, node)| Stamp::new(1_000 + ms, counter, node))
}
