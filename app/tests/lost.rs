//! Data whose key is lost: what was not sent can be saved as it lies there, and goes only when the person says so.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

#[path = "support/bare.rs"]
mod bare;
#[path = "support/tab.rs"]
mod tab;

use bare::bare;
use forecourt_app::data::session::Stage;
use forecourt_app::data::{StoreError, store};
use forecourt_domain::{Change, Fields, Kind};
use leptos::prelude::GetUntracked;
use serde_json::{Value, json};
use tab::{Bench, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn work_under_a_lost_key_is_given_up_only_by_the_person() {
    let bench = Bench::new();
    let data = bench.tab().await;
    let create = |name: &str| {
        let fields = Fields::new().with("name", name);
        vec![Change::Create {
            kind: Kind::Customer,
            id: data.new_id(),
            unit: "s:1".to_owned(),
            owner: None,
            fields,
        }]
    };
    data.commit(create("Li Na")).await.unwrap();
    data.commit(create("Wang Wei")).await.unwrap();
    data.draft_save("customer.new", json!({ "name": "Wu" }));
    bench.close_all().await;
    let name = bench.database();
    bare(&name, "await all(shelf('meta').delete('wrap.device'))").await;

    let session = bench.session();
    let stage = session.stage();
    let is_lost = || matches!(stage.get_untracked(), Stage::Broken(StoreError::KeyLost));
    until("it is told that the key is lost", is_lost).await;
    let work = session.sealed_work().await.unwrap();
    assert_eq!(work.count, 2, "drafts are no acts");
    let file: Value = serde_json::from_str(&work.file).unwrap();
    assert_eq!(file["database"], name.as_str());
    let sealed = file["sealed"].as_object().unwrap();
    let names: Vec<&str> = sealed.keys().map(String::as_str).collect();
    assert_eq!(names, ["draft.customer.new", "outbox.1", "outbox.2"]);
    let length = bare(&name, "return (await all(shelf('outbox').get(2))).length").await;
    let digits = sealed["outbox.2"].as_str().unwrap().len();
    assert_eq!(length.as_f64(), Some(digits as f64 / 2.0));
    // Looking takes nothing away, nor does another start.
    assert_eq!(bench.session().sealed_work().await.unwrap(), work);

    session.start_over();
    let is_out = || matches!(stage.get_untracked(), Stage::SignedOut);
    until("nobody is signed in", is_out).await;
    assert!(!store::is_there(&name).await.unwrap());
}
