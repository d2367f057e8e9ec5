//! From a database to data in memory, and back to nothing.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use forecourt_sync::Clock;
use forecourt_sync::auth::Account;
use futures::channel::mpsc;
use leptos::prelude::{ArcRwSignal, ArcTrigger, GetUntracked, Notify, Set, Update};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::journal::Journal;
use super::replica::{Batch, Replica};
use super::store::{self, Loaded, Settled, StoreHandle, block};
use super::{Data, Inner, Kept, Log, Me, StorageState, StoreError, SyncStatus, fast_clock, settle};
use crate::engine::{StartSync, Wake};
use crate::platform::{clock, ids, quota, storage};

/// Says in local storage how much unsent work this device had. When the
/// database is empty although this stands, the browser has thrown it away.
fn canary(name: &str) -> String {
    format!("{}.unsent", store::root_name(name))
}

/// The canary of format 1, under the name of its database.
fn old_canary(name: &str) -> String {
    format!("{}.1.unsent", store::root_name(name))
}

/// Deletes a person's database, and what would miss it.
pub(super) async fn delete(name: &str) -> Result<(), StoreError> {
    storage::remove(&canary(name));
    storage::remove(&old_canary(name));
    fast_clock::forget(name);
    store::delete(name).await
}

/// Hears that the database was taken away.
pub type OnShut = Box<dyn Fn(StoreError)>;
/// How data is opened, for those who have the part of the program that does it.
pub type OpenData = fn(Account, OnShut) -> Pin<Box<dyn Future<Output = Result<Ready, StoreError>>>>;

/// Opens a person's data on this device; see [`Data::open`].
pub fn open(
    account: Account,
    on_shut: OnShut,
) -> Pin<Box<dyn Future<Output = Result<Ready, StoreError>>>> {
    Box::pin(async move { Data::open(&account, on_shut).await })
}

impl Data {
    /// Opens a person's data on this device. It does not sync before
    /// [`Ready::start`]. `on_shut` is told when another tab takes the database away.
    pub(super) async fn open(
        account: &Account,
        on_shut: impl Fn(StoreError) + 'static,
    ) -> Result<Ready, StoreError> {
        let name = store::database_name(account.tenant, account.staff);
        let store = StoreHandle::open(name.clone(), on_shut).await?;
        let mut bases = Bases::default();
        let mut show = |block: Option<&Arc<str>>| bases.hear(block);
        let mut loaded = store.load_showing(ids::new_id(), &mut show).await?;
        let mut bases = bases.with_log_of(&loaded);
        if bases.is_none() {
            loaded = start_over(&store, &loaded).await?;
            bases = loaded.bases();
        }
        let kept = settle::kept(loaded.sync.as_deref());
        let mut clock = Clock::new(ids::new_node(), loaded.clock);
        clock.observe(kept.machine.clock);
        let (wakes, inbox) = mpsc::unbounded();
        let data = Self(Arc::new(Inner {
            me: Arc::new(Me::from(account)),
            device: Mutex::new(loaded.device),
            name,
            store,
            replica: Replica::default(),
            telling: AtomicBool::new(false),
            counted: AtomicUsize::new(usize::MAX),
            clock: Mutex::new(clock),
            log: Mutex::default(),
            stage: Mutex::default(),
            archive: Mutex::default(),
            segments: Mutex::default(),
            compacting: AtomicBool::new(false),
            turn_wanted: AtomicBool::new(false),
            journal: Mutex::new(Journal::of(&loaded.outbox, &loaded.refused)),
            access: Mutex::new(kept.machine.access),
            journal_changed: ArcTrigger::new(),
            today: clock::follow_today(),
            status: ArcRwSignal::new(SyncStatus {
                last_synced: kept.last_synced,
                ..SyncStatus::default()
            }),
            trouble: ArcRwSignal::new(None),
            hearer: Mutex::default(),
            engine: wakes.clone(),
        }));
        data.lay_bases(&loaded, bases.unwrap_or_default());
        let groups = loaded.outbox.iter().map(|(_, group)| Arc::clone(group));
        data.0.replica.apply(Batch {
            add: groups.collect(),
            ..Batch::default()
        });
        data.look_for_canary(loaded.fresh);
        data.recount();
        data.look_at_promise();
        data.look_aside();
        Ok(Ready {
            data,
            fresh: loaded.fresh,
            wakes,
            inbox,
        })
    }

