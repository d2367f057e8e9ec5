//! Who is signed in on this device: start, sign-up, sign-in, sign-out.
//!
//! A session opens the person's database and ends by deleting it, or by leaving
//! it sealed for when they return. It outlives every page; its state is held by
//! signals without an owner.

mod account;
mod door;
mod key;
mod lost;

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use forecourt_sync::auth::{Account, Derivation, Enrol, SignIn, SignUp, Status};
use forecourt_sync::code::Code;
use forecourt_sync::failure::Failure;
use futures::future::join;
use leptos::prelude::{AnyView, ArcRwSignal, ArcSignal, GetUntracked, Set, Signal, use_context};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

pub use lost::SealedWork;

use super::open::{OpenData, Ready};
use super::store::{self, Stretched};
use super::{Data, StoreError};
use crate::engine::{StartSync, Wake};
use crate::platform::{net, page, storage};

/// Stands while the server does not know of a sign-out yet.
const SIGNED_OUT: &str = "forecourt.signed_out";

/// What the app shows.
#[derive(Clone)]
pub enum Stage {
    /// Storage is being opened: for some milliseconds.
    Opening,
    /// Nobody is signed in on this device.
    SignedOut,
    /// Somebody is; this is the person's data, with or without a network.
    Open(Data),
    /// The database would not open, and the reason.
    Broken(StoreError),
}

/// What a sign-up asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignUpForm {
    /// Set-up code; empty when it is not asked for.
    pub setup_code: String,
    /// Name of the dealership.
    pub dealership: String,
    /// Name of the first store.
    pub store: String,
    /// Name of the person.
    pub name: String,
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
}

/// Work that only this device has; signing out now would lose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{count} acts are only on this device")]
pub struct Unsent {
    /// How many acts.
    pub count: usize,
}

/// Why nobody was signed in.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SessionError {
    /// The server could not be asked, or refused.
    #[error("asking the server")]
    Net(#[from] Failure),
    /// The device cannot keep the person's data.
    #[error("opening the store")]
    Store(#[from] StoreError),
    /// The password does not open what lies on this device. The server could not be asked.
    #[error("the wrong password, {left} tries left")]
    WrongPassword {
        /// Tries until the data on this device is destroyed.
        left: u8,
    },
    /// The password could not be turned into a key.
    #[error("deriving the key")]
    Derivation,
}

impl SessionError {
    /// The stable word, also the key of its text.
    pub fn code(&self) -> &str {
        match self {
            Self::Net(failure) => failure.code(),
            Self::Store(error) => error.code(),
            Self::WrongPassword { .. } => Code::BadCredentials.as_str(),
            Self::Derivation => "auth.derivation",
        }
    }
}

/// What it takes once somebody is signed in. Visitors do without, so it travels
/// as a part of its own.
#[derive(Clone, Copy)]
pub struct Home {
    /// Opens a person's data.
    pub open: OpenData,
    /// Draws the frame around the pages; expects the data in context.
    pub frame: fn() -> AnyView,
}

/// The part on its way. It is asked for until it comes.
pub type ComingHome = Pin<Box<dyn Future<Output = Home>>>;

/// Who is signed in. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    stage: ArcRwSignal<Stage>,
    sync: StartSync,
    bring_home: fn() -> ComingHome,
    frame: Arc<OnceLock<fn() -> AnyView>>,
}

/// The session that the root of the app provides.
#[expect(
    clippy::expect_used,
    reason = "the root provides it before any page exists"
)]
pub fn use_session() -> Session {
    use_context().expect("the root of the app provides the session")
}

impl Session {
    /// Opens what this device knows, with or without a network. `sync` then starts the engine.
    pub fn start(sync: StartSync, bring_home: fn() -> ComingHome) -> Self {
        let session = Self {
            stage: ArcRwSignal::new(Stage::SignedOut),
            sync,
            bring_home,
            frame: Arc::default(),
        };
        session.follow_other_tabs();
        match account::current() {
            Some(account) => {
                session.stage.set(Stage::Opening);
                let session = session.clone();
                spawn_local(async move {
                    let stage = match session.open(&account).await {
                        Ok(ready) => {
                            if ready.is_fresh() {
                                enrol_again(ready.data().clone());
                            }
                            Stage::Open(ready.start(sync))
                        }
                        Err(StoreError::Locked) => {
                            account::leave();
                            Stage::SignedOut
                        }
                        Err(error) => Stage::Broken(error),
                    };
                    session.stage.set(stage);
                });
            }
            None => spawn_local(finish_sign_out()),
        }
        session
    }

