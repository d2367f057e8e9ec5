//! Which databases the browser keeps for this site. It knows names, never what stands in a database.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// False when there is certainly no database of this name.
///
/// Opening asks the same question, but makes what it does not find; taking that back is an error, which Firefox and
/// WebKit report as one of the page. Whoever opens must still expect the database to be gone by then.
pub(super) async fn may_hold(name: &str) -> bool {
    names().await.is_none_or(|names| {
        let name = JsValue::from_str(name);
        names
            .iter()
            .any(|found| field(&found, "name").as_ref() == Some(&name))
    })
}

/// What the browser keeps; `None` when it does not tell.
async fn names() -> Option<Array> {
    let factory = field(&js_sys::global(), "indexedDB")?;
    let list: Function = field(&factory, "databases")?.dyn_into().ok()?;
    let promise: Promise = list.call0(&factory).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

fn field(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok()
}
