//! Who is signed in on this device: start, sign-up, sign-in, sign-out.
//!
//! A session opens the person's database and ends by deleting it. It outlives
//! every page; its state is held by signals without an owner.

use forecourt_sync::auth::Status;
use forecourt_sync::failure::Failure;
use leptos::prelude::{ArcRwSignal, ArcSignal, Signal, use_context};

use super::{Data, StoreError};

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
            Self::Derivation => "auth.derivation",
        }
    }
}

/// Who is signed in. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    stage: ArcRwSignal<Stage>,
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
    /// What to show.
    pub fn stage(&self) -> Signal<Stage> {
        ArcSignal::from(self.stage.clone()).into()
    }

    /// What a visitor may do here, asked of the server.
    pub async fn status(&self) -> Result<Status, Failure> {
        Err(Failure::Unreachable)
    }

    /// Makes a dealership and signs its first person in.
    pub async fn sign_up(&self, _form: SignUpForm) -> Result<(), SessionError> {
        Err(Failure::Unreachable.into())
    }

    /// Signs in, the first time on this device or again after the session ran
    /// out: then the open data stays as it is and syncing goes on.
    pub async fn sign_in(&self, _login: &str, _password: &str) -> Result<(), SessionError> {
        Err(Failure::Unreachable.into())
    }

    /// Signs out and deletes the person's data from this device. Unsent work
    /// is guarded: it is given up only with `force`.
    pub async fn sign_out(&self, _force: bool) -> Result<(), Unsent> {
        Ok(())
    }

    /// Everything this device holds for the person, unsent work included, as
    /// JSON to be saved as a file.
    pub async fn export(&self) -> Result<String, StoreError> {
        Err(StoreError::Stopped)
    }

    /// Opens what this device knows.
    pub fn start() -> Self {
        Self {
            stage: ArcRwSignal::new(Stage::SignedOut),
        }
    }
}