    /// What to show.
    pub fn stage(&self) -> Signal<Stage> {
        ArcSignal::from(self.stage.clone()).into()
    }

    /// What a visitor may do here, asked of the server.
    pub async fn status(&self) -> Result<Status, Failure> {
        net::get("/api/v1/status").await
    }

    /// Makes a dealership and signs its first person in.
    pub async fn sign_up(&self, form: SignUpForm) -> Result<(), SessionError> {
        let derivation = key::new_derivation()?;
        let key = key::derive(&form.password, &derivation).await?;
        let request = SignUp {
            setup_code: form.setup_code.trim().to_owned(),
            dealership: form.dealership.trim().to_owned(),
            store: form.store.trim().to_owned(),
            name: form.name.trim().to_owned(),
            login: canonical(&form.login),
            derivation,
            key,
        };
        let (account, stretched) = join(
            net::post("/api/v1/sign-up", &request),
            door::stretched(&form.password),
        )
        .await;
        self.enter(account?, &form.password, &stretched?).await
    }

    /// Signs in, the first time on this device or again after the session ran
    /// out: then the open data stays as it is and syncing goes on. Without a
    /// server the password opens what lies here sealed.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<(), SessionError> {
        let login = canonical(login);
        finish_sign_out().await;
        match ask(&login, password).await {
            Ok((account, stretched)) => self.enter(account, password, &stretched).await,
            Err(SessionError::Net(failure)) if failure.is_silence() => {
                self.enter_without_server(&login, password, failure).await
            }
            Err(error) => Err(error),
        }
    }

    /// Signs out and deletes the person's data from this device. Unsent work
    /// is guarded: it is given up only with `force`. Works without a network;
    /// the server is told as soon as there is one.
    pub async fn sign_out(&self, force: bool) -> Result<(), Unsent> {
        let data = match self.stage.get_untracked() {
            Stage::Open(data) => Some(data),
            _ => None,
        };
        if let Some(data) = &data {
            let count = data.unsent();
            if count > 0 && !force {
                return Err(Unsent { count });
            }
        }
        account::forget();
        self.stage.set(Stage::SignedOut);
        // First of all: another tab may keep the database for long, and the next person signs in meanwhile.
        end_on_server();
        if let Some(data) = data {
            // Deleting goes on when other tabs have given way; nobody can do more here.
            data.close(true).await.ok();
        }
        Ok(())
    }

    /// Unsent work of the person as JSON, to be saved as a file before it is given up.
    pub fn export_unsent(&self) -> Option<String> {
        match self.stage.get_untracked() {
            Stage::Open(data) => data.export_unsent(),
            _ => None,
        }
    }

    async fn enter(
        &self,
        account: Account,
        password: &str,
        stretched: &Stretched,
    ) -> Result<(), SessionError> {
        storage::remove(SIGNED_OUT);
        let name = store::database_name(account.tenant, account.staff);
        if let Stage::Open(data) = self.stage.get_untracked() {
            if data.me().is(&account) {
                account::enter(&account);
                if !self.bind(&data, &account).await? {
                    return Ok(());
                }
                store::add_password(&name, stretched).await?;
                data.wake(Wake::SignedIn);
                return Ok(());
            }
            // Somebody else: the first person's data stays, sealed, for when they return.
            door::seal_away(&data).await?;
            data.close(false).await?;
        }
        door::open_sealed(&account, password).await?;
        let opened = self.open(&account).await;
        if matches!(opened, Err(StoreError::KeyLost)) {
            self.tell_lost(&account);
            return Ok(());
        }
        let ready = opened?;
        match self.bind(ready.data(), &account).await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(failure) => {
                ready.data().close(false).await?;
                return Err(failure.into());
            }
        }
        store::add_password(&name, stretched).await?;
        account::enter(&account);
        self.stage.set(Stage::Open(ready.start(self.sync)));
        Ok(())
    }

    /// Binds the server's session to this device. False when the server took the device away from the person while
    /// nobody was signed in: then the key and the data go at once, as they would while syncing.
    async fn bind(&self, data: &Data, account: &Account) -> Result<bool, Failure> {
        let bound = enrol(data).await;
        if !bound.as_ref().is_err_and(Failure::takes_device) {
            return bound.map(|()| true);
        }
        let unsent = data.unsent();
        data.destroy().await;
        account::forget_data_of(account);
        account::leave();
        self.stage
            .set(Stage::Broken(StoreError::Revoked { unsent }));
        Ok(false)
    }

    async fn open(&self, account: &Account) -> Result<Ready, StoreError> {
        let home = (self.bring_home)().await;
        self.frame.get_or_init(|| home.frame);
        let stage = self.stage.clone();
        (home.open)(account.clone(), Box::new(move |why| shut(&stage, why))).await
    }

    /// The frame around the pages, once data was opened.
    pub fn frame(&self) -> Option<fn() -> AnyView> {
        self.frame.get().copied()
    }

    /// Another tab may lock the data or let somebody else in; then this one closes it too.
    fn follow_other_tabs(&self) {
        let session = self.clone();
        storage::on_change(move || {
            if let Stage::Open(data) = session.stage.get_untracked()
                && !account::is_current(&data.me())
            {
                session.stage.set(Stage::SignedOut);
                spawn_local(async move { data.close(false).await.unwrap_or_default() });
            }
        });
    }
}

