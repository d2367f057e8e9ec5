//! The key of a database, and the two wraps in which it is kept beside what it seals.
//!
//! The wrap of the device opens by itself, as long as the person is signed in here. The wrap of the password opens by
//! the password together with a secret of this device. A wrap that is destroyed leaves its key as good as destroyed.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::rows::DEVICE;
use super::{FORMAT, Key, Part, Shelf, Wish, commit, is_there, opening, take_up, writing};
use crate::data::StoreError;
use crate::platform::crypto::{KEY_BYTES, MixKey, SealKey};
use crate::platform::ids;

/// Wrong passwords in a row after which the wrap of the password is destroyed.
pub const MOST_TRIES: u8 = 10;

const DEVICE_WRAP: &str = "wrap.device";
const PASSWORD_WRAP: &str = "wrap.password";

type Bytes = [u8; KEY_BYTES];
type Salt = [u8; 16];

/// A password stretched with a salt of this device, as a wrap needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretched {
    /// The salt.
    pub salt: Salt,
    /// What came of it.
    pub key: Bytes,
}

/// What a password did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlocked {
    /// The database opens from now on.
    Yes,
    /// It is not the password. So many tries are left; none means that the data is lost.
    No {
        /// Tries left.
        left: u8,
    },
}

/// True for entries that hold a wrap.
pub(super) fn is_wrap(shelf: Shelf, key: &Key) -> bool {
    let names = [DEVICE_WRAP, PASSWORD_WRAP];
    shelf == Shelf::Meta && matches!(key, Key::Name(name) if names.contains(&name.as_str()))
}

/// The key of a database, made when the database is new.
pub(super) async fn of_device(database: &Database, name: &str) -> Result<SealKey, StoreError> {
    let found = read(database).await?;
    if let Some(wrap) = found.device {
        let bytes = open_device(wrap, name).await?;
        return SealKey::from_bytes(&bytes).await.ok_or_else(no_crypto);
    }
    if found.password.is_some() {
        return Err(StoreError::Locked);
    }
    if found.is_used {
        return Err(StoreError::KeyLost);
    }
    let bytes: Bytes = ids::random().ok_or_else(no_crypto)?;
    let wrap = close_device(&bytes, name).await?;
    match change(database, &[Change::Claim(DEVICE_WRAP, wrap)]).await {
        Ok(()) => SealKey::from_bytes(&bytes).await.ok_or_else(no_crypto),
        // Another tab may have been faster; then its key counts.
        Err(error) => match read(database).await?.device {
            Some(wrap) => {
                let bytes = open_device(wrap, name).await?;
                SealKey::from_bytes(&bytes).await.ok_or_else(no_crypto)
            }
            None => Err(error),
        },
    }
}

/// The salt of the password's wrap; `None` when the database has no such wrap, or is not there.
pub async fn salt(name: &str) -> Result<Option<Salt>, StoreError> {
    let Some(database) = existing(name).await? else {
        return Ok(None);
    };
    let found = read(&database).await;
    database.close();
    Ok(found?.password.map(|wrap| wrap.salt))
}

/// True while the database opens without a password.
pub async fn opens_by_itself(name: &str) -> Result<bool, StoreError> {
    let Some(database) = existing(name).await? else {
        return Ok(true);
    };
    let found = read(&database).await;
    database.close();
    let found = found?;
    Ok(found.device.is_some() || found.password.is_none())
}

/// Wraps the key by a password too, in place of an earlier one. The database opens by itself at this moment.
pub async fn add_password(name: &str, stretched: &Stretched) -> Result<(), StoreError> {
    let Some(database) = existing(name).await? else {
        return Err(StoreError::KeyLost);
    };
    let added = add_password_to(&database, name, stretched).await;
    database.close();
    added
}

