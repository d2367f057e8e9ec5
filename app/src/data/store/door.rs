//! Opens the database, gives way to other tabs, and opens again what the browser closed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::channel::mpsc;
use gloo::events::EventListener;
use indexed_db_futures::database::Database;
use indexed_db_futures::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::seal::{Found, Pieces, Seal};
use super::{FORMAT, Plan, Shelf, StoreError, Underway, Wish};
use super::{delete, formats, is_lost, keys, opening, put_down, take_up_in_pieces, writing};
use crate::platform::{clock, presence};

/// How often a database that the browser closed is looked for, before the next order does.
const LOOKS: u32 = 5;
/// Milliseconds between two looks.
const LOOK_MS: u32 = 200;

/// The handle on the database, while it is open.
#[derive(Clone)]
pub(super) struct Door {
    name: String,
    database: Rc<RefCell<Option<Database>>>,
    /// Set when the door was closed from outside, and why.
    shut: Rc<RefCell<Option<StoreError>>>,
    /// Whether the database was open before, and so must still be there.
    was_open: Rc<Cell<bool>>,
    on_shut: Rc<dyn Fn(StoreError)>,
    /// What seals the blocks. It stays when the browser closes the database, and goes when the door is shut.
    seal: Rc<RefCell<Option<Seal>>>,
    /// Hears that the page is left, as long as the door is not shut.
    leaving: Rc<RefCell<Option<EventListener>>>,
}

