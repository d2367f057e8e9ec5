//! A person who signed in on this device, and the tabs that are open.

use forecourt_app::data::session::{Session, Stage};
use forecourt_app::data::{Data, store};
use forecourt_app::platform::{clock, ids, storage};
use forecourt_app::whole;
use forecourt_sync::auth::Account;
use leptos::prelude::{GetUntracked, Owner};

const ACCOUNT: &str = "forecourt.account";

/// Signals that pages derive live in an owner; one per test does.
pub struct Bench {
    account: Account,
    _owner: Owner,
}

impl Bench {
    /// A person who signed in on this device earlier.
    pub fn new() -> Self {
        let owner = Owner::new();
        owner.set();
        let account = Account {
            tenant: ids::new_id(),
            dealership: "Test Cars".to_owned(),
            staff: ids::new_id(),
            name: "Li Na".to_owned(),
            login: "lina".to_owned(),
            units: vec!["t".to_owned(), "s:1".to_owned()],
            now: 0,
        };
        Self {
            account,
            _owner: owner,
        }
    }

    /// The person.
    #[allow(dead_code, reason = "not every test that opens tabs asks")]
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// Name of the person's database.
    pub fn database(&self) -> String {
        store::database_name(self.account.tenant, self.account.staff)
    }

    /// Opens a tab that may open the data or not.
    pub fn session(&self) -> Session {
        storage::set(ACCOUNT, &serde_json::to_string(&self.account).unwrap());
        Session::start(forecourt_app::engine::start, whole)
    }

    /// Opens a tab.
    pub async fn tab(&self) -> Data {
        let stage = self.session().stage();
        let mut opened = None;
        until("the data is open", || {
            if let Stage::Open(data) = stage.get_untracked() {
                opened = Some(data);
            }
            opened.is_some()
        })
        .await;
        opened.unwrap()
    }

    /// Closes all tabs. What is on the disk stays.
    pub async fn close_all(&self) {
        storage::remove(ACCOUNT);
        js_sys::eval("dispatchEvent(new StorageEvent('storage'))").unwrap();
        // Long enough for the lock of the tab that led to come free.
        clock::sleep(50).await;
    }
}

/// Waits for something to become true.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        clock::sleep(10).await;
    }
    panic!("not in thirty seconds: {what}");
}
