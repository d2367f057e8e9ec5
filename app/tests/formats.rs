//! What an earlier version of the app left on a device is there in the next one, once.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/bare.rs"]
mod bare;
#[path = "support/broken.rs"]
mod broken;
#[path = "support/device.rs"]
mod device;

use bare::{bare, script};
use broken::Broken;
use device::{customers, fresh_name, group, load, open, rows, settled, stamp};
use forecourt_app::data::StoreError;
use forecourt_app::data::overlay::LocalGroup;
use forecourt_app::data::store::{self, Loaded, RefusedGroup, StoreHandle};
use serde_json::json;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const DEVICE: &str = "0000000000000000000000000v";

/// The name of a person's database in this format, with one in format 1 beside it: a device, rows in a segment and
/// in the log, two acts that wait under the numbers 5 and 6, one that was refused, and a draft.
async fn left_behind() -> String {
    let root = fresh_name();
    let acts = [5, 6].map(|ms| serde_json::to_string(group(ms, "Li Na").as_ref()).unwrap());
    let refused = RefusedGroup {
        code: "op.denied".to_owned(),
        group: LocalGroup::clone(&group(4, "Wang Wei")),
    };
    let entries = json!({
        "acts": acts,
        "refused": serde_json::to_string(&refused).unwrap(),
        "seg": rows(1..4, "first"),
        "log": rows(3..6, "second"),
        "clock": stamp(900).to_string(),
    });
    script(&format!(
        "const open = indexedDB.open('{root}.1', 1);
         const names = ['meta', 'seg', 'log', 'outbox', 'refused', 'draft'];
         open.onupgradeneeded = () => names.forEach((name) => open.result.createObjectStore(
           name, {{ autoIncrement: ['log', 'outbox'].includes(name) }}));
         const db = await all(open);
         const it = {entries};
         const bytes = (text) => new TextEncoder().encode(text);
         const tx = db.transaction(names, 'readwrite');
         const put = (name, value, key) => tx.objectStore(name).put(value, key);
         put('meta', '{DEVICE}', 'device');
         put('meta', '{{\"machine\":7}}', 'sync');
         put('meta', it.clock, 'clock');
         put('meta', '{{\"count\":1,\"floor\":8}}', 'segments');
         put('seg', bytes(it.seg), 0);
         put('log', bytes(it.log), 9);
         it.acts.forEach((act, place) => put('outbox', act, 5 + place));
         put('refused', it.refused, 4);
         put('draft', '{{\"name\":\"Zhao\"}}', 'customer.new');
         await new Promise((done) => tx.oncomplete = done);
         db.close();"
    ))
    .await;
    format!("{root}.{}", store::FORMAT)
}

fn old(name: &str) -> String {
    format!("{}.1", store::root_name(name))
}

fn waiting(loaded: &Loaded) -> Vec<u64> {
    loaded.outbox.iter().map(|(mid, _)| *mid).collect()
}

fn notes(loaded: &Loaded) -> Vec<String> {
    customers(loaded)
        .into_iter()
        .map(|(_, _, note)| note)
        .collect()
}

/// What a tab of format 1 finds that opens its database now.
async fn for_an_old_tab(name: &str) -> String {
    let asked = format!(
        "return all(indexedDB.open('{}', 1)).then((db) => 'opened', (error) => error.name)",
        old(name)
    );
    script(&asked).await.as_string().unwrap()
}

