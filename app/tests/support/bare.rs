//! The bare database, past the store.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Runs a script; `all(request)` in it awaits a request.
pub async fn script(text: &str) -> JsValue {
    let work = js_sys::eval(&format!(
        "(async () => {{
           const all = (request) => new Promise((done, fail) => {{
             request.onsuccess = () => done(request.result);
             request.onerror = () => fail(request.error);
           }});
           {text}
         }})()"
    ))
    .unwrap();
    JsFuture::from(Promise::from(work)).await.unwrap()
}

/// Runs a script over a database. `db` is open in it, and `shelf(name)` is one of its shelves.
pub async fn bare(name: &str, text: &str) -> JsValue {
    script(&format!(
        "const db = await all(indexedDB.open('{name}'));
         const shelf = (name) => db.transaction(name, 'readwrite').objectStore(name);
         try {{ {text} }} finally {{ db.close(); }}"
    ))
    .await
}
