//! From the changes of a rule to rows on screen and on disk: stamp, show at
//! once, keep strictly, or take back.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;

use forecourt_domain::row::Row;
use forecourt_domain::together::complete;
use forecourt_domain::{Change, Fields, Id, Kind};
use forecourt_sync::overlay::lay;
use forecourt_sync::{Operation, Stamp, Verb};
use futures::channel::oneshot;
use futures::future::select;
use wasm_bindgen_futures::spawn_local;

use super::overlay::LocalGroup;
use super::replica::Batch;
use super::store::RefusedGroup;
use super::{Data, Said, StoreError, Undo};
use crate::engine::Wake;
use crate::platform::clock;

/// How long pages wait for a write to be under way before they show an edit, ms: less than a frame.
const SOON_MS: u32 = 8;

/// An act that was taken out of the tray of refused acts.
#[derive(Clone, Debug)]
pub struct Discarded {
    mid: u64,
    refused: RefusedGroup,
}

/// Hears whether an act is kept.
pub type Then = Box<dyn FnOnce(bool)>;

/// Groups that are on screen and not yet on disk.
struct Shown {
    groups: Vec<Arc<LocalGroup>>,
    undo: Vec<Undo>,
}

impl Data {
    /// Shows the changes at once, keeps them, then says `said` with a way back.
    /// When they cannot be kept they are taken back and the "not saved" bar appears.
    pub fn act(&self, said: impl Into<String>, changes: Vec<Change>) {
        self.act_then(said.into(), changes, Box::new(|_| ()));
    }

    /// The same; `then` hears whether they are kept. What a person typed must not go before that.
    pub fn act_then(&self, said: String, changes: Vec<Change>, then: Then) {
        let data = self.clone();
        let keeping = self.keep(vec![changes], None);
        spawn_local(async move {
            let kept = keeping.await;
            let is_kept = kept.is_ok();
            match kept {
                Ok(undo) => data.say(Said { text: said, undo }),
                Err(error) => data.raise(error),
            }
            then(is_kept);
        });
    }

    /// One act without a word to the person. Resolves when it is durable.
    pub async fn commit(&self, changes: Vec<Change>) -> Result<Undo, StoreError> {
        let undo = self.commit_all(vec![changes]).await?;
        Ok(undo.into_iter().next().unwrap_or_default())
    }

    /// Several acts in one transaction: all are durable or none.
    pub async fn commit_all(&self, groups: Vec<Vec<Change>>) -> Result<Vec<Undo>, StoreError> {
        self.keep(groups, None).await
    }

    /// Takes acts back, the latest first. Fields that changed since stay as they are.
    pub async fn undo(&self, undo: Vec<Undo>) -> Result<(), StoreError> {
        let groups = undo
            .iter()
            .rev()
            .map(|undo| undo.changes(|target| self.0.replica.visible(target).0))
            .collect();
        self.commit_all(groups).await.map(drop)
    }

    fn show(&self, groups: Vec<Vec<Change>>) -> Shown {
        let mut made = Making::new(self);
        let groups: Vec<Vec<Change>> = groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .collect();
        let shown = Shown {
            undo: groups.iter().map(|_| Undo::default()).collect(),
            groups: Vec::with_capacity(groups.len()),
        };
        let shown = groups
            .into_iter()
            .enumerate()
            .fold(shown, |mut shown, (place, changes)| {
                let mut undo = Undo::default();
                shown.groups.push(Arc::new(made.group(changes, &mut undo)));
                if let Some(slot) = shown.undo.get_mut(place) {
                    *slot = undo;
                }
                shown
            });
        self.0.replica.apply_untold(Batch {
            add: shown.groups.clone(),
            ..Batch::default()
        });
        shown
    }

    /// Takes groups over at once and orders them to be written, `refused` being an act that they replace. What is shown
    /// is taken back when it cannot be kept.
    ///
    /// Pages are told when the browser has what is to be written, a millisecond later: it writes while they draw. Told
    /// at once, they would draw first, and the write would wait for them and for the frame.
    fn keep(
        &self,
        groups: Vec<Vec<Change>>,
        refused: Option<u64>,
    ) -> impl Future<Output = Result<Vec<Undo>, StoreError>> + use<> {
        let data = self.clone();
        let shown = self.show(groups);
        let clock = self.0.clock().last();
        let written = (!shown.groups.is_empty()).then(|| {
            let (underway, heard) = oneshot::channel();
            self.tell_when(heard);
            let store = &self.0.store;
            store.append_telling(&shown.groups, clock, refused, Some(underway))
        });
        async move {
            let Some(written) = written else {
                return Ok(shown.undo);
            };
            match data.stored(written.await) {
                Ok(numbers) => {
                    data.enter(numbers, shown.groups, refused);
                    data.ask_for_promise();
                    Ok(shown.undo)
                }
                Err(error) => {
                    data.take_back(&shown.groups, &error);
                    Err(error)
                }
            }
        }
    }

