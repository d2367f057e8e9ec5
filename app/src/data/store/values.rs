//! Keys and values as the browser keeps them.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::{Key, Stored};

impl Stored {
    pub(super) fn to_js(&self) -> JsValue {
        match self {
            Self::Text(text) => JsValue::from_str(text),
            Self::Bytes(bytes) | Self::Unreadable(bytes) => {
                Uint8Array::from(bytes.as_slice()).into()
            }
        }
    }

    pub(super) fn from_js(value: &JsValue) -> Self {
        value
            .as_string()
            .map_or_else(|| Self::Bytes(Uint8Array::new(value).to_vec()), Self::Text)
    }
}

impl Key {
    pub(super) fn to_js(&self) -> JsValue {
        match self {
            Self::Name(name) => JsValue::from_str(name),
            // A u64 would become a BigInt, which is no valid key.
            Self::Number(number) => JsValue::from_f64(*number as f64),
        }
    }

    pub(super) fn from_js(key: &JsValue) -> Self {
        key.as_f64().map_or_else(
            || Self::Name(key.as_string().unwrap_or_default()),
            |number| Self::Number(number as u64),
        )
    }
}