async fn add_password_to(
    database: &Database,
    name: &str,
    stretched: &Stretched,
) -> Result<(), StoreError> {
    let wrap = read(database).await?.device.ok_or(StoreError::Locked)?;
    let bytes = open_device(wrap, name).await?;
    let mix = MixKey::random().await.ok_or_else(no_crypto)?;
    let key = mix.mix(&stretched.key, name).await.ok_or_else(no_crypto)?;
    let wrapped = key.seal(&bytes, &password_bound(name)).await;
    let wrap = Password {
        mix,
        salt: stretched.salt,
        wrapped: wrapped.ok_or_else(no_crypto)?,
        wrong: 0,
    };
    change(database, &[Change::Put(PASSWORD_WRAP, wrap.to_js())]).await
}

/// Tries a password. `None` when the database has no wrap of a password, or is not there. A try is counted before
/// it is made, so that nobody gets a free one by ending the page.
pub async fn unlock(name: &str, stretched: &Bytes) -> Result<Option<Unlocked>, StoreError> {
    let Some(database) = existing(name).await? else {
        return Ok(None);
    };
    let tried = unlock_in(&database, name, stretched).await;
    database.close();
    tried
}

async fn unlock_in(
    database: &Database,
    name: &str,
    stretched: &Bytes,
) -> Result<Option<Unlocked>, StoreError> {
    let Some(mut wrap) = read(database).await?.password else {
        return Ok(None);
    };
    wrap.wrong = wrap.wrong.saturating_add(1);
    change(database, &[Change::Put(PASSWORD_WRAP, wrap.to_js())]).await?;
    let key = wrap.mix.mix(stretched, name).await.ok_or_else(no_crypto)?;
    let opened = key.open(&wrap.wrapped, &password_bound(name)).await;
    let Some(bytes) = opened.and_then(|bytes| Bytes::try_from(bytes).ok()) else {
        let left = MOST_TRIES.saturating_sub(wrap.wrong);
        if left == 0 {
            change(database, &[Change::Remove(PASSWORD_WRAP)]).await?;
        }
        return Ok(Some(Unlocked::No { left }));
    };
    wrap.wrong = 0;
    let changes = [
        Change::Put(PASSWORD_WRAP, wrap.to_js()),
        Change::Put(DEVICE_WRAP, close_device(&bytes, name).await?),
    ];
    change(database, &changes).await?;
    Ok(Some(Unlocked::Yes))
}

/// Takes the wrap of the device away: from now on the password alone opens the database. False when there is no wrap
/// of a password, and nothing was done.
pub async fn lock(name: &str) -> Result<bool, StoreError> {
    let Some(database) = existing(name).await? else {
        return Ok(false);
    };
    let locked = match read(&database).await {
        Ok(found) if found.password.is_none() => Ok(false),
        Ok(_) => change(&database, &[Change::Remove(DEVICE_WRAP)])
            .await
            .map(|()| true),
        Err(error) => Err(error),
    };
    database.close();
    locked
}

/// Destroys both wraps: nobody reads the database any more.
pub(super) async fn shred(name: &str) -> Result<(), StoreError> {
    let Some(database) = existing(name).await? else {
        return Ok(());
    };
    let changes = [Change::Remove(DEVICE_WRAP), Change::Remove(PASSWORD_WRAP)];
    let done = change(&database, &changes).await;
    database.close();
    done
}

/// A connection of its own to a database that is there.
pub(super) async fn existing(name: &str) -> Result<Option<Database>, StoreError> {
    if !is_there(name).await? {
        return Ok(None);
    }
    let opened = Database::open(name).with_version(FORMAT).await;
    opened.map(Some).map_err(|error| opening(&error))
}

/// The wrap of the password.
struct Password {
    mix: MixKey,
    salt: Salt,
    wrapped: Uint8Array,
    /// Wrong passwords since the last right one.
    wrong: u8,
}

impl Password {
    fn to_js(&self) -> JsValue {
        let entry = Array::new();
        entry.push(&self.mix.to_js());
        entry.push(&Uint8Array::from(self.salt.as_slice()));
        entry.push(&self.wrapped);
        entry.push(&JsValue::from_f64(f64::from(self.wrong)));
        entry.into()
    }

