//! A page that is left, for good or until somebody goes back to it: nothing of it stands in the way of the next one.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/device.rs"]
#[expect(dead_code, reason = "it serves all tests of the store")]
mod device;

use device::{fresh_name, group, load, open, stamp};
use forecourt_app::data::store;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_page_that_is_left_holds_nothing_up_and_goes_on_when_it_comes_back() {
    let leave = || {
        js_sys::eval("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
            .unwrap();
    };
    let name = fresh_name();
    let store = open(&name).await;
    load(&store).await;
    leave();
    store
        .append(&[group(10, "Li Na")], stamp(11), None)
        .await
        .unwrap();
    leave();
    let groups = load(&store).await.outbox;
    assert_eq!(groups, [(1, group(10, "Li Na"))]);

    leave();
    // With a connection it would be told to give way, which is a panic here.
    store::delete(&name).await.unwrap();
}
