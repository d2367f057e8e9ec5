//! Values of fields in words, whatever record they are of.

use forecourt_domain::Date;
use forecourt_domain::customer::PhoneEntry;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::reasons::reason_words;
use super::words;
use crate::text::Text;

/// Under this a history keeps the beginning of a long value.
const CUT: &str = "cut";

/// True for a value of which only the beginning is known.
pub fn is_cut(value: &Value) -> bool {
    value.get(CUT).is_some()
}

/// A value as people write it. Choices have their words, dates and numbers their form.
pub fn value_words(text: Text, field: &str, value: &Value) -> String {
    match value {
        Value::Null => text.common_not_set().to_owned(),
        Value::Bool(true) => text.common_yes().to_owned(),
        Value::Bool(false) => text.common_no().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(word) if field == "end_reason" => reason_words(text, word),
        Value::String(word) => match (choice_words(text, field, value), word.parse::<Date>()) {
            (Some(words), _) => words.to_owned(),
            (None, Ok(date)) => text.date(date),
            (None, Err(_)) => word.clone(),
        },
        Value::Array(parts) => {
            let parts = parts.iter().map(|part| value_words(text, field, part));
            parts.collect::<Vec<_>>().join(", ")
        }
        Value::Object(parts) => match parts.get(CUT).and_then(Value::as_str) {
            Some(beginning) => format!("{beginning}…"),
            None => read::<PhoneEntry>(value)
                .map(|entry| text.phone(&entry.number))
                .unwrap_or_default(),
        },
    }
}

/// The words of a choice, by the name of its field.
fn choice_words(text: Text, field: &str, value: &Value) -> Option<&'static str> {
    match field {
        "activity_type" => Some(words::activity(text, read(value)?)),
        "interest" => Some(words::interest(text, read(value)?)),
        "party" => Some(words::party(text, read(value)?)),
        "result" => Some(words::result(text, read(value)?)),
        "source" => Some(words::source(text, read(value)?)),
        "status" => Some(words::status(text, read(value)?)),
        _ => None,
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}
