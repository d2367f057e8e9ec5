//! What may be stored: names, shapes and sizes of the values of one operation.

use forecourt_domain::Fields;
use forecourt_domain::fields::is_field_name;
use serde_json::Value;

use crate::code::Code;
use crate::wire::{MAX_FIELDS, MAX_NESTING, MAX_RECORD_BYTES};

/// Why a body cannot be stored, if so.
pub(super) fn check_fields(kind: &str, fields: &Fields) -> Result<(), Code> {
    let names_fit = fields.iter().all(|(name, _)| is_field_name(name));
    if !is_field_name(kind) || !names_fit {
        return Err(Code::BadField);
    }
    // An object would be merged key by key by SQLite and whole by everybody else.
    let shapes_fit = fields
        .iter()
        .all(|(_, value)| !value.is_object() && depth(value) <= MAX_NESTING);
    if !shapes_fit {
        return Err(Code::BadField);
    }
    let bytes = serde_json::to_string(fields).map_err(|_| Code::BadField)?;
    if fields.len() > MAX_FIELDS || bytes.len() > MAX_RECORD_BYTES {
        return Err(Code::RecordTooLarge);
    }
    Ok(())
}

/// Levels of arrays and objects in a value; a plain value has none. The JSON
/// reader refuses what is deeper than 128, so this ends.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
