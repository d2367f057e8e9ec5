//! What the rest of the app asks of the database, and the task that does it.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use forecourt_domain::Id;
use forecourt_sync::Stamp;
use futures::StreamExt;
use futures::channel::{mpsc, oneshot};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::archive::LIST;
use super::door::Door;
use super::rows::{
    Loaded, News, RefusedGroup, SEGMENTS, SYNC, SegmentList, SegmentsRead, Settled, Shelves, claim,
    device_of, json, list_of, numbered_texts, put_clock, read_groups, short, sync_of,
};
use super::seal::{Found, Pieces};
use super::{Key, Part, Plan, Shelf, Stored, Underway, Wish, Write};
use crate::data::StoreError;
use crate::data::overlay::LocalGroup;

/// Segments that are read at once: some four megabytes.
const PIECE: u64 = 16;
/// Pieces of that size; what is beyond is read as one more.
const PIECES: u64 = 64;

/// Sends orders to the task that owns the database. Cheap to clone, and may be
/// held anywhere: the database itself never leaves its task.
#[derive(Clone)]
pub struct StoreHandle {
    orders: mpsc::UnboundedSender<Order>,
    /// How often acts were given to be kept.
    acts: Arc<AtomicU64>,
}

enum Order {
    Write(
        Plan,
        Underway,
        oneshot::Sender<Result<Vec<u64>, StoreError>>,
    ),
    Read(Vec<Wish>, oneshot::Sender<Result<Found, StoreError>>),
    /// Reads the first shelves whole, then pieces.
    ReadInPieces(
        [Vec<Wish>; 2],
        Pieces,
        oneshot::Sender<Result<Found, StoreError>>,
    ),
    Close(oneshot::Sender<()>),
    /// Destroys the key, and says so to whoever hears that the database is shut.
    Shred(usize, oneshot::Sender<()>),
}

impl StoreHandle {
    /// Opens a database, making it if need be. `on_shut` is told when another
    /// tab takes the database away.
    pub async fn open(
        name: String,
        on_shut: impl Fn(StoreError) + 'static,
    ) -> Result<Self, StoreError> {
        let door = Door::open(name, Rc::new(on_shut)).await?;
        let (orders, mut inbox) = mpsc::unbounded::<Order>();
        spawn_local(async move {
            while let Some(order) = inbox.next().await {
                // The asker may have left; what was written stands.
                match order {
                    Order::Write(plan, underway, done) => {
                        drop(done.send(door.write(&plan, underway).await));
                    }
                    Order::Read(wishes, done) => drop(done.send(door.read(&wishes).await)),
                    Order::ReadInPieces([wishes, pieces], came, done) => {
                        let found = door.read_in_pieces(&wishes, &pieces, &came).await;
                        drop(done.send(found));
                    }
                    Order::Close(done) => {
                        door.close(StoreError::Stopped);
                        done.send(()).ok();
                    }
                    Order::Shred(unsent, done) => {
                        door.shred(StoreError::Revoked { unsent }).await;
                        done.send(()).ok();
                    }
                }
            }
        });
        Ok(Self {
            orders,
            acts: Arc::default(),
        })
    }

    /// Reads everything. `device` becomes this device's id if it has none yet.
    pub async fn load(&self, device: Id) -> Result<Loaded, StoreError> {
        self.load_showing(device, &mut |_| ()).await
    }

    /// The same, with each segment shown to `show` while later ones are still being read; nothing is shown when
    /// reading begins, once more if it has to begin again.
    pub async fn load_showing(
        &self,
        device: Id,
        show: &mut dyn FnMut(Option<&Arc<str>>),
    ) -> Result<Loaded, StoreError> {
        let (mut found, mut segments) = self.all(show).await?;
        let fresh = device_of(&found[0]).is_none();
        if fresh {
            let plan = Plan {
                strict: true,
                writes: vec![claim(device, &found[0])],
            };
            let claimed = self.write(plan).await;
            (found, segments) = self.all(show).await?;
            // Another tab may have been faster; then the device has that name.
            if device_of(&found[0]).is_none() {
                claimed?;
            }
        }
        let found = self.without_unreadable(found).await?;
        Loaded::read(found, segments, device, fresh)
    }

