//! Everything pages read and write: rows in memory, acts, undo, drafts, and
//! the state of syncing. The one way to data for features; it knows no page
//! and no component.

pub mod base;
mod dispatch;
mod entry;
mod error;
mod me;
pub mod overlay;
pub mod replica;
pub mod session;
mod status;
pub mod store;
mod table;
mod undo;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forecourt_domain::access::Actor;
use forecourt_domain::organisation::Staff;
use forecourt_domain::{Date, Id, Millis};
use forecourt_sync::{Clock, Stamp};
use leptos::prelude::{ArcRwSignal, ArcSignal, Get, Set, Signal, use_context};
use serde_json::Value;

pub use entry::Entry;
pub use error::StoreError;
pub use me::Me;
pub use replica::Tabled;
pub use status::{ChangeView, Phase, Refused, StorageState, SyncStatus, Waiting};
pub use table::Table;
pub use undo::Undo;

use crate::platform::{clock, ids};
use overlay::LocalGroup;
use replica::Replica;

/// What was done, for a toast.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// In the person's language.
    pub text: String,
    /// The way back, for [`Data::undo`].
    pub undo: Vec<Undo>,
}

type Hearer = Arc<dyn Fn(Said) + Send + Sync>;

/// The data of one signed-in person. Cheap to clone; lives as long as the session.
#[derive(Clone)]
pub struct Data(Arc<Inner>);

struct Inner {
    me: Arc<Me>,
    replica: Replica,
    clock: Mutex<Clock>,
    today: ArcSignal<Date>,
    status: ArcRwSignal<SyncStatus>,
    waiting: ArcRwSignal<Vec<Waiting>>,
    refused: ArcRwSignal<Vec<Refused>>,
    trouble: ArcRwSignal<Option<StoreError>>,
    hearer: Mutex<Option<Hearer>>,
}

impl Inner {
    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The data that the shell provides. Only pages inside the shell may ask.
#[expect(
    clippy::expect_used,
    reason = "a page outside the shell is a mistake of the build, seen at once"
)]
pub fn use_data() -> Data {
    use_context().expect("the shell provides the data")
}

impl Data {
    /// The rows of one kind.
    pub fn table<T: Tabled>(&self) -> Table<T> {
        self.0.replica.table()
    }

    /// Who is signed in.
    pub fn me(&self) -> Arc<Me> {
        Arc::clone(&self.0.me)
    }

    /// Who acts, for the rules. Tracked: the person's role is a row like any other.
    pub fn actor(&self) -> Actor {
        let me = &self.0.me;
        let staff = self.table::<Staff>().row(me.staff);
        Actor {
            staff: me.staff,
            units: me.units.clone(),
            role: staff.map(|entry| entry.value.role).unwrap_or_default(),
        }
    }

    /// A new record id.
    pub fn new_id(&self) -> Id {
        ids::new_id()
    }

    /// Now, by the device's clock.
    pub fn now(&self) -> Millis {
        clock::now()
    }

    /// The date on this device; the caller runs again after midnight.
    pub fn today(&self) -> Date {
        self.0.today.get()
    }

    /// Where syncing stands.
    pub fn sync(&self) -> Signal<SyncStatus> {
        ArcSignal::from(self.0.status.clone()).into()
    }

    /// Tries to sync at once.
    pub fn sync_now(&self) {}

    /// Acts that wait to be sent, oldest first.
    pub fn outbox(&self) -> Signal<Vec<Waiting>> {
        ArcSignal::from(self.0.waiting.clone()).into()
    }

    /// Acts that the server refused, oldest first.
    pub fn refused(&self) -> Signal<Vec<Refused>> {
        ArcSignal::from(self.0.refused.clone()).into()
    }

    /// Sends a refused act again, as a new one.
    pub async fn retry(&self, _mid: u64) {}

    /// Forgets a refused act.
    pub async fn discard(&self, _mid: u64) {}

    /// A form as it was left, if it was.
    pub async fn draft_load(&self, _key: &str) -> Option<Value> {
        None
    }

    /// Keeps a form that is being typed.
    pub fn draft_save(&self, _key: &str, _value: Value) {}

    /// Forgets a form: it was saved or given up.
    pub fn draft_clear(&self, _key: &str) {}

    /// The last failure to keep something, until it is dismissed: the shell shows it as a bar.
    pub fn trouble(&self) -> Signal<Option<StoreError>> {
        ArcSignal::from(self.0.trouble.clone()).into()
    }

    /// Takes the bar away.
    pub fn dismiss_trouble(&self) {
        self.0.trouble.set(None);
    }

    /// Who shows what was done: the shell's toasts.
    pub fn on_said(&self, hearer: impl Fn(Said) + Send + Sync + 'static) {
        *self.hearer() = Some(Arc::new(hearer));
    }

    fn say(&self, said: Said) {
        let hearer = self.hearer().clone();
        if let Some(hearer) = hearer {
            hearer(said);
        }
    }

    fn raise(&self, error: StoreError) {
        self.0.trouble.set(Some(error));
    }

    fn hearer(&self) -> MutexGuard<'_, Option<Hearer>> {
        self.0.hearer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write(&self, _groups: &[Arc<LocalGroup>]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Data that lives in memory alone.
    pub fn in_memory(me: Me) -> Self {
        Self(Arc::new(Inner {
            me: Arc::new(me),
            replica: Replica::default(),
            clock: Mutex::new(Clock::new(ids::new_node(), Stamp::default())),
            today: clock::follow_today(),
            status: ArcRwSignal::default(),
            waiting: ArcRwSignal::default(),
            refused: ArcRwSignal::default(),
            trouble: ArcRwSignal::default(),
            hearer: Mutex::default(),
        }))
    }
}
