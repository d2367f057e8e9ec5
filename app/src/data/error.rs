//! Why something could not be kept on this device.

/// A failure of the device's store. The code is the key of the text for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database could not be opened.
    #[error("opening the database: {0}")]
    Open(String),
    /// The disk or the browser's share of it is full.
    #[error("no room left")]
    Full,
    /// Writing failed; nothing of it was kept.
    #[error("writing: {0}")]
    Write(String),
    /// Reading failed.
    #[error("reading: {0}")]
    Read(String),
    /// A newer version of the app took over the database.
    #[error("a newer version is open elsewhere")]
    OutOfDate,
    /// The browser threw the database away.
    #[error("the browser cleared the data, {unsent} acts were unsent")]
    Evicted {
        /// Acts that had not been sent when they were last counted.
        unsent: usize,
    },
    /// The browser threw the database away while the app was open.
    #[error("the browser cleared the data of an open app")]
    Cleared,
    /// The data is sealed, and only the person's password opens it.
    #[error("sealed until the password is given")]
    Locked,
    /// The key of the data is gone: nobody can read it any more.
    #[error("the key of the data is lost")]
    KeyLost,
    /// An administrator took this device away from the person.
    #[error("the device was revoked, {unsent} acts were unsent")]
    Revoked {
        /// Acts that had not been sent.
        unsent: usize,
    },
    /// The store has stopped, as it does when this person signs out.
    #[error("the store has stopped")]
    Stopped,
}

impl StoreError {
    /// The stable word, also the key of its text.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open(_) => "store.open",
            Self::Full => "store.full",
            Self::Write(_) => "store.write",
            Self::Read(_) => "store.read",
            Self::OutOfDate => "store.out_of_date",
            Self::Evicted { .. } => "store.evicted",
            Self::Cleared => "store.cleared",
            Self::Locked => "store.locked",
            Self::KeyLost => "store.key_lost",
            Self::Revoked { .. } => "store.revoked",
            Self::Stopped => "store.stopped",
        }
    }
}
