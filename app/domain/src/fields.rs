//! The body of a record: flat, one value per field name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Field values by name. Values are strings, numbers, booleans or arrays
/// (arrays are replaced whole). `null` means "no value", the same as absence.
/// Names match `[A-Za-z][A-Za-z0-9_]*`, because SQLite reads them as path labels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, Value>);

/// True for a name that may stand in a body.
pub fn is_field_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Fields {
    /// No fields.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The value of a field; absent and `null` are the same.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// True when the field is named, be it to clear it.
    pub fn names(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The text of a field, if it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Puts a value, `null` included: in a patch it clears the field.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// The same with one more field, for building.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// Reads a field as a type, if it is there and fits.
    pub fn read<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Option<T> {
        self.get(name).and_then(|value| T::deserialize(value).ok())
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many fields stand here.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lays a patch over this body; `null` removes.
    pub fn apply(&mut self, patch: &Fields) {
        for (name, value) in &patch.0 {
            if value.is_null() {
                self.0.remove(name);
            } else {
                self.0.insert(name.clone(), value.clone());
            }
        }
    }

    /// What turns `self` into `after`; cleared fields become `null`.
    #[must_use]
    pub fn changes_to(&self, after: &Fields) -> Fields {
        let mut patch = Fields::new();
        for (name, value) in &after.0 {
            if self.get(name) != after.get(name) {
                patch.set(name.clone(), value.clone());
            }
        }
        for (name, _) in self.iter().filter(|(_, value)| !value.is_null()) {
            if after.get(name).is_none() {
                patch.set(name, Value::Null);
            }
        }
        patch
    }

    /// The values that `patch` would replace: laying them over the result undoes it.
    #[must_use]
    pub fn before(&self, patch: &Fields) -> Fields {
        Fields(
            patch
                .0
                .keys()
                .map(|name| (name.clone(), self.get(name).cloned().unwrap_or(Value::Null)))
                .collect(),
        )
    }
}

impl FromIterator<(String, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl IntoIterator for Fields {
    type Item = (String, Value);
    type IntoIter = std::collections::btree_map::IntoIter<String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> Fields {
        Fields::new()
            .with("name", "Li Na")
            .with("budget", 5)
            .with("gone", Value::Null)
    }

    #[test]
    fn a_patch_and_what_stood_before_cancel_out() {
        let patch = Fields::new()
            .with("name", "Li")
            .with("budget", Value::Null)
            .with("city", "Hangzhou");
        let mut changed = body();
        let before = changed.before(&patch);
        changed.apply(&patch);
        assert_eq!(changed.text("city"), Some("Hangzhou"));
        assert_eq!(changed.get("budget"), None);
        changed.apply(&before);
        assert!(changed.changes_to(&body()).is_empty());
    }

    #[test]
    fn changes_name_only_what_differs() {
        let mut after = body();
        after.apply(&Fields::new().with("budget", Value::Null).with("name", "Li"));
        let patch = body().changes_to(&after);
        assert_eq!(
            patch,
            Fields::new().with("budget", Value::Null).with("name", "Li")
        );
    }

    #[test]
    fn names_that_sqlite_would_misread_are_refused() {
        for (name, fits) in [
            ("name", true),
            ("a1_b", true),
            ("1a", false),
            ("a.b", false),
            ("", false),
            ("_a", false),
            ("a b", false),
        ] {
            assert_eq!(is_field_name(name), fits, "{name}");
        }
    }
}
