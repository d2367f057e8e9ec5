//! What later versions of the app and of the server know, and this one does not.

use forecourt_domain::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A kind that only later versions know. Where devices and the reference need one that they can
/// name, this one stands for it; on the wire and in the database there is only its word.
pub const KIND: Kind = Kind::Task;
const WORD: &str = "kind_of_later";
/// A field that only later versions know.
pub const FIELD: &str = "field_of_later";

/// The word of a kind on the wire.
pub fn word_of(kind: Kind) -> &'static str {
    if kind == KIND { WORD } else { kind.as_str() }
}

/// The kind for a word on the wire.
pub fn kind_of(word: &str) -> Kind {
    let known = Kind::parse(word).filter(|kind| *kind != KIND);
    let later = (word == WORD).then_some(KIND);
    known.or(later).expect("a kind of some version")
}

/// Places in requests and answers that have members by name; `*` stands for all below.
const OBJECTS: [&[&str]; 9] = [
    &[],
    &["groups", "*"],
    &["groups", "*", "ops", "*"],
    &["groups", "*", "ops", "*", "verb", "create"],
    &["units", "*"],
    &["verdicts", "*"],
    &["verdicts", "*", "outcome"],
    &["access"],
    &["refusal"],
];

/// What this version reads of what a later one sends, which has more members everywhere.
pub fn read_from_later<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let mut sent = serde_json::to_value(value).expect("what travels is JSON");
    for path in OBJECTS {
        add_member(&mut sent, path);
    }
    serde_json::from_str(&sent.to_string()).expect("I14: what is not known is passed over")
}

fn add_member(at: &mut Value, path: &[&str]) {
    match (path.split_first(), at) {
        (None, Value::Object(members)) => {
            members.insert("later".to_owned(), json!({ "x": [1, null] }));
        }
        (Some((&"*", rest)), Value::Array(items)) => {
            items.iter_mut().for_each(|item| add_member(item, rest));
        }
        (Some((&"*", rest)), Value::Object(members)) => {
            members.values_mut().for_each(|item| add_member(item, rest));
        }
        (Some((name, rest)), Value::Object(members)) => {
            if let Some(member) = members.get_mut(*name) {
                add_member(member, rest);
            }
        }
        _ => {}
    }
}
