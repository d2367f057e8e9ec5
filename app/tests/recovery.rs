//! What cannot be read steps aside; everything else opens.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/bare.rs"]
mod bare;
#[path = "support/compacted.rs"]
mod compacted;
#[path = "support/damaged.rs"]
mod damaged;
#[path = "support/device.rs"]
mod device;

use bare::bare;
use compacted::compacted;
use damaged::damage;
use device::{customers, fresh_name, group, load, open, replica, rows, settled, stamp};
use forecourt_app::data::store::{RefusedGroup, Settled};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A closed database with three customers, acts 1 to 3 and a refused act 4.
async fn filled() -> String {
    let name = fresh_name();
    let store = open(&name).await;
    load(&store).await;
    let groups = [1, 2, 3, 4].map(|ms| group(ms, "x"));
    store.append(&groups, stamp(4), None).await.unwrap();
    let refused = RefusedGroup {
        code: "op.denied".to_owned(),
        group: group(4, "x").as_ref().clone(),
    };
    let settled = Settled {
        refuse: vec![(4, refused)],
        ..settled(Some(rows(1..4, "first")), &[])
    };
    store.settle(settled).await.unwrap();
    assert!(replica(&load(&store).await).bases().len() == 3);
    store.close().await;
    name
}

#[wasm_bindgen_test]
async fn i1_an_act_that_cannot_be_read_steps_aside_and_the_rest_opens() {
    let name = filled().await;
    let bytes = bare(&name, "return (await all(shelf('outbox').get(2))).length").await;
    damage(&name, "outbox", "2").await;
    damage(&name, "refused", "4").await;
    let store = open(&name).await;
    let loaded = load(&store).await;
    let left: Vec<u64> = loaded.outbox.iter().map(|(mid, _)| *mid).collect();
    assert_eq!(left, [1, 3]);
    assert!(loaded.refused.is_empty() && !loaded.damaged);
    assert_eq!(customers(&loaded).len(), 3);
    let aside = store.aside().await.unwrap();
    let names: Vec<&str> = aside.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["outbox.2", "refused.4"]);
    assert_eq!(
        aside.first().map(|entry| entry.bytes.len() as f64),
        bytes.as_f64()
    );
    // They stay until the person lets them go, and only once.
    store.close().await;
    let store = open(&name).await;
    assert_eq!(load(&store).await.outbox.len(), 2);
    assert_eq!(store.aside().await.unwrap().len(), 2);
    store.forget_aside().await.unwrap();
    assert!(store.aside().await.unwrap().is_empty());
    // A number that was used is not used again.
    let mids = store
        .append(&[group(9, "next")], stamp(9), None)
        .await
        .unwrap();
    assert_eq!(mids, [5]);
}

#[wasm_bindgen_test]
async fn i1_a_device_whose_name_is_gone_gets_another_and_keeps_its_work() {
    let name = filled().await;
    bare(&name, "await all(shelf('meta').put('nonsense', 'device'))").await;
    let store = open(&name).await;
    let loaded = load(&store).await;
    assert!(loaded.fresh, "the server has to learn the new name");
    assert_eq!(loaded.outbox.len(), 3);
    let again = load(&store).await;
    assert!(!again.fresh);
    assert_eq!(again.device, loaded.device);
}

#[wasm_bindgen_test]
async fn segments_that_cannot_be_read_leave_the_outbox_alone() {
    let name = filled().await;
    let store = open(&name).await;
    compacted(&store).await;
    store.close().await;
    damage(&name, "seg", "0").await;
    let loaded = load(&open(&name).await).await;
    assert!(loaded.damaged);
    assert_eq!((loaded.outbox.len(), loaded.refused.len()), (3, 1));
}
