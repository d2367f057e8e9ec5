//! The password of a device without a server.

use argon2::{Algorithm, Argon2, Params, Version};
use forecourt_app::data::store::{self, Stretched};
use forecourt_app::platform::storage;
use forecourt_sync::auth::Account;

/// Says whose data lies under the login of these tests.
pub const KNOWN: &str = "forecourt.known.lina";

/// Wraps the key of a person's data by a password, as signing in does.
pub async fn wrap(account: &Account, database: &str, password: &str) {
    storage::set(KNOWN, &serde_json::to_string(account).unwrap());
    let salt = [5; 16];
    let params = Params::new(65_536, 3, 1, Some(32)).unwrap();
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), &salt, &mut key)
        .unwrap();
    let stretched = Stretched { salt, key };
    store::add_password(database, &stretched).await.unwrap();
}
