//! Acts of a person, in a real browser and without a server: seen at once,
//! kept strictly, taken back whole, shared between tabs.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

#[path = "support/password.rs"]
mod password;

use std::sync::{Arc, Mutex};

use forecourt_app::data::layout::customer;
use forecourt_app::data::session::{Session, SessionError, Stage, Unsent};
use forecourt_app::data::store::{Plan, Shelf, StoreHandle, Stored, Write};
use forecourt_app::data::{Data, Entry, Said, StorageState, StoreError, SyncStatus, store};
use forecourt_app::platform::{clock, ids, storage};
use forecourt_app::whole;
use forecourt_domain::customer::Customer;
use forecourt_domain::search::Query;
use forecourt_domain::{Change, Id, Kind, State};
use forecourt_sync::auth::Account;
use leptos::prelude::{GetUntracked, Owner, untrack};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ACCOUNT: &str = "forecourt.account";

/// Signals that pages derive live in an owner; one per test does.
struct Bench {
    account: Account,
    _owner: Owner,
}

impl Bench {
    /// A person who signed in on this device earlier.
    fn new() -> Self {
        let owner = Owner::new();
        owner.set();
        let account = Account {
            tenant: ids::new_id(),
            dealership: "Test Cars".to_owned(),
            staff: ids::new_id(),
            name: "Li Na".to_owned(),
            login: "lina".to_owned(),
            units: vec!["t".to_owned(), format!("s:{}", ids::new_id())],
            now: 0,
        };
        Self {
            account,
            _owner: owner,
        }
    }

    fn database(&self) -> String {
        store::database_name(self.account.tenant, self.account.staff)
    }

    /// Opens a tab.
    async fn tab(&self) -> (Session, Data) {
        storage::set(ACCOUNT, &serde_json::to_string(&self.account).unwrap());
        let session = Session::start(forecourt_app::engine::start, whole);
        let stage = session.stage();
        let mut opened = None;
        until("the data is open", || {
            if let Stage::Open(data) = stage.get_untracked() {
                opened = Some(data);
            }
            opened.is_some()
        })
        .await;
        (session, opened.unwrap())
    }
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        clock::sleep(10).await;
    }
    panic!("not in thirty seconds: {what}");
}

fn status(data: &Data) -> SyncStatus {
    data.sync().get_untracked()
}

fn customer(data: &Data, id: Id) -> Option<Arc<Entry<Customer>>> {
    data.table::<Customer>().peek(id)
}

fn name(data: &Data, id: Id) -> Option<String> {
    customer(data, id).map(|entry| entry.value.name.clone())
}

fn create(data: &Data, name: &str) -> (Id, Change) {
    let id = data.new_id();
    let entity = Customer {
        name: name.to_owned(),
        city: "Hangzhou".to_owned(),
        ..Customer::default()
    };
    let unit = data.me().store_unit.clone();
    (id, Change::create(id, unit, None, &entity))
}

fn rename(data: &Data, id: Id, name: &str) -> Change {
    let before = customer(data, id).unwrap().value.clone();
    let after = Customer {
        name: name.to_owned(),
        ..before.clone()
    };
    Change::patch(id, &before, &after).unwrap()
}

fn break_outbox(error: &str) {
    js_sys::eval(&format!(
        "globalThis.kept_add ??= IDBObjectStore.prototype.add;
         IDBObjectStore.prototype.add = function (...all) {{
           if (this.name === 'outbox') throw new DOMException('told to', '{error}');
           return globalThis.kept_add.apply(this, all);
         }};"
    ))
    .unwrap();
}

fn mend_outbox() {
    js_sys::eval("IDBObjectStore.prototype.add = globalThis.kept_add").unwrap();
}

#[wasm_bindgen_test]
async fn an_act_is_seen_at_once_and_said_when_it_is_kept() {
    let bench = Bench::new();
    let (_, data) = bench.tab().await;
    let heard: Arc<Mutex<Vec<Said>>> = Arc::default();
    let hears = Arc::clone(&heard);
    data.on_said(move |said| hears.lock().unwrap().push(said));
    let (id, change) = create(&data, "Wang Wei");
    data.act("Created", vec![change]);
    assert_eq!(name(&data, id).as_deref(), Some("Wang Wei"));
    assert!(customer(&data, id).unwrap().pending);
    assert!(heard.lock().unwrap().is_empty(), "said before it was kept");
    until("it is said", || !heard.lock().unwrap().is_empty()).await;
    assert_eq!(
        heard
            .lock()
            .unwrap()
            .first()
            .map(|said| said.text.clone())
            .as_deref(),
        Some("Created")
    );
    assert_eq!(status(&data).waiting, 1);

    let (_, again) = bench.tab().await;
    assert_eq!(name(&again, id).as_deref(), Some("Wang Wei"));
    let outbox = again.outbox().get_untracked();
    assert_eq!(outbox.first().map(|waiting| waiting.mid), Some(1));
}

