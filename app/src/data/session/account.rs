//! Who is signed in on this device, and whose data lies here sealed: notes in local storage.

use forecourt_sync::auth::Account;

use crate::data::Me;
use crate::platform::storage;

/// Who is signed in on this device.
const CURRENT: &str = "forecourt.account";
/// Before a login: whose data is on this device, signed in or not.
const KNOWN: &str = "forecourt.known.";

/// Who is signed in.
pub(super) fn current() -> Option<Account> {
    read(CURRENT)
}

/// True when this person is signed in.
pub(super) fn is_current(me: &Me) -> bool {
    current().is_some_and(|now| me.is(&now))
}

/// Whose data lies here under this login.
pub(super) fn known(login: &str) -> Option<Account> {
    read(&known_key(login))
}

/// Somebody signed in.
pub(super) fn enter(account: &Account) {
    if let Ok(text) = serde_json::to_string(account) {
        storage::set(CURRENT, &text);
        storage::set(&known_key(&account.login), &text);
    }
}

/// Nobody is signed in any more; the data stays.
pub(super) fn leave() {
    storage::remove(CURRENT);
}

/// Nobody is signed in any more, and the data is gone.
pub(super) fn forget() {
    if let Some(account) = current() {
        forget_data_of(&account);
    }
    leave();
}

/// The data of this person is gone.
pub(super) fn forget_data_of(account: &Account) {
    storage::remove(&known_key(&account.login));
}

fn read(key: &str) -> Option<Account> {
    serde_json::from_str(&storage::get(key)?).ok()
}

fn known_key(login: &str) -> String {
    format!("{KNOWN}{login}")
}