    /// Tells the pages of new rows once a write is under way or cannot be, or when it is not soon: the disk may be busy,
    /// and nobody waits for it.
    fn tell_when(&self, underway: oneshot::Receiver<()>) {
        let data = self.clone();
        spawn_local(async move {
            let soon = pin!(clock::sleep(SOON_MS));
            select(underway, soon).await;
            data.0.replica.tell();
        });
    }

    /// Takes groups from the screen that could not be kept.
    fn take_back(&self, groups: &[Arc<LocalGroup>], why: &StoreError) {
        if matches!(why, StoreError::Full) {
            self.wake(Wake::Full);
        }
        self.0.replica.apply(Batch {
            drop: groups.iter().filter_map(|group| group.key()).collect(),
            ..Batch::default()
        });
    }

    /// Notes durable acts under the numbers they got and wakes the engine.
    fn enter(&self, numbers: Vec<u64>, groups: Vec<Arc<LocalGroup>>, refused: Option<u64>) {
        let numbered: Vec<(u64, Arc<LocalGroup>)> = numbers.into_iter().zip(groups).collect();
        let queued = numbered
            .iter()
            .map(|(mid, group)| group.queued(*mid))
            .collect();
        {
            let mut journal = self.0.journal();
            if let Some(mid) = refused {
                journal.refused.remove(&mid);
            }
            journal.waiting.extend(numbered);
        }
        self.recount();
        self.wake(Wake::Wrote(queued));
    }

    /// Sends a refused act again, as a new one over what stands now.
    /// Gives the way back; none when it is not in the tray, or could not be kept.
    pub async fn retry(&self, mid: u64) -> Vec<Undo> {
        let refused = self.0.journal().refused.get(&mid).cloned();
        let Some(refused) = refused else {
            return Vec::new();
        };
        let ops = refused.group.asked();
        let changes = ops.iter().filter_map(change_of).collect();
        match self.keep(vec![changes], Some(mid)).await {
            Ok(undo) => undo,
            Err(error) => {
                self.raise(error);
                Vec::new()
            }
        }
    }

    /// Forgets a refused act. Gives it back for [`Data::undiscard`]; none when it is not in the tray, or stays there.
    pub async fn discard(&self, mid: u64) -> Option<Discarded> {
        if let Err(error) = self.stored(self.0.store.discard(mid).await) {
            self.raise(error);
            return None;
        }
        let refused = self.0.journal().refused.remove(&mid);
        self.tray_changed();
        refused.map(|refused| Discarded { mid, refused })
    }

    /// Puts an act that was forgotten back into the tray.
    pub async fn undiscard(&self, Discarded { mid, refused }: Discarded) {
        match self.stored(self.0.store.put_refused(mid, &refused).await) {
            Ok(()) => drop(self.0.journal().refused.insert(mid, refused)),
            Err(error) => return self.raise(error),
        }
        self.tray_changed();
    }

    fn tray_changed(&self) {
        self.recount();
        self.wake(Wake::Wrote(Vec::new()));
    }
}

/// The change that an operation was made from.
fn change_of(op: &Operation) -> Option<Change> {
    let (kind, id) = (Kind::parse(&op.kind)?, op.id);
    let fields = op.fields.clone();
    Some(match &op.verb {
        Verb::Create { unit, owner } => Change::Create {
            kind,
            id,
            unit: unit.clone(),
            owner: *owner,
            fields,
        },
        Verb::Patch => Change::Patch { kind, id, fields },
        Verb::Bin => Change::Bin { kind, id },
        Verb::Restore => Change::Restore { kind, id },
    })
}

/// Stamps changes and notes what stood before them, later changes of the same
/// act seeing the earlier ones.
struct Making<'a> {
    data: &'a Data,
    rows: HashMap<(Kind, Id), (Option<Row>, u64)>,
}

impl<'a> Making<'a> {
    fn new(data: &'a Data) -> Self {
        Self {
            data,
            rows: HashMap::new(),
        }
    }

    fn group(&mut self, changes: Vec<Change>, undo: &mut Undo) -> LocalGroup {
        let made_at = clock::now();
        let mut group = LocalGroup {
            made_at,
            ops: Vec::with_capacity(changes.len()),
            before: Vec::with_capacity(changes.len()),
        };
        for mut change in changes {
            let target = change.target();
            let replica = &self.data.0.replica;
            let (row, seen) = self
                .rows
                .entry(target)
                .or_insert_with(|| replica.visible(target));
            let before = match (&mut change, &row) {
                (Change::Patch { kind, fields, .. }, Some(row)) => {
                    complete(*kind, fields, &row.fields, &self.data.0.access());
                    row.fields.before(fields)
                }
                _ => Fields::new(),
            };
            undo.note(&change, &before);
            let op = Operation::of(change, self.data.stamp(), *seen);
            *row = lay(target, row.take(), &op);
            group.ops.push(op);
            group.before.push(before);
        }
        group
    }
}

impl Data {
    fn stamp(&self) -> Stamp {
        self.0.clock().tick(clock::now())
    }
}
