//! Reads single fields out of a body while it is still text. Most rows are
//! never looked at as a whole; lists, orders and search need a few values of
//! each, and building all of them would cost a hundred times as much.
//!
//! A body is a flat JSON object as the server wrote it. Where a text is no such
//! object, reading stops there: what cannot be read counts as absent.

use std::borrow::Cow;

use crate::{Id, Millis};

/// The fields of a body, in the order in which they stand: name, and value as JSON text.
#[inline]
pub fn fields(body: &str) -> Fields<'_> {
    let inside = body.trim_start().strip_prefix('{');
    Fields {
        rest: inside.unwrap_or_default(),
    }
}

/// The value of one field as JSON text; `null` is no value.
#[inline]
pub fn field<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let found = fields(body).find(|(own, _)| *own == name);
    found
        .map(|(_, value)| value)
        .filter(|value| *value != "null")
}

/// See [`fields`].
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Fields<'a> {
    type Item = (&'a str, &'a str);

    // Inlined, as everything below: a hundred thousand bodies are read as the app starts, and the crate that does it
    // is built for speed, unlike this one.
    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.rest.as_bytes();
        let name = past_blanks_and_commas(bytes, 0);
        let name_end = string_end(bytes, name)?;
        let colon = past_blanks(bytes, name_end);
        if bytes.get(colon) != Some(&b':') {
            return None;
        }
        let value = past_blanks(bytes, colon + 1);
        let end = value_end(bytes, value)?;
        let field = (
            self.rest.get(name + 1..name_end - 1)?,
            self.rest.get(value..end)?,
        );
        self.rest = self.rest.get(end..)?;
        Some(field)
    }
}

/// The elements of an array as JSON text; none for any other value.
#[inline]
pub fn elements(value: &str) -> Elements<'_> {
    Elements {
        rest: value.strip_prefix('[').unwrap_or_default(),
    }
}

/// See [`elements`].
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.rest.as_bytes();
        let from = past_blanks_and_commas(bytes, 0);
        let end = value_end(bytes, from)?;
        let value = self.rest.get(from..end)?;
        self.rest = self.rest.get(end..)?;
        Some(value)
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

#[inline]
fn past_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| is_blank(*byte)) {
        at += 1;
    }
    at
}

#[inline]
fn past_blanks_and_commas(bytes: &[u8], mut at: usize) -> usize {
    while bytes
        .get(at)
        .is_some_and(|byte| is_blank(*byte) || *byte == b',')
    {
        at += 1;
    }
    at
}

/// Where the string literal that begins here ends, its quote included.
#[inline]
fn string_end(bytes: &[u8], from: usize) -> Option<usize> {
    if bytes.get(from) != Some(&b'"') {
        return None;
    }
    let mut at = from + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            // Whatever is escaped cannot end the string.
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Where the JSON value that begins here ends.
#[inline]
fn value_end(bytes: &[u8], from: usize) -> Option<usize> {
    match bytes.get(from)? {
        b'"' => string_end(bytes, from),
        b'[' | b'{' => nested_end(bytes, from),
        b']' | b'}' => None,
        _ => {
            let mut at = from;
            while bytes
                .get(at)
                .is_some_and(|byte| !is_blank(*byte) && !matches!(byte, b',' | b']' | b'}'))
            {
                at += 1;
            }
            Some(at)
        }
    }
}

/// Where the brackets of the array or object that begins here close.
#[inline]
fn nested_end(bytes: &[u8], from: usize) -> Option<usize> {
    let (mut at, mut depth) = (from, 0_usize);
    loop {
        match bytes.get(at)? {
            b'"' => at = string_end(bytes, at)? - 1,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// The text of a string value.
#[inline]
pub fn text(value: &str) -> Option<Cow<'_, str>> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    if inside.as_bytes().contains(&b'\\') {
        return serde_json::from_str(value).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inside))
}

/// The id that a string value holds.
#[inline]
pub fn id(value: &str) -> Option<Id> {
    text(value)?.parse().ok()
}

/// The instant that a number holds.
#[inline]
pub fn instant(value: &str) -> Option<Millis> {
    value.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
            prop::sample::select(vec!["\\", "\"", "a\nb", "}", "],[", ""]).prop_map(Value::from),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[a-z\\\\\"]{1,3}", inner, 0..3)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// The parser of JSON reads the same names and values.
        #[test]
        fn fields_are_those_of_the_body(
            body in prop::collection::btree_map("[A-Za-z][A-Za-z0-9_]{0,6}", value(), 0..5),
            pretty: bool,
        ) {
            let body = Value::Object(body.into_iter().collect());
            let text = if pretty { format!("{body:#}") } else { body.to_string() };
            let read: Vec<(String, Value)> = fields(&text)
                .map(|(name, value)| (name.to_owned(), serde_json::from_str(value).unwrap()))
                .collect();
            let expected: Vec<(String, Value)> = body.as_object().unwrap().clone().into_iter().collect();
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn elements_are_those_of_the_array(array in prop::collection::vec(value(), 0..4)) {
            let array = Value::from(array);
            let text = array.to_string();
            let read: Vec<Value> = elements(&text).map(|value| serde_json::from_str(value).unwrap()).collect();
            prop_assert_eq!(Value::from(read), array);
        }

        /// Text that is no body is no trouble.
        #[test]
        fn anything_is_survived(noise in "[\\[\\]{}\",:\\\\a1 ]{0,24}") {
            fields(&noise).for_each(drop);
            elements(&noise).for_each(drop);
        }
    }

    #[test]
    fn values_are_read_as_what_they_hold() {
        let body = json!({"a": "x\"y", "n": 12, "none": null, "on": "2026-01-02"}).to_string();
        assert_eq!(field(&body, "a").and_then(text).as_deref(), Some("x\"y"));
        assert_eq!(field(&body, "n").and_then(instant), Some(12));
        assert_eq!(field(&body, "none"), None);
        assert_eq!(field(&body, "missing"), None);
        assert_eq!(field(&body, "n").and_then(text), None);
        let id = Id::from_u128(77);
        assert_eq!(super::id(&format!("\"{id}\"")), Some(id));
    }
}
