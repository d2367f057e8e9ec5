//! What travels when people sign up, in and out.

use forecourt_domain::row::Unit;
use forecourt_domain::{Id, Millis};
use serde::{Deserialize, Serialize};

/// How a browser derives a key from a password (Argon2id, 32 bytes, one lane).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// Salt, 32 lower-case hexadecimal digits.
    pub salt: String,
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

/// `GET /api/v1/status`: what a visitor may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// True while no dealership exists: the set-up code is asked for.
    pub needs_setup_code: bool,
    /// True when a new dealership can be made.
    pub sign_up: bool,
}

/// `POST /api/v1/sign-up`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignUp {
    /// Set-up code, for the first dealership.
    #[serde(default)]
    pub setup_code: String,
    /// Name of the dealership.
    pub dealership: String,
    /// Name of the first store.
    pub store: String,
    /// Name of the first administrator.
    pub name: String,
    /// Login, lower case.
    pub login: String,
    /// How `key` was derived.
    pub derivation: Derivation,
    /// Derived key, 64 hexadecimal digits.
    pub key: String,
}

/// `POST /api/v1/sign-in`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignIn {
    /// Login, lower case.
    pub login: String,
    /// Derived key, 64 hexadecimal digits.
    pub key: String,
}

/// `POST /api/v1/device`: binds the session to a device of this person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enrol {
    /// The device, made in the browser.
    pub device: Id,
    /// What people call it, such as "Chromium on Linux".
    pub name: String,
    /// For a device that is new to the server: its groups up to this number are
    /// void, because they went out under another id.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub after: u64,
}

const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Answer to `POST /api/v1/device`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enrolled {
    /// Highest group number decided for the device.
    pub mid: u64,
    /// Epoch of the dealership.
    pub epoch: String,
}

/// Answer to `GET /api/v1/devices`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// Those that may be used first, the last seen first.
    pub devices: Vec<DeviceEntry>,
}

/// A device as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceEntry {
    /// The device.
    pub device: Id,
    /// The name of the person who uses it.
    pub person: String,
    /// What it is called, such as "Chromium on Linux".
    pub name: String,
    /// When it last asked for anything, to the hour.
    pub seen: Millis,
    /// Acts that it had not sent then.
    pub waiting: u64,
    /// It was taken away.
    pub revoked: bool,
    /// It is the one that asks.
    pub is_this: bool,
    /// It is one of the person who asks.
    pub is_own: bool,
}

/// `POST /api/v1/devices/revoke`: takes a device away, or all others of the person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoke {
    /// Which one; all others of the person without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Id>,
}

/// Who is signed in. Answer to sign-up, sign-in and `GET /api/v1/session`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The dealership.
    pub tenant: Id,
    /// Name of the dealership.
    pub dealership: String,
    /// The person.
    pub staff: Id,
    /// The person's name.
    pub name: String,
    /// The person's login.
    pub login: String,
    /// Units the person may see.
    pub units: Vec<Unit>,
    /// Server time.
    pub now: Millis,
}