    /// Lays the rows of a database under the edits.
    pub(super) fn lay_bases(&self, loaded: &Loaded, mut bases: Batch) {
        // Within one database, news that a unit is gone only concern earlier lines.
        let unclean = !core::mem::take(&mut bases.units_gone).is_empty();
        *self.0.segments() = (!loaded.damaged).then(|| loaded.shelf.clone());
        *self.0.stage() = core::mem::take(&mut bases.stage);
        self.learn_archive(loaded.archive.clone());
        self.0.replica.apply(bases);
        let all: usize = loaded.blocks.iter().map(|text| text.len()).sum();
        *self.0.log() = Log {
            end: loaded.log_end,
            bytes: loaded.log_bytes,
            segments: all.saturating_sub(loaded.log_bytes),
            unclean,
        };
    }

    /// Stops syncing and closes the database. With `forget` the person's data
    /// leaves this device.
    pub(super) async fn close(&self, forget: bool) -> Result<(), StoreError> {
        self.wake(Wake::Close);
        self.0.store.close().await;
        if !forget {
            return Ok(());
        }
        delete(&self.0.name).await
    }

    /// The server took this device away from the person: the key goes first, then the data, also work that was not
    /// sent. The session tells the person.
    pub async fn destroy(&self) {
        let unsent = self.unsent();
        self.0.store.shred(unsent).await;
        self.close(true).await.ok();
    }

    /// How many acts only this device has.
    pub(super) fn unsent(&self) -> usize {
        let status = self.0.status.get_untracked();
        status.waiting + status.refused
    }

    /// Unsent and refused acts as JSON, for the person to keep.
    pub(super) fn export_unsent(&self) -> Option<String> {
        let journal = self.0.journal();
        serde_json::to_string_pretty(&serde_json::json!({
            "device": self.device(),
            "waiting": journal.groups(),
            "refused": journal.refused,
        }))
        .ok()
    }

    /// Tells the engine. Nobody listens any more once the data is closed.
    pub(crate) fn wake(&self, wake: Wake) {
        self.0.engine.unbounded_send(wake).ok();
    }

    /// What the tabs of this person share is named after the database.
    pub(crate) fn name(&self) -> &str {
        &self.0.name
    }

    /// Notes how a write went: the status names a full or failing disk until a write succeeds.
    pub(super) fn stored<T>(&self, written: Result<T, StoreError>) -> Result<T, StoreError> {
        let state = match &written {
            Ok(_) => StorageState::Ok,
            Err(StoreError::Full) => StorageState::Full,
            Err(_) => StorageState::Failed,
        };
        self.change_status(|status| {
            let was_failing = matches!(status.storage, StorageState::Full | StorageState::Failed);
            if was_failing || state != StorageState::Ok {
                status.storage = state;
            }
        });
        written
    }

    /// Counts what waits and tells those who watch.
    pub(super) fn recount(&self) {
        let (waiting, refused) = {
            let journal = self.0.journal();
            (journal.waiting.len(), journal.refused.len())
        };
        let before = self.0.counted.swap(waiting, Ordering::Relaxed);
        if before != waiting {
            storage::set(&canary(&self.0.name), &waiting.to_string());
        }
        let fast_clock = fast_clock::noted(&self.0.name);
        self.change_status(|status| {
            status.waiting = waiting;
            status.refused = refused;
            status.fast_clock = fast_clock;
        });
        self.0.journal_changed.notify();
    }

    /// Changes the status; silent when nothing differs.
    pub(super) fn change_status(&self, change: impl FnOnce(&mut SyncStatus)) {
        let mut status = self.0.status.get_untracked();
        change(&mut status);
        if status != self.0.status.get_untracked() {
            self.0.status.set(status);
        }
    }

    fn look_for_canary(&self, fresh: bool) {
        let kept = storage::get(&canary(&self.0.name));
        if let Some(unsent) = kept.or_else(|| storage::get(&old_canary(&self.0.name)))
            && fresh
        {
            let unsent = unsent.parse().unwrap_or(0);
            self.0.trouble.set(Some(StoreError::Evicted { unsent }));
        }
    }

