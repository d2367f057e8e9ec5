//! What the rest of the app asks of the database, and the task that does it.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_sync::Stamp;
use futures::StreamExt;
use futures::channel::{mpsc, oneshot};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::{Door, Key, Part, Plan, Shelf, Stored, Wish, Write};
use crate::data::StoreError;
use crate::data::overlay::LocalGroup;

const DEVICE: &str = "device";
const SYNC: &str = "sync";
const CLOCK: &str = "clock";
const SEGMENTS: &str = "segments";

/// Sends orders to the task that owns the database. Cheap to clone, and may be
/// held anywhere: the database itself never leaves its task.
#[derive(Clone)]
pub struct StoreHandle(mpsc::UnboundedSender<Order>);

type Found = Vec<Vec<(Key, Stored)>>;
/// Entries of five shelves.
type Everything = [Vec<(Key, Stored)>; 5];

enum Order {
    Write(Plan, oneshot::Sender<Result<Vec<u64>, StoreError>>),
    Read(Vec<Wish>, oneshot::Sender<Result<Found, StoreError>>),
    Close(oneshot::Sender<()>),
}

/// Everything the database holds, as the app starts.
#[derive(Debug)]
pub struct Loaded {
    /// The device, made when the database was.
    pub device: Id,
    /// True when the database was empty until now.
    pub fresh: bool,
    /// State of syncing, as it was written.
    pub sync: Option<String>,
    /// The highest stamp known.
    pub clock: Stamp,
    /// Segments, then the log: blocks of rows in the order in which they apply.
    pub blocks: Vec<Arc<str>>,
    /// Bytes of the log among them.
    pub log_bytes: usize,
    /// Number of the last log block.
    pub log_end: u64,
    /// True when segments are missing that the list names: the rows are not
    /// whole, and must be fetched again.
    pub damaged: bool,
    /// Acts that wait, by number.
    pub outbox: Vec<(u64, Arc<LocalGroup>)>,
    /// Acts that were refused, by number.
    pub refused: Vec<(u64, RefusedGroup)>,
}

/// An act that the server refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedGroup {
    /// Word of the reason.
    pub code: String,
    /// The act.
    pub group: LocalGroup,
}

/// What another tab wrote since.
#[derive(Debug)]
pub struct News {
    /// Blocks that followed, in order. `None` when they were compacted away
    /// meanwhile and everything has to be read again.
    pub blocks: Option<Vec<Arc<str>>>,
    /// Number of the last log block.
    pub log_end: u64,
    /// Numbers of the acts that wait.
    pub waiting: BTreeSet<u64>,
    /// Those of them that are new to the asker.
    pub fresh: Vec<(u64, Arc<LocalGroup>)>,
    /// Acts that were refused.
    pub refused: Vec<(u64, RefusedGroup)>,
    /// State of syncing.
    pub sync: Option<String>,
}

/// What an answer of the server changes on the device, in one transaction.
#[derive(Debug, Default)]
pub struct Settled {
    /// When the server's rows are dropped first: the number of the last log block.
    pub restart: Option<u64>,
    /// Rows that came, as a block.
    pub block: Option<String>,
    /// State of syncing.
    pub sync: String,
    /// The highest stamp known.
    pub clock: Stamp,
    /// Acts up to this number came back as rows.
    pub retire: Option<u64>,
    /// Acts that the server refused.
    pub refuse: Vec<(u64, RefusedGroup)>,
    /// Acts whose stamps the server set back.
    pub rewrite: Vec<(u64, Arc<LocalGroup>)>,
}