#[wasm_bindgen_test]
async fn what_cannot_be_kept_is_taken_back_and_told() {
    let bench = Bench::new();
    let (_, data) = bench.tab().await;
    let (id, change) = create(&data, "Wang Wei");
    data.commit(vec![change]).await.unwrap();
    break_outbox("QuotaExceededError");
    data.act("Renamed", vec![rename(&data, id, "Wang Fang")]);
    assert_eq!(name(&data, id).as_deref(), Some("Wang Fang"));
    until("the bar appears", || {
        data.trouble().get_untracked().is_some()
    })
    .await;
    mend_outbox();
    assert_eq!(data.trouble().get_untracked(), Some(StoreError::Full));
    assert_eq!(name(&data, id).as_deref(), Some("Wang Wei"));
    assert_eq!(status(&data).storage, StorageState::Full);
    assert_eq!(status(&data).waiting, 1);
    data.commit(vec![rename(&data, id, "Wang Min")])
        .await
        .unwrap();
    assert_eq!(status(&data).storage, StorageState::Ok);
}

#[wasm_bindgen_test]
async fn undo_takes_back_its_own_act_and_nothing_that_came_later() {
    let bench = Bench::new();
    let (_, data) = bench.tab().await;
    let (id, change) = create(&data, "Zhao Min");
    let created = data.commit(vec![change]).await.unwrap();
    let before = customer(&data, id).unwrap().value.clone();
    let after = Customer {
        name: "Zhao Lei".to_owned(),
        city: String::new(),
        note: "regular".to_owned(),
        ..before.clone()
    };
    let edited = data
        .commit(vec![Change::patch(id, &before, &after).unwrap()])
        .await
        .unwrap();
    data.commit(vec![rename(&data, id, "Zhao Yun")])
        .await
        .unwrap();
    // As an import keeps it for later.
    let text = serde_json::to_string(&edited).unwrap();
    data.undo(vec![serde_json::from_str(&text).unwrap()])
        .await
        .unwrap();
    let now = customer(&data, id).unwrap().value.clone();
    assert_eq!(
        (now.name.as_str(), now.city.as_str(), now.note.as_str()),
        ("Zhao Yun", "Hangzhou", "")
    );

    data.undo(vec![created]).await.unwrap();
    assert_eq!(
        customer(&data, id).map(|entry| entry.state),
        Some(State::Binned)
    );
    assert_eq!(untrack(|| data.table::<Customer>().len()), 0);
    let binned = data
        .commit(vec![Change::Restore {
            kind: Kind::Customer,
            id,
        }])
        .await
        .unwrap();
    assert_eq!(untrack(|| data.table::<Customer>().len()), 1);
    data.undo(vec![binned]).await.unwrap();
    assert_eq!(untrack(|| data.table::<Customer>().len()), 0);
}

#[wasm_bindgen_test]
async fn several_acts_are_kept_together_or_not_at_all() {
    let bench = Bench::new();
    let (_, data) = bench.tab().await;
    let made: Vec<(Id, Change)> = (0..5).map(|n| create(&data, &format!("C{n}"))).collect();
    let groups = |made: &[(Id, Change)]| {
        made.iter()
            .map(|(_, change)| vec![change.clone()])
            .collect()
    };
    break_outbox("UnknownError");
    let failed = data.commit_all(groups(&made)).await;
    mend_outbox();
    assert!(failed.is_err());
    assert!(made.iter().all(|(id, _)| customer(&data, *id).is_none()));
    assert_eq!(
        data.commit_all(groups(&made)).await.map(|undo| undo.len()),
        Ok(5)
    );
    assert_eq!(status(&data).waiting, 5);
}

#[wasm_bindgen_test]
async fn tabs_see_each_others_work() {
    let bench = Bench::new();
    let (_, left) = bench.tab().await;
    let (_, right) = bench.tab().await;
    let (id, change) = create(&left, "Sun Li");
    left.commit(vec![change]).await.unwrap();
    until("the other tab has it", || customer(&right, id).is_some()).await;
    assert_eq!(status(&right).waiting, 1);
    right
        .commit(vec![rename(&right, id, "Sun Hao")])
        .await
        .unwrap();
    until("it comes back", || {
        name(&left, id).as_deref() == Some("Sun Hao")
    })
    .await;
    assert_eq!(status(&left).waiting, 2);
    assert_eq!(left.outbox().get_untracked().len(), 2);
}