/// Asks the server who this is. The wrap of this device is prepared while the answer is on its way.
async fn ask(login: &str, password: &str) -> Result<(Account, Stretched), SessionError> {
    let asked = format!("/api/v1/derivation?login={}", page::escaped(login));
    let derivation: Derivation = net::get(&asked).await?;
    let key = key::derive(password, &derivation).await?;
    let login = login.to_owned();
    let request = SignIn { login, key };
    let (account, stretched) = join(
        net::post("/api/v1/sign-in", &request),
        door::stretched(password),
    )
    .await;
    Ok((account?, stretched?))
}

/// Another tab took the database: it signed out, or is a newer version of the app.
fn shut(stage: &ArcRwSignal<Stage>, why: StoreError) {
    let Stage::Open(data) = stage.get_untracked() else {
        return;
    };
    if let StoreError::Revoked { .. } = why {
        account::forget();
        stage.set(Stage::Broken(why));
    } else if account::current().is_none() {
        data.wake(Wake::Close);
        stage.set(Stage::SignedOut);
    } else {
        data.raise(why);
    }
}

/// Binds the session to this device. The server takes pushes of no other.
async fn enrol(data: &Data) -> Result<(), Failure> {
    let request = Enrol {
        device: data.device(),
        name: page::device_name(),
        after: 0,
    };
    let done: Result<Value, Failure> = net::post("/api/v1/device", &request).await;
    done.map(drop)
}

/// The browser threw the data away, and the device starts anew under the session that it has.
fn enrol_again(data: Data) {
    spawn_local(async move {
        match enrol(&data).await {
            Ok(()) => data.wake(Wake::SignedIn),
            Err(failure) if failure.takes_device() => data.destroy().await,
            Err(_) => {}
        }
    });
}

/// Ends the session on the server, now or at the next start.
fn end_on_server() {
    storage::set(SIGNED_OUT, "1");
    spawn_local(finish_sign_out());
}

/// Ends a session of which the person signed out, on the server too. The cookie is out of reach here, so a
/// sign-out without a network is finished at the next start, or before somebody signs in: its answer takes the cookie away,
/// whosever it is by then.
async fn finish_sign_out() {
    if storage::get(SIGNED_OUT).is_none() {
        return;
    }
    let done: Result<Value, Failure> = net::post("/api/v1/sign-out", &Value::Null).await;
    let over = match done {
        Ok(_) => true,
        Err(failure) => failure.needs_sign_in(),
    };
    if over {
        storage::remove(SIGNED_OUT);
    }
}

/// Logins do not tell capitals from small letters.
fn canonical(login: &str) -> String {
    page::in_small_letters(login.trim())
}