/// The list of segments.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Segments {
    count: usize,
    /// Log blocks up to here are in the segments.
    floor: u64,
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
                    Order::Write(plan, done) => drop(done.send(door.write(&plan).await)),
                    Order::Read(wishes, done) => drop(done.send(door.read(&wishes).await)),
                    Order::Close(done) => {
                        door.close(StoreError::Stopped);
                        done.send(()).ok();
                    }
                }
            }
        });
        Ok(Self(orders))
    }

    /// Reads everything. `device` becomes this device's id if it has none yet.
    pub async fn load(&self, device: Id) -> Result<Loaded, StoreError> {
        let mut found = self.all().await?;
        let fresh = device_of(&found).is_none();
        if fresh {
            let claim = Write::Claim(Shelf::Meta, DEVICE.into(), Stored::Text(device.to_string()));
            let plan = Plan {
                strict: true,
                writes: vec![claim],
            };
            let claimed = self.write(plan).await;
            found = self.all().await?;
            // Another tab may have been faster; then the device has that name.
            if device_of(&found).is_none() {
                claimed?;
            }
        }
        let device = device_of(&found).unwrap_or(device);
        let [meta, seg, log, outbox, refused] = found;
        let segments = segments_of(&meta);
        let outbox = read_groups(outbox)?;
        let clock = text_of(&meta, CLOCK).and_then(|text| text.parse().ok());
        let last_stamp = outbox
            .iter()
            .flat_map(|(_, group)| group.ops.iter().map(|op| op.at))
            .max();
        Ok(Loaded {
            device,
            fresh,
            sync: text_of(&meta, SYNC),
            clock: clock.max(last_stamp).unwrap_or_default(),
            log_end: log.last().map_or(segments.floor, |(key, _)| key.number()),
            log_bytes: log.iter().map(|(_, block)| block.len()).sum(),
            damaged: seg.len() != segments.count,
            blocks: seg
                .into_iter()
                .chain(log)
                .map(|(_, block)| block.into_text().into())
                .collect(),
            outbox,
            refused: read_refused(refused)?,
        })
    }

    async fn all(&self) -> Result<Everything, StoreError> {
        let wishes = [
            Shelf::Meta,
            Shelf::Seg,
            Shelf::Log,
            Shelf::Outbox,
            Shelf::Refused,
        ];
        let wishes = wishes
            .map(|shelf| Wish {
                shelf,
                what: Part::All,
            })
            .to_vec();
        self.read(wishes).await?.try_into().map_err(|_| short())
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
        let found: Everything = self.read(wishes).await?.try_into().map_err(|_| short())?;
        let [meta, blocks, waiting, fresh, refused] = found;
        let floor = segments_of(&meta).floor;
        let log_end = blocks.last().map(|(key, _)| key.number());
        let blocks = blocks
            .into_iter()
            .map(|(_, block)| block.into_text().into());
        Ok(News {
            log_end: log_end.unwrap_or(log.max(floor)),
            blocks: (floor <= log).then(|| blocks.collect()),
            waiting: waiting.iter().map(|(key, _)| key.number()).collect(),
            fresh: read_groups(fresh)?,
            refused: read_refused(refused)?,
            sync: text_of(&meta, SYNC),
        })
    }

    /// Acts that wait with a number above `after`.
    pub async fn outbox(&self, after: u64) -> Result<Vec<(u64, Arc<LocalGroup>)>, StoreError> {
        let wish = Wish {
            shelf: Shelf::Outbox,
            what: Part::After(after),
        };
        read_groups(self.read(vec![wish]).await?.into_iter().flatten().collect())
    }

    /// Keeps acts: all of them are on the disk when this resolves, or none.
    /// `instead_of` is a refused act that they replace. Returns their numbers.
    pub async fn append(
        &self,
        groups: &[Arc<LocalGroup>],
        clock: Stamp,
        instead_of: Option<u64>,
    ) -> Result<Vec<u64>, StoreError> {
        let mut writes = Vec::with_capacity(groups.len() + 2);
        for group in groups {
            writes.push(Write::Add(Shelf::Outbox, json(group.as_ref())?));
        }
        writes.push(put_text(CLOCK, clock.to_string()));
        writes.extend(instead_of.map(|mid| Write::Remove(Shelf::Refused, mid.into())));
        self.write(Plan {
            strict: true,
            writes,
        })
        .await
    }

    /// Writes what an answer of the server changes. Returns the number of the
    /// log block, if there is one.
    pub async fn settle(&self, settled: Settled) -> Result<Option<u64>, StoreError> {
        let mut writes = Vec::new();
        if let Some(end) = settled.restart {
            // A floor above what any tab has read makes all of them read anew.
            let list = Segments {
                count: 0,
                floor: end + 1,
            };
            writes.push(Write::Clear(Shelf::Seg));
            writes.push(Write::Clear(Shelf::Log));
            writes.push(Write::Put(Shelf::Meta, SEGMENTS.into(), json(&list)?));
        }
        for (mid, group) in &settled.rewrite {
            writes.push(Write::Put(
                Shelf::Outbox,
                (*mid).into(),
                json(group.as_ref())?,
            ));
        }
        for (mid, refused) in &settled.refuse {
            writes.push(Write::Remove(Shelf::Outbox, (*mid).into()));
            writes.push(Write::Put(Shelf::Refused, (*mid).into(), json(refused)?));
        }
        writes.extend(
            settled
                .retire
                .map(|up_to| Write::RemoveTo(Shelf::Outbox, up_to)),
        );
        let strict = !writes.is_empty();
        writes.push(put_text(SYNC, settled.sync));
        writes.push(put_text(CLOCK, settled.clock.to_string()));
        // A restart takes a number even without rows, so that the floor is below the next.
        let block = settled.block.or(settled.restart.map(|_| String::new()));
        writes.extend(block.map(|block| Write::Add(Shelf::Log, Stored::Bytes(block.into_bytes()))));
        let added = self.write(Plan { strict, writes }).await?;
        Ok(added.first().copied())
    }

    /// Replaces all segments, and the log up to and including `upto`, by these.
    pub async fn compact(&self, segments: Vec<String>, upto: u64) -> Result<(), StoreError> {
        let list = Segments {
            count: segments.len(),
            floor: upto,
        };
        let mut writes = vec![
            Write::Clear(Shelf::Seg),
            Write::RemoveTo(Shelf::Log, upto),
            Write::Put(Shelf::Meta, SEGMENTS.into(), json(&list)?),
        ];
        for (number, segment) in (0u64..).zip(segments) {
            let bytes = Stored::Bytes(segment.into_bytes());
            writes.push(Write::Put(Shelf::Seg, number.into(), bytes));
        }
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
        Ok(found.and_then(|(_, value)| serde_json::from_str(&value.into_text()).ok()))
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
        let (done, heard) = oneshot::channel();
        let ordered = self.order(Order::Write(plan, done));
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

    async fn read(&self, wishes: Vec<Wish>) -> Result<Found, StoreError> {
        let (done, heard) = oneshot::channel();
        self.order(Order::Read(wishes, done))?;
        heard.await.map_err(|_| StoreError::Stopped)?
    }

    fn order(&self, order: Order) -> Result<(), StoreError> {
        self.0
            .unbounded_send(order)
            .map_err(|_| StoreError::Stopped)
    }
}

