//! A full disk, in all the ways in which browsers say so: it is told as such, and nothing is lost.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/device.rs"]
#[expect(dead_code, reason = "it serves all tests of the store")]
mod device;

use device::{fresh_name, group, load, open, rows, settled, stamp};
use forecourt_app::data::StoreError;
use forecourt_app::data::store::{RefusedGroup, Settled, StoreHandle};
use serde_json::json;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What a write does before its transaction is taken back at the end; `name` is a `DOMException`, `tx` the transaction.
const THROWS: &str = "throw name;";
/// As Firefox does it.
const REQUEST_FAILS: &str = "const request = kept.apply(this, all);
    for (const of of [request, tx]) Object.defineProperty(of, 'error', { get: () => name, configurable: true });
    return request;";
/// As Chromium and WebKit do it at the end of a transaction.
const ABORTS: &str = "Object.defineProperty(tx, 'error', { get: () => name, configurable: true });
    return kept.apply(this, all);";
const ABORTS_IN_SILENCE: &str = "return kept.apply(this, all);";

/// A browser whose writes to all shelves fail, until this is dropped.
struct Failing;

impl Failing {
    fn new(how: &str, name: &str, has_room: bool) -> Self {
        let used = if has_room { 1 } else { 99 };
        js_sys::eval(&format!(
            "globalThis.kept ??= ['add', 'put'].map((name) => [name, IDBObjectStore.prototype[name]]);
             for (const [method, kept] of globalThis.kept) {{
               IDBObjectStore.prototype[method] = function (...all) {{
                 const [name, tx] = [new DOMException('told to', '{name}'), this.transaction];
                 {how}
               }};
             }}
             globalThis.keptCommit ??= IDBTransaction.prototype.commit;
             IDBTransaction.prototype.commit = function () {{ this.abort(); }};
             globalThis.keptEstimate ??= navigator.storage?.estimate;
             if (globalThis.keptEstimate) StorageManager.prototype.estimate = async () => ({{ usage: {used}, quota: 100 }});"
        ))
        .unwrap();
        Self
    }
}

impl Drop for Failing {
    fn drop(&mut self) {
        js_sys::eval(
            "for (const [method, kept] of globalThis.kept) IDBObjectStore.prototype[method] = kept;
             IDBTransaction.prototype.commit = globalThis.keptCommit;
             if (globalThis.keptEstimate) StorageManager.prototype.estimate = globalThis.keptEstimate;",
        )
        .unwrap();
    }
}

/// How a write fails, and whether that means that there is no room.
const WAYS: [(&str, &str, bool, bool); 8] = [
    (THROWS, "QuotaExceededError", true, true),
    (REQUEST_FAILS, "QuotaExceededError", true, true),
    (ABORTS, "QuotaExceededError", true, true),
    (ABORTS_IN_SILENCE, "", false, true),
    (REQUEST_FAILS, "UnknownError", false, true),
    (ABORTS_IN_SILENCE, "", true, false),
    (REQUEST_FAILS, "UnknownError", true, false),
    (ABORTS, "DataError", false, false),
];

/// Whether the browser says how much room there is. WebKitGTK does not; then only a disk that is named as full is known to be.
fn tells_its_room() -> bool {
    let told = js_sys::eval("typeof navigator.storage?.estimate === 'function'").unwrap();
    told.is_truthy()
}

/// Every kind of write that work depends on.
async fn writes(store: &StoreHandle) -> [Result<(), StoreError>; 3] {
    let refuse = RefusedGroup {
        code: "op.denied".to_owned(),
        group: group(10, "kept").as_ref().clone(),
    };
    let answer = Settled {
        refuse: vec![(1, refuse)],
        ..settled(Some(rows(1..9, "new")), &[])
    };
    let draft = json!({ "name": "Wang" });
    [
        store
            .append(&[group(11, "lost")], stamp(11), None)
            .await
            .map(drop),
        store.settle(answer).await.map(drop),
        store.put_draft("customer.new", Some(&draft)).await,
    ]
}

#[wasm_bindgen_test]
async fn i1_a_full_disk_is_told_apart_in_every_way_it_is_said_and_nothing_is_lost() {
    for (how, name, has_room, is_full) in WAYS {
        let is_full = is_full && (name == "QuotaExceededError" || tells_its_room());
        let store = open(&fresh_name()).await;
        load(&store).await;
        let kept = [group(10, "kept")];
        store.append(&kept, stamp(10), None).await.unwrap();
        let ends = {
            let _failing = Failing::new(how, name, has_room);
            writes(&store).await
        };
        for end in ends {
            let as_told = match &end {
                Err(StoreError::Full) => is_full,
                Err(StoreError::Write(_)) => !is_full,
                _ => false,
            };
            assert!(as_told, "{how} {name}: {end:?}");
        }
        let after = load(&store).await;
        assert_eq!(after.outbox.len(), 1, "{how} {name}");
        assert!(after.refused.is_empty() && after.blocks.is_empty() && !after.damaged);
        assert_eq!(store.draft("customer.new").await, Ok(None));
        // As soon as there is room all of it succeeds, and no number was taken.
        let again = store.append(&[group(11, "next")], stamp(11), None).await;
        assert_eq!(again, Ok(vec![2]));
        assert!(writes(&store).await.iter().all(Result::is_ok));
    }
}

#[wasm_bindgen_test]
async fn a_disk_without_room_for_a_key_is_told_apart_too() {
    let name = fresh_name();
    let opened = {
        let _failing = Failing::new(ABORTS, "QuotaExceededError", true);
        StoreHandle::open(name.clone(), |_| ()).await.map(drop)
    };
    assert_eq!(opened, Err(StoreError::Full));
    assert!(load(&open(&name).await).await.fresh);
}