    async fn all(
        &self,
        show: &mut dyn FnMut(Option<&Arc<str>>),
    ) -> Result<(Shelves, SegmentsRead), StoreError> {
        let wish = |shelf, what| Wish { shelf, what };
        let wishes = [Shelf::Meta, Shelf::Log, Shelf::Outbox, Shelf::Refused];
        let mut wishes = wishes.map(|shelf| wish(shelf, Part::All)).to_vec();
        wishes.push(wish(Shelf::Seg, Part::Between(LIST, LIST)));
        let last = PIECES * PIECE - 1;
        let pieces = (0..PIECES).map(|at| Part::Between(at * PIECE, (at + 1) * PIECE - 1));
        let pieces = pieces.chain([Part::Between(last + 1, LIST - 1)]);
        let pieces = pieces.map(|what| wish(Shelf::Seg, what)).collect();
        let (sender, mut came) = mpsc::unbounded();
        let (done, heard) = oneshot::channel();
        self.order(Order::ReadInPieces([wishes, pieces], sender, done))?;
        show(None);
        let mut segments = SegmentsRead::default();
        while let Some(piece) = came.next().await {
            segments.count += piece.len();
            for (number, text) in numbered_texts(piece) {
                show(Some(&text));
                segments.texts.push((number, text));
            }
        }
        let found = heard.await.map_err(|_| StoreError::Stopped)??;
        Ok((found.try_into().map_err(|_| short())?, segments))
    }

    /// Reads what other tabs wrote after log block `log` and act `outbox`.
    pub async fn news(&self, log: u64, outbox: u64) -> Result<News, StoreError> {
        let wish = |shelf, what| Wish { shelf, what };
        let wishes = vec![
            wish(Shelf::Meta, Part::All),
            wish(Shelf::Log, Part::After(log)),
            wish(Shelf::Outbox, Part::Keys),
            wish(Shelf::Outbox, Part::After(outbox)),
            wish(Shelf::Refused, Part::All),
        ];
        News::read(
            self.read(wishes).await?.try_into().map_err(|_| short())?,
            log,
        )
    }

    /// Acts that wait, from number `from` to number `to`.
    pub async fn outbox(
        &self,
        from: u64,
        to: u64,
    ) -> Result<Vec<(u64, Arc<LocalGroup>)>, StoreError> {
        let wish = Wish {
            shelf: Shelf::Outbox,
            what: Part::Between(from, to),
        };
        read_groups(self.read(vec![wish]).await?.into_iter().flatten().collect())
    }

    /// Keeps acts: all of them are on the disk when this resolves, or none. The order is given at once.
    /// `instead_of` is a refused act that they replace. Returns their numbers.
    pub fn append(
        &self,
        groups: &[Arc<LocalGroup>],
        clock: Stamp,
        instead_of: Option<u64>,
    ) -> impl Future<Output = Result<Vec<u64>, StoreError>> + use<> {
        self.append_telling(groups, clock, instead_of, None)
    }

    /// The same; `underway` hears when the browser has all that is to be written, or that it never will.
    pub fn append_telling(
        &self,
        groups: &[Arc<LocalGroup>],
        clock: Stamp,
        instead_of: Option<u64>,
        underway: Underway,
    ) -> impl Future<Output = Result<Vec<u64>, StoreError>> + use<> {
        self.acts.fetch_add(1, Ordering::Relaxed);
        let added = groups.iter().map(|group| json(group.as_ref()));
        let added: Result<Vec<Stored>, StoreError> = added.collect();
        let written = added.map(|added| {
            let added = added.into_iter();
            let mut writes: Vec<Write> = added.map(|act| Write::Add(Shelf::Outbox, act)).collect();
            writes.push(put_clock(clock));
            writes.extend(instead_of.map(|mid| Write::Remove(Shelf::Refused, mid.into())));
            let plan = Plan {
                strict: true,
                writes,
            };
            self.write_telling(plan, underway)
        });
        async { written?.await }
    }

    /// How often acts were given to be kept: who does long work in this tab gives way to them.
    pub fn acts(&self) -> u64 {
        self.acts.load(Ordering::Relaxed)
    }

