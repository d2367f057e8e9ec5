//! The body of a record on its way to a device: text that nobody reads there.
//! A first pull brings a hundred thousand of them, and each is kept, encrypted
//! and looked for as text; building its fields would cost more than all of that.

use core::fmt;

use forecourt_domain::Fields;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A body as the server wrote it: a JSON object.
#[derive(Clone)]
pub struct Body(Box<RawValue>);

impl Body {
    /// The text. It has no line break and no tab: those stand between rows and
    /// between columns where devices keep it.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The fields; none of a text that is no object.
    pub fn fields(&self) -> Fields {
        serde_json::from_str(self.0.get()).unwrap_or_default()
    }
}

impl From<&Fields> for Body {
    fn from(fields: &Fields) -> Self {
        // Fields are JSON already: writing them cannot fail.
        let raw = serde_json::value::to_raw_value(fields);
        Self(raw.unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }
}

impl From<Fields> for Body {
    fn from(fields: Fields) -> Self {
        Self::from(&fields)
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0.get())
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(out)
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(input)?;
        // Inside strings JSON escapes control characters; between them the
        // server writes none. A text from elsewhere is written anew.
        if raw.get().bytes().any(|byte| byte < b' ') {
            let fields: Fields =
                serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
            return Ok(Self::from(&fields));
        }
        Ok(Self(raw))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_travels_as_it_is() {
        let text = r#"{"b":"\t","a":[1,{"x":2}],"n":1.50}"#;
        let body: Body = serde_json::from_str(text).unwrap();
        assert_eq!(body.as_str(), text);
        assert_eq!(serde_json::to_string(&body).unwrap(), text);
        assert_eq!(body.fields().text("b"), Some("\t"));
    }

    #[test]
    fn breaks_between_values_are_taken_out() {
        let body: Body = serde_json::from_str("{\n\t\"a\": \"x\\ny\"}").unwrap();
        assert_eq!(body.as_str(), r#"{"a":"x\ny"}"#);
    }

    #[test]
    fn what_is_no_object_has_no_fields() {
        let body: Body = serde_json::from_str("7").unwrap();
        assert_eq!(body.fields(), Fields::new());
    }
}
