//! Sealed data and the password that opens it, with or without a network.

use forecourt_sync::auth::Account;
use forecourt_sync::failure::Failure;
use leptos::prelude::{GetUntracked, Set};

use super::{Session, SessionError, Stage, account, canonical, end_on_server, key};
use crate::data::store::{self, Stretched, Unlocked};
use crate::data::{Data, StoreError};
use crate::platform::ids;

impl Session {
    /// Puts the open data away: from now on only the password opens it. False when there is nothing open, or no
    /// password was given here since the data came; then nothing happens. The server's session stays.
    pub async fn lock(&self) -> Result<bool, StoreError> {
        let Stage::Open(data) = self.stage.get_untracked() else {
            return Ok(false);
        };
        if !store::lock(data.name()).await? {
            return Ok(false);
        }
        self.put_aside(&data).await;
        Ok(true)
    }

    /// Makes room for somebody else: the data stays on this device, sealed until this person's password is given
    /// again. Data that no password opens leaves the device when the server has all of it.
    pub async fn switch(&self) -> Result<(), StoreError> {
        let Stage::Open(data) = self.stage.get_untracked() else {
            return Ok(());
        };
        seal_away(&data).await?;
        self.put_aside(&data).await;
        end_on_server();
        Ok(())
    }

    /// Opens sealed data by the password, without a server.
    pub async fn unlock(&self, login: &str, password: &str) -> Result<(), SessionError> {
        let known = account::known(&canonical(login)).ok_or(StoreError::Stopped)?;
        match try_password(&known, password).await? {
            Some(Unlocked::Yes) => {
                let ready = self.open(&known).await?;
                account::enter(&known);
                self.stage.set(Stage::Open(ready.start(self.sync)));
                Ok(())
            }
            Some(Unlocked::No { left }) => Err(SessionError::WrongPassword { left }),
            None => Err(StoreError::KeyLost.into()),
        }
    }

    /// Whether [`Self::unlock`] could open anything for this login.
    pub async fn can_unlock(&self, login: &str) -> bool {
        let Some(known) = account::known(&canonical(login)) else {
            return false;
        };
        let name = store::database_name(known.tenant, known.staff);
        let open = matches!(self.stage.get_untracked(), Stage::Open(_));
        !open && matches!(store::salt(&name).await, Ok(Some(_)))
    }

    /// The server cannot be asked: what lies here sealed opens all the same.
    pub(super) async fn enter_without_server(
        &self,
        login: &str,
        password: &str,
        silence: Failure,
    ) -> Result<(), SessionError> {
        if self.can_unlock(login).await {
            self.unlock(login, password).await
        } else {
            Err(silence.into())
        }
    }

    async fn put_aside(&self, data: &Data) {
        account::leave();
        self.stage.set(Stage::SignedOut);
        // The key is gone already; a handle that would not close holds nothing that reads.
        data.close(false).await.ok();
    }
}

/// Leaves the data of a person sealed, or takes it away when nothing would ever open it and nothing of it is needed.
pub(super) async fn seal_away(data: &Data) -> Result<(), StoreError> {
    let sealed = store::lock(data.name()).await?;
    if !sealed && data.unsent() == 0 {
        data.close(true).await?;
    }
    Ok(())
}

/// Opens the data of somebody whom the server let in, when it lies here sealed. [`StoreError::Locked`] when it is
/// sealed with another password.
pub(super) async fn open_sealed(account: &Account, password: &str) -> Result<(), SessionError> {
    let name = store::database_name(account.tenant, account.staff);
    if store::opens_by_itself(&name).await? {
        return Ok(());
    }
    match try_password(account, password).await? {
        Some(Unlocked::No { .. }) => Err(StoreError::Locked.into()),
        Some(Unlocked::Yes) | None => Ok(()),
    }
}

async fn try_password(account: &Account, password: &str) -> Result<Option<Unlocked>, SessionError> {
    let name = store::database_name(account.tenant, account.staff);
    let Some(salt) = store::salt(&name).await? else {
        return Ok(None);
    };
    let stretched = key::stretch(password, salt).await?;
    Ok(store::unlock(&name, &stretched.key).await?)
}

/// A password as a new wrap takes it. Its salt is of this device and this moment, so that it tells nothing about
/// the key that the server knows.
pub(super) async fn stretched(password: &str) -> Result<Stretched, SessionError> {
    let salt = ids::random().ok_or(SessionError::Derivation)?;
    key::stretch(password, salt).await
}
