//! A device that the server took away holds nothing, whenever it hears of it.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/password.rs"]
mod password;
#[path = "support/tab.rs"]
mod tab;

use forecourt_app::data::session::{Session, Stage};
use forecourt_app::data::{StoreError, store};
use forecourt_app::platform::storage;
use forecourt_domain::{Change, Fields, Id, Kind};
use leptos::prelude::GetUntracked;
use serde_json::json;
use tab::{Bench, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A server that answers these paths with these statuses and bodies, and nothing else at all.
fn answers(paths: &serde_json::Value) {
    let code = format!(
        "globalThis.fetch = async (request) => {{
           const found = {paths}[new URL(request.url ?? request, location.href).pathname];
           if (!found) throw new TypeError('no way there');
           return new Response(JSON.stringify(found[1]), {{ status: found[0] }});
         }};"
    );
    js_sys::eval(&code).unwrap();
}

fn revoked() -> serde_json::Value {
    json!([401, { "code": "device.revoked" }])
}

fn new_customer() -> Vec<Change> {
    vec![Change::Create {
        kind: Kind::Customer,
        id: Id::from_u128(7),
        unit: "s:1".to_owned(),
        owner: None,
        fields: Fields::new().with("name", "Wang Wei"),
    }]
}

async fn holds_nothing(bench: &Bench, session: &Session, unsent: usize) {
    until("the device is empty", || {
        matches!(session.stage().get_untracked(), Stage::Broken(_))
    })
    .await;
    let Stage::Broken(why) = session.stage().get_untracked() else {
        panic!("the data is open");
    };
    assert_eq!(why, StoreError::Revoked { unsent });
    for note in ["forecourt.account", password::KNOWN] {
        assert_eq!(storage::get(note), None, "{note}");
    }
    // Deleting ends after the tab has closed what it had open.
    for _ in 0..1_500 {
        if store::is_there(&bench.database()).await == Ok(false) {
            return;
        }
        forecourt_app::platform::clock::sleep(20).await;
    }
    panic!("the database is there");
}

#[wasm_bindgen_test]
async fn i9_the_answer_to_a_pull_takes_everything_away() {
    answers(&json!({ "/api/v1/pull": revoked(), "/api/v1/push": revoked() }));
    let bench = Bench::new();
    let session = bench.session();
    holds_nothing(&bench, &session, 0).await;
}

#[wasm_bindgen_test]
async fn i9_a_device_that_was_revoked_while_nobody_was_signed_in_is_emptied_at_the_next_sign_in() {
    answers(&json!({}));
    let bench = Bench::new();
    let data = bench.tab().await;
    data.commit(new_customer()).await.unwrap();
    password::wrap(bench.account(), &bench.database(), "correct horse").await;
    bench.close_all().await;
    // The session has run out meanwhile: signing in makes a new one, and then the server says whose the device is.
    let derivation = json!({ "salt": "05".repeat(16), "memory_kib": 19_456, "passes": 2 });
    answers(&json!({
        "/api/v1/derivation": [200, derivation],
        "/api/v1/sign-in": [200, bench.account()],
        "/api/v1/device": revoked(),
    }));
    let session = Session::start(forecourt_app::engine::start, forecourt_app::whole);
    assert!(session.can_unlock("lina").await, "the data lies there");
    session.sign_in("lina", "correct horse").await.unwrap();
    holds_nothing(&bench, &session, 1).await;
    assert!(!session.can_unlock("lina").await);
}