impl Door {
    pub(super) async fn open(
        name: String,
        on_shut: Rc<dyn Fn(StoreError)>,
    ) -> Result<Self, StoreError> {
        let door = Self {
            name,
            database: Rc::default(),
            shut: Rc::default(),
            was_open: Rc::default(),
            on_shut,
            seal: Rc::default(),
            leaving: Rc::default(),
        };
        let database = door.unlock().await?;
        door.let_go_when_left();
        match keys::of_device(&database, &door.name).await {
            Ok(key) => {
                let database = door.name.clone();
                *door.seal.borrow_mut() = Some(Seal { key, database });
            }
            Err(error) => {
                door.close(error.clone());
                return Err(error);
            }
        }
        if let Err(error) = formats::carry(&door).await {
            door.close(error.clone());
            return Err(error);
        }
        Ok(door)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Opens the database, making its shelves the first time.
    async fn unlock(&self) -> Result<Database, StoreError> {
        let made = Rc::new(Cell::new(false));
        let makes = Rc::clone(&made);
        let database = Database::open(&self.name)
            .with_version(FORMAT)
            // Sync on purpose: an error here aborts the upgrade; an async closure
            // would leave a half-made database at the new version.
            .with_on_upgrade_needed(move |_, database| {
                makes.set(true);
                for shelf in Shelf::ALL {
                    database
                        .create_object_store(shelf.name())
                        .with_auto_increment(shelf.counts())
                        .build()?;
                }
                Ok(())
            })
            .await
            .map_err(|error| opening(&error))?;
        let shut = self.shut.borrow().clone();
        if let Some(why) = shut {
            // The door was shut while a look after closing was opening it: nothing of it may stay.
            database.close();
            if made.get() {
                delete(&self.name).await.ok();
            }
            return Err(why);
        }
        if made.get() && self.was_open.replace(true) {
            return Err(self.cleared(database).await);
        }
        self.was_open.set(true);
        let other = self.database.borrow_mut().replace(database.clone());
        if let Some(other) = other {
            // An order and a look after closing opened it at once. Nobody would ever close the other one.
            other.close();
        }
        self.watch(&database)?;
        Ok(database)
    }

    /// The database is gone and an empty one was made in its place. Nothing may be written into it:
    /// what this tab holds in memory would stand there as if the rest were still below it.
    async fn cleared(&self, empty: Database) -> StoreError {
        empty.close();
        // When this fails the empty database stays; the next start treats it as a new device.
        delete(&self.name).await.ok();
        self.close(StoreError::Cleared);
        (self.on_shut)(StoreError::Cleared);
        StoreError::Cleared
    }

    /// Gives way at once when another tab needs the database for itself.
    fn watch(&self, database: &Database) -> Result<(), StoreError> {
        let mut changes = database
            .version_changes()
            .map_err(|error| StoreError::Open(error.to_string()))?;
        let door = self.clone();
        spawn_local(async move {
            let Some(change) = changes.recv().await else {
                // The browser closed the connection, as iOS does in the
                // background; the next order opens it again.
                door.database.borrow_mut().take();
                door.look_after_closing().await;
                return;
            };
            let why = match change.new_version() {
                Some(_) => StoreError::OutOfDate,
                None => StoreError::Stopped,
            };
            door.close(why.clone());
            (door.on_shut)(why);
        });
        Ok(())
    }

    /// A page that the browser keeps for the way back hears nothing, so it would block whoever wants the database
    /// for itself. What is being written is still finished; the next order opens again.
    fn let_go_when_left(&self) {
        let open = Rc::clone(&self.database);
        let leaving = presence::on_leaving(move || {
            if let Some(database) = open.borrow_mut().take() {
                database.close();
            }
        });
        *self.leaving.borrow_mut() = Some(leaving);
    }

    /// Did the browser close the connection because it threw the database away? Then a person should hear of it at
    /// once, and not at the next edit. Opening it again tells; while it is being deleted that fails.
    async fn look_after_closing(&self) {
        for _ in 0..LOOKS {
            let is_settled = self.shut.borrow().is_some() || self.database.borrow().is_some();
            if is_settled || self.unlock().await.is_ok() {
                return;
            }
            clock::sleep(LOOK_MS).await;
        }
    }

    pub(super) fn close(&self, why: StoreError) {
        self.leaving.borrow_mut().take();
        *self.shut.borrow_mut() = Some(why);
        self.seal.borrow_mut().take();
        if let Some(database) = self.database.borrow_mut().take() {
            database.close();
        }
    }

    pub(super) async fn shred(&self, why: StoreError) {
        // What cannot be written is deleted right after this.
        keys::shred(&self.name).await.ok();
        self.close(why.clone());
        (self.on_shut)(why);
    }

    async fn database(&self) -> Result<Database, StoreError> {
        if let Some(why) = self.shut.borrow().clone() {
            return Err(why);
        }
        let open = self.database.borrow().clone();
        match open {
            Some(database) => Ok(database),
            None => self.unlock().await,
        }
    }

    fn seal(&self) -> Result<Seal, StoreError> {
        let seal = self.seal.borrow().clone();
        seal.ok_or_else(|| self.shut.borrow().clone().unwrap_or(StoreError::Stopped))
    }

    /// Writes a plan whole or not at all. Returns the numbers that additions
    /// got, when the browser says that the plan is complete.
    pub(super) async fn write(
        &self,
        plan: &Plan,
        mut underway: Underway,
    ) -> Result<Vec<u64>, StoreError> {
        // Sealed before the transaction opens: the browser closes one that waits for anything else.
        let sealed = self.seal()?.close(plan).await;
        let values = sealed.ok_or_else(|| StoreError::Write("sealing failed".to_owned()))?;
        let outcome = match put_down(&self.database().await?, plan, &values, &mut underway).await {
            Err(error) if is_lost(&error) => {
                self.database.borrow_mut().take();
                put_down(&self.database().await?, plan, &values, &mut underway).await
            }
            outcome => outcome,
        };
        match outcome {
            Ok(numbers) => Ok(numbers),
            Err(error) => Err(writing(&error).await),
        }
    }

    /// Reads shelves as they stand at one moment, then `pieces`, each sent to `came` while the next ones are read.
    pub(super) async fn read_in_pieces(
        &self,
        wishes: &[Wish],
        pieces: &[Wish],
        came: &Pieces,
    ) -> Result<Found, StoreError> {
        let seal = self.seal()?;
        let has_begun = Cell::new(false);
        let take = async |database: Database| {
            let pass_on = async |entries| {
                has_begun.set(true);
                // All pieces are of one shelf.
                if let Some(wish) = pieces.first() {
                    // Whoever asked may have left.
                    came.unbounded_send(seal.open_entries(wish, entries).await)
                        .ok();
                }
            };
            take_up_in_pieces(&database, wishes, pieces, pass_on).await
        };
        let raw = match take(self.database().await?).await {
            // What was passed on already must not come twice: then whoever reads has to begin anew.
            Err(error) if is_lost(&error) && !has_begun.get() => {
                self.database.borrow_mut().take();
                take(self.database().await?).await
            }
            outcome => outcome,
        };
        match raw {
            Ok(raw) => Ok(seal.open(wishes, raw).await),
            Err(error) => Err(StoreError::Read(error.to_string())),
        }
    }

    /// Reads shelves as they stand at one moment.
    pub(super) async fn read(&self, wishes: &[Wish]) -> Result<Found, StoreError> {
        let (nobody, _) = mpsc::unbounded();
        self.read_in_pieces(wishes, &[], &nobody).await
    }
}