    /// Writes what an answer of the server changes. Returns the number of the
    /// log block, if there is one.
    pub async fn settle(&self, settled: Settled) -> Result<Option<u64>, StoreError> {
        let (strict, writes) = settled.writes()?;
        let added = self.write(Plan { strict, writes }).await?;
        Ok(added.first().copied())
    }

    /// The state of syncing as it stands.
    pub async fn sync_state(&self) -> Result<Option<String>, StoreError> {
        Ok(sync_of(&self.meta(SYNC).await?))
    }

    /// The list of segments as it stands.
    pub(super) async fn segment_list(&self) -> Result<SegmentList, StoreError> {
        Ok(list_of(&self.meta(SEGMENTS).await?))
    }

    async fn meta(&self, name: &str) -> Result<Vec<(Key, Stored)>, StoreError> {
        let wish = Wish {
            shelf: Shelf::Meta,
            what: Part::One(name.to_owned()),
        };
        Ok(self.read(vec![wish]).await?.into_iter().flatten().collect())
    }

    /// Puts an act into the tray of refused ones.
    pub async fn put_refused(&self, mid: u64, refused: &RefusedGroup) -> Result<(), StoreError> {
        let writes = vec![Write::Put(Shelf::Refused, mid.into(), json(refused)?)];
        self.write(Plan {
            strict: true,
            writes,
        })
        .await
        .map(drop)
    }

    /// Forgets a refused act.
    pub async fn discard(&self, mid: u64) -> Result<(), StoreError> {
        let writes = vec![Write::Remove(Shelf::Refused, mid.into())];
        self.write(Plan {
            strict: true,
            writes,
        })
        .await
        .map(drop)
    }

    /// A draft as it was left.
    pub async fn draft(&self, key: &str) -> Result<Option<Value>, StoreError> {
        let wish = Wish {
            shelf: Shelf::Draft,
            what: Part::One(key.to_owned()),
        };
        let found = self.read(vec![wish]).await?.into_iter().flatten().next();
        Ok(found.and_then(|(_, value)| serde_json::from_str(&value.into_text()?).ok()))
    }

    /// Keeps a draft, or forgets it. The order is given at once, whenever the answer is awaited.
    pub fn put_draft(
        &self,
        key: &str,
        value: Option<&Value>,
    ) -> impl Future<Output = Result<(), StoreError>> + use<> {
        let write = match value {
            Some(value) => Write::Put(Shelf::Draft, key.into(), Stored::Text(value.to_string())),
            None => Write::Remove(Shelf::Draft, key.into()),
        };
        let written = self.write(Plan {
            strict: false,
            writes: vec![write],
        });
        async { written.await.map(drop) }
    }

    /// Writes a plan whole or not at all. The order is given at once.
    pub fn write(&self, plan: Plan) -> impl Future<Output = Result<Vec<u64>, StoreError>> + use<> {
        self.write_telling(plan, None)
    }

    fn write_telling(
        &self,
        plan: Plan,
        underway: Underway,
    ) -> impl Future<Output = Result<Vec<u64>, StoreError>> + use<> {
        let (done, heard) = oneshot::channel();
        let ordered = self.order(Order::Write(plan, underway, done));
        async {
            ordered?;
            heard.await.map_err(|_| StoreError::Stopped)?
        }
    }

    /// Closes the database; later orders fail.
    pub async fn close(&self) {
        let (done, heard) = oneshot::channel();
        if self.order(Order::Close(done)).is_ok() {
            heard.await.ok();
        }
    }

    /// Destroys the key of the database, at once and for every tab that opens it later. `unsent` acts go with it.
    pub async fn shred(&self, unsent: usize) {
        let (done, heard) = oneshot::channel();
        if self.order(Order::Shred(unsent, done)).is_ok() {
            heard.await.ok();
        }
    }

    pub(super) async fn read(&self, wishes: Vec<Wish>) -> Result<Found, StoreError> {
        let (done, heard) = oneshot::channel();
        self.order(Order::Read(wishes, done))?;
        heard.await.map_err(|_| StoreError::Stopped)?
    }

    fn order(&self, order: Order) -> Result<(), StoreError> {
        self.orders
            .unbounded_send(order)
            .map_err(|_| StoreError::Stopped)
    }
}