    fn from_js(value: JsValue) -> Option<Self> {
        let entry: Array = value.dyn_into().ok()?;
        let salt: Uint8Array = entry.get(1).dyn_into().ok()?;
        Some(Self {
            mix: MixKey::from_js(entry.get(0))?,
            salt: Salt::try_from(salt.to_vec()).ok()?,
            wrapped: entry.get(2).dyn_into().ok()?,
            wrong: entry.get(3).as_f64()? as u8,
        })
    }
}

async fn close_device(bytes: &Bytes, name: &str) -> Result<JsValue, StoreError> {
    let key = SealKey::random().await.ok_or_else(no_crypto)?;
    let wrapped = key.seal(bytes, &device_bound(name)).await;
    let entry = Array::of2(&key.to_js(), &wrapped.ok_or_else(no_crypto)?.into());
    Ok(entry.into())
}

async fn open_device(wrap: JsValue, name: &str) -> Result<Bytes, StoreError> {
    opened_device(wrap, name).await.ok_or(StoreError::KeyLost)
}

async fn opened_device(wrap: JsValue, name: &str) -> Option<Bytes> {
    let entry: Array = wrap.dyn_into().ok()?;
    let key = SealKey::from_js(entry.get(0))?;
    let wrapped: Uint8Array = entry.get(1).dyn_into().ok()?;
    let bytes = key.open(&wrapped, &device_bound(name)).await?;
    bytes.try_into().ok()
}

fn device_bound(name: &str) -> String {
    format!("{name}/{DEVICE_WRAP}")
}

fn password_bound(name: &str) -> String {
    format!("{name}/{PASSWORD_WRAP}")
}

/// What stands in a database about its key.
struct Wraps {
    device: Option<JsValue>,
    password: Option<Password>,
    /// True when a device has written here.
    is_used: bool,
}

async fn read(database: &Database) -> Result<Wraps, StoreError> {
    let found = read_entries(database).await;
    let [device, password, used] = found.map_err(|error| StoreError::Read(error.to_string()))?;
    Ok(Wraps {
        device,
        password: password.and_then(Password::from_js),
        is_used: used.is_some(),
    })
}

async fn read_entries(database: &Database) -> Result<[Option<JsValue>; 3], Error> {
    let wish = |name: &str| Wish {
        shelf: Shelf::Meta,
        what: Part::One(name.to_owned()),
    };
    let found = take_up(database, &[DEVICE_WRAP, PASSWORD_WRAP, DEVICE].map(wish)).await?;
    let mut values = found
        .into_iter()
        .map(|entries| entries.into_iter().next().map(|(_, value)| value));
    Ok(std::array::from_fn(|_| values.next().flatten()))
}

enum Change {
    Claim(&'static str, JsValue),
    Put(&'static str, JsValue),
    Remove(&'static str),
}

/// All changes or none, on the disk when this resolves.
async fn change(database: &Database, changes: &[Change]) -> Result<(), StoreError> {
    match write_entries(database, changes).await {
        Ok(()) => Ok(()),
        Err(error) => Err(writing(&error).await),
    }
}

async fn write_entries(database: &Database, changes: &[Change]) -> Result<(), Error> {
    let strict = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    let tx = database
        .transaction([Shelf::Meta.name()])
        .with_mode(TransactionMode::Readwrite)
        .with_options(strict)
        .build()?;
    let meta = tx.object_store(Shelf::Meta.name())?;
    for change in changes {
        match change {
            Change::Claim(name, value) => {
                drop(meta.add(value.clone()).with_key(*name).primitive()?);
            }
            Change::Put(name, value) => drop(meta.put(value.clone()).with_key(*name).primitive()?),
            Change::Remove(name) => drop(meta.delete(*name).primitive()?),
        }
    }
    drop(meta);
    commit(tx).await
}

fn no_crypto() -> StoreError {
    StoreError::Open("the browser seals nothing here".to_owned())
}