#[wasm_bindgen_test]
async fn i14_everything_of_format_1_is_there_and_the_old_database_is_empty() {
    let name = left_behind().await;
    let store = open(&name).await;
    let loaded = load(&store).await;
    assert!(!loaded.fresh && !loaded.damaged);
    assert_eq!(loaded.device.to_string(), DEVICE);
    assert_eq!(loaded.sync.as_deref(), Some(r#"{"machine":7}"#));
    assert_eq!(loaded.clock, stamp(900));
    assert_eq!(loaded.log_end, 9);
    assert_eq!(
        notes(&loaded),
        ["first", "first", "second", "second", "second"]
    );
    assert_eq!(
        loaded.outbox,
        [(5, group(5, "Li Na")), (6, group(6, "Li Na"))]
    );
    assert_eq!(loaded.refused.first().map(|(mid, _)| *mid), Some(4));
    let draft = store.draft("customer.new").await.unwrap();
    assert_eq!(draft, Some(json!({ "name": "Zhao" })));
    store.close().await;

    assert_eq!(for_an_old_tab(&name).await, "VersionError");
    let shelves = bare(&old(&name), "return db.objectStoreNames.length").await;
    assert_eq!(shelves.as_f64(), Some(0.0));
    // A second start finds nothing to do.
    assert_eq!(waiting(&load(&open(&name).await).await), [5, 6]);
}

#[wasm_bindgen_test]
async fn i2_numbers_go_on_where_they_were_even_when_nothing_waits() {
    let name = left_behind().await;
    bare(
        &old(&name),
        "await all(shelf('outbox').clear()); await all(shelf('log').clear())",
    )
    .await;
    let store = open(&name).await;
    let loaded = load(&store).await;
    assert_eq!((waiting(&loaded), loaded.log_end), (vec![], 8));
    let mids = store
        .append(&[group(20, "next")], stamp(20), None)
        .await
        .unwrap();
    assert!(mids.iter().all(|mid| *mid > 6), "{mids:?}");
    let end = store
        .settle(settled(Some(rows(9..10, "x")), &[]))
        .await
        .unwrap();
    assert!(end > Some(9), "{end:?}");
    let loaded = load(&store).await;
    assert_eq!(waiting(&loaded), mids);
}

#[wasm_bindgen_test]
async fn i14_an_old_tab_gives_way_and_its_last_act_comes_along() {
    let name = left_behind().await;
    // As a tab of format 1 does: when it is told, an act is under way, and it closes.
    let last = serde_json::to_string(group(7, "last").as_ref()).unwrap();
    script(&format!(
        "const db = await all(indexedDB.open('{}', 1));
         db.onversionchange = (event) => {{
           globalThis.told = event.newVersion;
           db.transaction('outbox', 'readwrite').objectStore('outbox').add('{last}');
           db.close();
         }};",
        old(&name)
    ))
    .await;
    let loaded = load(&open(&name).await).await;
    assert_eq!(loaded.outbox.last(), Some(&(7, group(7, "last"))));
    assert_eq!(waiting(&loaded), [5, 6, 7]);
    // A number and not null: not signed out, but out of date.
    assert_eq!(script("return globalThis.told").await.as_f64(), Some(2.0));
    assert_eq!(for_an_old_tab(&name).await, "VersionError");
}

#[wasm_bindgen_test]
async fn i1_a_copy_that_was_cut_short_is_done_again_and_nothing_is_there_twice() {
    let name = left_behind().await;
    for shelf in ["meta", "outbox", "draft"] {
        let _broken = Broken::new("put", shelf, "UnknownError");
        let failed = StoreHandle::open(name.clone(), |_| ()).await;
        assert!(matches!(failed, Err(StoreError::Write(_))), "{shelf}");
        let waits = "return (await all(shelf('outbox').getAllKeys())).join()";
        let kept = bare(&old(&name), waits).await.as_string();
        assert_eq!(kept.as_deref(), Some("5,6"), "{shelf}");
    }
    {
        // Cut after the copy, before the old database is empty.
        js_sys::eval(
            "globalThis.kept_delete = IDBDatabase.prototype.deleteObjectStore;
             IDBDatabase.prototype.deleteObjectStore = () => { throw new DOMException('told to', 'UnknownError') }",
        )
        .unwrap();
        let failed = StoreHandle::open(name.clone(), |_| ()).await;
        assert!(failed.is_err());
        js_sys::eval("IDBDatabase.prototype.deleteObjectStore = globalThis.kept_delete").unwrap();
    }
    let store = open(&name).await;
    let loaded = load(&store).await;
    assert_eq!(waiting(&loaded), [5, 6]);
    assert_eq!(loaded.refused.len(), 1);
    assert_eq!(notes(&loaded).len(), 5);
    assert_eq!(for_an_old_tab(&name).await, "VersionError");
}

#[wasm_bindgen_test]
async fn two_tabs_that_copy_at_once_copy_once() {
    let name = left_behind().await;
    let (one, two) = futures::join!(open(&name), open(&name));
    for store in [one, two] {
        let loaded = load(&store).await;
        assert_eq!(loaded.device.to_string(), DEVICE);
        assert_eq!(waiting(&loaded), [5, 6]);
    }
}

#[wasm_bindgen_test]
async fn a_new_device_looks_for_nothing_and_leaves_nothing() {
    let name = format!("{}.{}", fresh_name(), store::FORMAT);
    assert!(load(&open(&name).await).await.fresh);
    assert_eq!(for_an_old_tab(&name).await, "opened", "a bar without need");
}

#[wasm_bindgen_test]
async fn i9_what_is_deleted_goes_in_every_format() {
    let name = left_behind().await;
    store::delete(&name).await.unwrap();
    assert!(
        load(&open(&name).await).await.fresh,
        "the old data came back"
    );
}