#[wasm_bindgen_test]
async fn a_database_that_the_browser_threw_away_is_missed() {
    let bench = Bench::new();
    let (_, data) = bench.tab().await;
    let (id, change) = create(&data, "Qian Duo");
    data.commit(vec![change]).await.unwrap();
    store::delete(&bench.database()).await.unwrap();
    let (_, after) = bench.tab().await;
    assert!(customer(&after, id).is_none());
    assert_eq!(
        after.trouble().get_untracked(),
        Some(StoreError::Evicted { unsent: 1 })
    );
    // Only once: from now on the new database is the one that counts.
    let (_, later) = bench.tab().await;
    assert_eq!(later.trouble().get_untracked(), None);
}

#[wasm_bindgen_test]
async fn damaged_rows_are_dropped_and_unsent_work_is_not() {
    let bench = Bench::new();
    let (_, data) = bench.tab().await;
    let (id, change) = create(&data, "Wu Yan");
    data.commit(vec![change]).await.unwrap();
    let torn = Stored::Bytes(b"customer\tno id\ts:1\t1\t0\t\t{}\n".to_vec());
    let whole = StoreHandle::open(bench.database(), |_| ()).await.unwrap();
    let sync = r#"{"machine":{"epoch":"e1","cursors":{"t":7},"clock":"000000000000000000000","decided":0,"acked":[]},"last_synced":9}"#;
    let kept = Write::Put(Shelf::Meta, "sync".into(), Stored::Text(sync.to_owned()));
    let writes = vec![Write::Add(Shelf::Log, torn), kept];
    whole
        .write(Plan {
            strict: true,
            writes,
        })
        .await
        .unwrap();

    let (_, after) = bench.tab().await;
    assert_eq!(name(&after, id).as_deref(), Some("Wu Yan"));
    assert_eq!(status(&after).waiting, 1);
    let loaded = whole.load(ids::new_id()).await.unwrap();
    let sync = loaded.sync.unwrap();
    assert!(
        sync.contains(r#""cursors":{}"#),
        "all rows are fetched again: {sync}"
    );
    assert!(loaded.blocks.iter().all(|block| block.is_empty()));
}

#[wasm_bindgen_test]
async fn signing_out_guards_unsent_work_and_then_leaves_nothing() {
    let bench = Bench::new();
    let (session, data) = bench.tab().await;
    let (id, change) = create(&data, "Zhou Jie");
    data.commit(vec![change]).await.unwrap();
    assert_eq!(session.sign_out(false).await, Err(Unsent { count: 1 }));
    assert_eq!(name(&data, id).as_deref(), Some("Zhou Jie"));
    let unsent = session.export_unsent().unwrap();
    assert!(unsent.contains("Zhou Jie"), "{unsent}");
    assert_eq!(session.sign_out(true).await, Ok(()));
    assert!(matches!(session.stage().get_untracked(), Stage::SignedOut));
    assert_eq!(storage::get(ACCOUNT), None);
    let (_, fresh) = bench.tab().await;
    assert!(customer(&fresh, id).is_none());
    assert_eq!(
        fresh.trouble().get_untracked(),
        None,
        "a sign-out is no eviction"
    );
}

#[wasm_bindgen_test]
async fn a_tab_notices_that_another_signed_out() {
    let bench = Bench::new();
    let (left, _) = bench.tab().await;
    let (right, _) = bench.tab().await;
    left.sign_out(true).await.unwrap();
    until("the other tab is out", || {
        matches!(right.stage().get_untracked(), Stage::SignedOut)
    })
    .await;
}

#[wasm_bindgen_test]
async fn drafts_outlive_the_page() {
    let bench = Bench::new();
    let (_, data) = bench.tab().await;
    data.draft_save("lead.new", serde_json::json!({ "model": "X5" }));
    let (_, again) = bench.tab().await;
    let draft = again.draft_load("lead.new").await;
    assert_eq!(draft, Some(serde_json::json!({ "model": "X5" })));
    again.draft_clear("lead.new");
    assert_eq!(again.draft_load("lead.new").await, None);
}

#[wasm_bindgen_test]
async fn a_list_is_in_the_order_that_was_asked_for_ties_by_id() {
    let bench = Bench::new();
    let (_, data) = bench.tab().await;
    let made: Vec<(Id, Change)> = ["B", "A", "B", "C"]
        .iter()
        .map(|name| create(&data, name))
        .collect();
    let groups = made
        .iter()
        .map(|(_, change)| vec![change.clone()])
        .collect();
    data.commit_all(groups).await.unwrap();
    let ids: Vec<Id> = made.iter().map(|(id, _)| *id).collect();
    let customers = data.table::<Customer>();
    let by_name =
        |reversed| untrack(|| customers.find_by_name(customer::BY_NAME, reversed, None, |_| true));
    assert_eq!(by_name(false), [ids[1], ids[0], ids[2], ids[3]]);
    assert_eq!(by_name(true), [ids[3], ids[2], ids[0], ids[1]]);
    let found = untrack(|| {
        let hits = customers.hits(&Query::new("b"));
        customers.find(customer::BY_CREATED, false, Some(&hits), |_| true)
    });
    assert_eq!(found, [ids[0], ids[2]]);
}

fn opened(session: &Session) -> Option<Data> {
    match session.stage().get_untracked() {
        Stage::Open(data) => Some(data),
        _ => None,
    }
}

#[wasm_bindgen_test]
async fn i1_work_behind_a_lock_waits_for_the_password_and_needs_no_server() {
    let bench = Bench::new();
    let (session, data) = bench.tab().await;
    let (id, change) = create(&data, "Wang Wei");
    data.commit(vec![change]).await.unwrap();
    assert_eq!(
        session.lock().await,
        Ok(false),
        "nothing would open it again"
    );
    assert!(opened(&session).is_some());
    password::wrap(&bench.account, &bench.database(), "correct horse").await;
    assert_eq!(session.lock().await, Ok(true));
    assert!(matches!(session.stage().get_untracked(), Stage::SignedOut));
    assert_eq!(storage::get(ACCOUNT), None);

    // A page that loads now asks for the password, whoever put the account back.
    storage::set(ACCOUNT, &serde_json::to_string(&bench.account).unwrap());
    let late = Session::start(forecourt_app::engine::start, whole);
    until("it is locked", || {
        matches!(late.stage().get_untracked(), Stage::SignedOut)
    })
    .await;
    assert_eq!(storage::get(ACCOUNT), None);

    // No server answers in this test, so signing in is left to what lies here.
    let wrong = late.sign_in("LINA ", "incorrect horse").await.unwrap_err();
    assert_eq!(wrong, SessionError::WrongPassword { left: 9 });
    assert_eq!(
        wrong.code(),
        "auth.bad_credentials",
        "the words of the server"
    );
    let stranger = late.sign_in("zhaomin", "correct horse").await.unwrap_err();
    assert!(matches!(stranger, SessionError::Net(_)));
    late.sign_in("LINA ", "correct horse").await.unwrap();
    let data = opened(&late).unwrap();
    assert_eq!(name(&data, id).as_deref(), Some("Wang Wei"));
    assert_eq!(status(&data).waiting, 1);
    assert!(storage::get(ACCOUNT).is_some());
    // And from here on it opens by itself again.
    bench.tab().await;
}

#[wasm_bindgen_test]
async fn i8_somebody_else_finds_the_data_sealed() {
    let bench = Bench::new();
    let (session, data) = bench.tab().await;
    let (_, change) = create(&data, "Wang Wei");
    data.commit(vec![change]).await.unwrap();
    password::wrap(&bench.account, &bench.database(), "correct horse").await;
    session.switch().await.unwrap();
    assert!(opened(&session).is_none());
    assert!(!store::opens_by_itself(&bench.database()).await.unwrap());
    assert!(
        storage::get("forecourt.signed_out").is_some(),
        "the server is not told"
    );
    storage::remove("forecourt.signed_out");

    // Without a password and with nothing unsent the data goes: the server has all of it.
    let other = Bench::new();
    let (session, _) = other.tab().await;
    session.switch().await.unwrap();
    storage::remove("forecourt.signed_out");
    assert_eq!(store::is_there(&other.database()).await, Ok(false));
}

#[wasm_bindgen_test]
async fn i9_a_revoked_device_says_so_and_holds_nothing() {
    let bench = Bench::new();
    let (session, data) = bench.tab().await;
    let (_, change) = create(&data, "Wang Wei");
    data.commit(vec![change]).await.unwrap();
    password::wrap(&bench.account, &bench.database(), "correct horse").await;
    data.destroy().await;
    let stage = session.stage().get_untracked();
    let Stage::Broken(why) = stage else {
        panic!("the data is still open");
    };
    assert_eq!(why, StoreError::Revoked { unsent: 1 });
    assert_eq!(
        (storage::get(ACCOUNT), storage::get(password::KNOWN)),
        (None, None)
    );
    assert_eq!(store::is_there(&bench.database()).await, Ok(false));
}