    /// Asks the browser to keep the data, once there is some worth keeping.
    pub(super) fn ask_for_promise(&self) {
        if self.0.status.get_untracked().storage != StorageState::NotPersistent {
            return;
        }
        let data = self.clone();
        spawn_local(async move {
            if quota::persist().await {
                data.0.status.update(promised);
            }
        });
    }

    /// Tells how many entries could not be read.
    fn look_aside(&self) {
        let data = self.clone();
        spawn_local(async move {
            let aside = data.0.store.aside().await.unwrap_or_default().len();
            data.change_status(|status| status.aside = aside);
        });
    }

    /// What could not be read, as JSON for a file: the bytes in hexadecimal digits, by where they stood.
    pub async fn export_aside(&self) -> Option<String> {
        let entries = self.0.store.aside().await.ok()?;
        let entries = entries.into_iter().map(|entry| {
            let digits = entry.bytes.iter().map(|byte| format!("{byte:02x}"));
            (entry.name, Value::String(digits.collect()))
        });
        serde_json::to_string_pretty(&Value::Object(entries.collect())).ok()
    }

    /// Forgets what could not be read.
    pub async fn forget_aside(&self) {
        if let Err(error) = self.stored(self.0.store.forget_aside().await) {
            return self.raise(error);
        }
        self.change_status(|status| status.aside = 0);
    }

    fn look_at_promise(&self) {
        let data = self.clone();
        spawn_local(async move {
            if quota::is_persisted().await {
                data.0.status.update(promised);
            }
        });
    }
}

/// The server's rows of a database, read a block at a time.
#[derive(Default)]
struct Bases {
    batch: Batch,
    unread: usize,
}

impl Bases {
    /// Reads a block; none when reading begins anew.
    fn hear(&mut self, block: Option<&Arc<str>>) {
        match block {
            Some(block) => self.unread += block::read(block, &mut self.batch),
            None => *self = Self::default(),
        }
    }

    /// The segments heard, and the log over them. `None` when some rows are missing or cannot be read.
    fn with_log_of(mut self, loaded: &Loaded) -> Option<Batch> {
        let log = loaded.blocks.get(loaded.segments..).unwrap_or_default();
        log.iter().for_each(|block| self.hear(Some(block)));
        (self.unread == 0 && !loaded.damaged).then_some(self.batch)
    }
}

impl Loaded {
    /// The server's rows. `None` when some of them are missing or cannot be read.
    pub(super) fn bases(&self) -> Option<Batch> {
        let mut bases = Bases::default();
        let segments = self.blocks.get(..self.segments).unwrap_or_default();
        segments.iter().for_each(|block| bases.hear(Some(block)));
        bases.with_log_of(self)
    }
}

/// Data that is open and does not sync yet.
pub struct Ready {
    data: Data,
    fresh: bool,
    wakes: mpsc::UnboundedSender<Wake>,
    inbox: mpsc::UnboundedReceiver<Wake>,
}

impl Ready {
    /// The data.
    pub(super) const fn data(&self) -> &Data {
        &self.data
    }

    /// True when this device has only now got its id.
    pub(super) const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Starts to sync.
    pub(super) fn start(self, sync: StartSync) -> Data {
        sync(self.data.clone(), self.wakes, self.inbox);
        self.data
    }
}

fn promised(status: &mut SyncStatus) {
    if status.storage == StorageState::NotPersistent {
        status.storage = StorageState::Ok;
    }
}

/// Rows that are not whole are fetched again; the outbox stays as it is.
async fn start_over(store: &StoreHandle, damaged: &Loaded) -> Result<Loaded, StoreError> {
    let mut kept: Kept = settle::kept(damaged.sync.as_deref());
    kept.machine.epoch.clear();
    kept.machine.cursors.clear();
    let sync = settle::written(&kept)?;
    store
        .settle(Settled {
            restart: Some(damaged.log_end),
            sync,
            clock: damaged.clock,
            ..Settled::default()
        })
        .await?;
    store.load(damaged.device).await
}
