//! Everything pages read and write: rows in memory, acts, undo, drafts, and
//! the state of syncing. The one way to data for features; it knows no page
//! and no component.

mod archive;
mod compaction;
pub mod devices;
mod dispatch;
mod entry;
mod error;
mod fast_clock;
pub mod history;
mod journal;
mod me;
mod open;
pub mod overlay;
pub(crate) mod renewal;
pub mod replica;
pub mod session;
mod settle;
pub mod sort;
mod stage;
mod status;
pub mod store;
mod table;
mod undo;

use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forecourt_domain::access::{Access, Actor};
use forecourt_domain::organisation::Staff;
use forecourt_domain::{Date, Fields, Id, Kind, Millis};
use forecourt_sync::Clock;
use futures::channel::mpsc;
use leptos::prelude::{ArcRwSignal, ArcSignal, ArcTrigger, Get, Set, Signal, Track, use_context};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

pub use archive::History;
pub use dispatch::Then;
pub use entry::Entry;
pub use error::StoreError;
pub use fast_clock::FastClock;
pub use forecourt_replica::{Followed, Hits, Scanned, layout};
pub use me::Me;
pub use open::open;
pub use replica::Tabled;
pub(crate) use settle::{Kept, Outcome};
pub use status::{ChangeView, OVERTAKEN, Phase, Refused, StorageState, SyncStatus, Waiting};
pub use table::Table;
pub use undo::Undo;

use crate::engine::Wake;
use crate::platform::{clock, ids};
use journal::Journal;
use replica::Replica;
use stage::Stage;
use store::{Segments, StoreHandle};

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
    device: Mutex<Id>,
    /// Name of the database, also of what the tabs share.
    name: String,
    store: StoreHandle,
    replica: Replica,
    /// True while watchers were told of rows a moment ago, and will be again.
    telling: AtomicBool,
    /// Acts that the canary in local storage counts.
    counted: AtomicUsize,
    clock: Mutex<Clock>,
    log: Mutex<Log>,
    stage: Mutex<Stage>,
    archive: Mutex<archive::Known>,
    /// None while they are written, and when what stands there is damaged.
    segments: Mutex<Option<Segments>>,
    /// True while a compaction is under way.
    compacting: AtomicBool,
    /// True while somebody waits until it is not.
    turn_wanted: AtomicBool,
    journal: Mutex<Journal>,
    /// What the person reads, as far as this tab knows.
    access: Mutex<Access>,
    journal_changed: ArcTrigger,
    today: ArcSignal<Date>,
    status: ArcRwSignal<SyncStatus>,
    trouble: ArcRwSignal<Option<StoreError>>,
    hearer: Mutex<Option<Hearer>>,
    engine: mpsc::UnboundedSender<Wake>,
}

/// How long the log is, for compaction.
#[derive(Clone, Copy, Debug, Default)]
struct Log {
    /// Number of the last block that this tab has read.
    end: u64,
    /// Bytes since the segments were written.
    bytes: usize,
    /// Bytes of the segments.
    segments: usize,
    /// Rows stand there that this person may not see any more, or that others took the place of.
    unclean: bool,
}

/// No lock is held while anything else runs, so none is ever found poisoned or taken.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    fn clock(&self) -> MutexGuard<'_, Clock> {
        lock(&self.clock)
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    fn segments(&self) -> MutexGuard<'_, Option<Segments>> {
        lock(&self.segments)
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        lock(&self.stage)
    }

    fn archive(&self) -> MutexGuard<'_, archive::Known> {
        lock(&self.archive)
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    fn access(&self) -> MutexGuard<'_, Access> {
        lock(&self.access)
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
    pub fn sync_now(&self) {
        self.wake(Wake::Asked);
    }

    /// Acts that wait to be sent, oldest first.
    pub fn outbox(&self) -> Signal<Vec<Waiting>> {
        let data = self.clone();
        Signal::derive(move || {
            data.0.journal_changed.track();
            data.0.journal().outbox()
        })
    }

    /// Acts that the server refused, oldest first.
    pub fn refused(&self) -> Signal<Vec<Refused>> {
        let data = self.clone();
        Signal::derive(move || {
            data.0.journal_changed.track();
            data.0.journal().tray()
        })
    }

    /// The values of a record as a person sees it; none when it is not here. Not tracked.
    pub fn fields_now(&self, kind: Kind, id: Id) -> Option<Fields> {
        let (row, _) = self.0.replica.visible((kind, id));
        row.map(|row| row.fields)
    }

    /// A form as it was left, if it was. A draft that cannot be read is gone:
    /// there is nothing a person could do about it.
    pub async fn draft_load(&self, key: &str) -> Option<Value> {
        self.0.store.draft(key).await.ok().flatten()
    }

    /// Keeps a form that is being typed.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a form makes the value for this call alone"
    )]
    pub fn draft_save(&self, key: &str, value: Value) {
        self.note_draft(self.0.store.put_draft(key, Some(&value)));
    }

    /// Forgets a form: it was saved or given up.
    pub fn draft_clear(&self, key: &str) {
        self.note_draft(self.0.store.put_draft(key, None));
    }

    /// The form itself still holds the text, so a failure raises no bar; the status tells.
    fn note_draft(&self, written: impl Future<Output = Result<(), StoreError>> + 'static) {
        let data = self.clone();
        spawn_local(async move {
            data.stored(written.await).ok();
        });
    }

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
        lock(&self.0.hearer)
    }
}
