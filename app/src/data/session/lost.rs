//! Data whose key is lost: nobody reads it any more. It is kept until the person gives it up.

use forecourt_sync::auth::Account;
use leptos::prelude::Set;
use serde_json::{Map, Value, json};
use wasm_bindgen_futures::spawn_local;

use super::{Session, Stage, account};
use crate::data::store::{self, Aside};
use crate::data::{StoreError, open};

/// What lies sealed on this device, to be kept as a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealedWork {
    /// Acts that had not been sent, or were refused, or could not be read even before.
    pub count: usize,
    /// They and drafts as JSON: the bytes in hexadecimal digits, by where they stood.
    pub file: String,
}

impl Session {
    /// Tells the person whom the server let in that the data here cannot be read.
    pub(super) fn tell_lost(&self, account: &Account) {
        account::enter(account);
        self.stage.set(Stage::Broken(StoreError::KeyLost));
    }

    /// What lies here sealed of work that was not sent. None when there is nothing, or the disk does not say.
    pub async fn sealed_work(&self) -> Option<SealedWork> {
        let account = account::current()?;
        let name = store::database_name(account.tenant, account.staff);
        let entries = store::sealed_work(&name).await.ok()?;
        let is_work = |entry: &&Aside| !entry.name.starts_with("draft.");
        let count = entries.iter().filter(is_work).count();
        let digits = entries.iter().map(|entry| {
            let digits = entry.bytes.iter().map(|byte| format!("{byte:02x}"));
            (entry.name.clone(), Value::String(digits.collect()))
        });
        let digits: Map<String, Value> = digits.collect();
        let file = json!({ "database": name, "sealed": digits }).to_string();
        (!entries.is_empty()).then_some(SealedWork { count, file })
    }

    /// Deletes data that nobody can read any more, and asks to sign in. The person chose it.
    pub fn start_over(&self) {
        let Some(account) = account::current() else {
            return self.stage.set(Stage::SignedOut);
        };
        let session = self.clone();
        spawn_local(async move {
            let name = store::database_name(account.tenant, account.staff);
            match open::delete(&name).await {
                Ok(()) => {
                    account::forget();
                    session.stage.set(Stage::SignedOut);
                }
                Err(error) => session.stage.set(Stage::Broken(error)),
            }
        });
    }
}