fn put_text(name: &str, text: String) -> Write {
    Write::Put(Shelf::Meta, name.into(), Stored::Text(text))
}

fn json<T: Serialize>(value: &T) -> Result<Stored, StoreError> {
    serde_json::to_string(value)
        .map(Stored::Text)
        .map_err(|error| StoreError::Write(error.to_string()))
}

fn text_of(entries: &[(Key, Stored)], name: &str) -> Option<String> {
    let name = Key::from(name);
    let (_, value) = entries.iter().find(|(key, _)| *key == name)?;
    Some(value.clone().into_text())
}

fn device_of([meta, ..]: &Everything) -> Option<Id> {
    text_of(meta, DEVICE)?.parse().ok()
}

fn segments_of(meta: &[(Key, Stored)]) -> Segments {
    text_of(meta, SEGMENTS)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// An act that cannot be read is never skipped: it would be lost without a word.
fn read_groups(entries: Vec<(Key, Stored)>) -> Result<Vec<(u64, Arc<LocalGroup>)>, StoreError> {
    read_all(entries).map(|groups| {
        let shared = groups
            .into_iter()
            .map(|(mid, group)| (mid, Arc::new(group)));
        shared.collect()
    })
}

fn read_refused(entries: Vec<(Key, Stored)>) -> Result<Vec<(u64, RefusedGroup)>, StoreError> {
    read_all(entries)
}

fn read_all<T: for<'de> Deserialize<'de>>(
    entries: Vec<(Key, Stored)>,
) -> Result<Vec<(u64, T)>, StoreError> {
    entries
        .into_iter()
        .map(|(key, value)| {
            serde_json::from_str(&value.into_text())
                .map(|value| (key.number(), value))
                .map_err(|error| StoreError::Read(error.to_string()))
        })
        .collect()
}

fn short() -> StoreError {
    StoreError::Read("fewer shelves than asked for".to_owned())
}
