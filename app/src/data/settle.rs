//! What comes from the server or from another tab, into store and memory: the
//! engine's side of the data. Pages never call this.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use forecourt_domain::access::Access;
use forecourt_domain::{Id, Millis};
use forecourt_sync::machine::{MachineState, Phase, Queued};
use forecourt_sync::wire::PullReply;
use forecourt_sync::{Group, Stamp};
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;

use super::overlay::LocalGroup;
use super::replica::Batch;
use super::status::OVERTAKEN;
use super::store::{RefusedGroup, Settled, block};
use super::{Data, StoreError, fast_clock, stage};
use crate::platform::clock;

/// Milliseconds in which rows of a long download are shown together: long enough for the lists, which are made anew then,
/// to take a small part of it.
const TOGETHER_MS: u32 = 800;

/// What syncing starts from, as it is written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// State of the machine.
    pub machine: MachineState,
    /// When everything was last known to be on the server.
    pub last_synced: Option<Millis>,
}

/// What one answer of the server changes.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// True when the server's rows are of another database: all units start again.
    pub restart: bool,
    /// What the person read before this answer.
    pub known: Access,
    /// Rows that came.
    pub rows: Option<PullReply>,
    /// Units that are no longer seen, or start again.
    pub dropped: Vec<String>,
    /// Acts that came back as rows.
    pub retire: Vec<u64>,
    /// Acts that were refused: number, word of the reason.
    pub refuse: Vec<(u64, String)>,
    /// Fields of acts that newer values kept: number of the act, index in the
    /// group and field.
    pub lose: Vec<(u64, Vec<(usize, String)>)>,
    /// Stamps that the server set back: number, index in the group, new stamp.
    pub restamped: Vec<(u64, usize, Stamp)>,
    /// The new id of this device.
    pub device: Option<Id>,
}

impl Outcome {
    /// True when more rows are on their way.
    fn goes_on(&self) -> bool {
        let mut pages = self.rows.iter().flat_map(|reply| reply.units.values());
        pages.any(|page| page.more)
    }

    /// True for an act that waits no longer.
    fn takes_away(&self, mid: u64) -> bool {
        self.retire.contains(&mid) || self.refuse.iter().any(|(refused, _)| *refused == mid)
    }
}

impl Data {
    /// Writes an answer in one transaction, then shows it.
    pub(crate) async fn settle(&self, outcome: Outcome, kept: &Kept) -> Result<(), StoreError> {
        self.0.clock().observe(kept.machine.clock);
        let rewritten = self.rewritten(&outcome.restamped);
        let refused = self.refused_groups(&outcome.refuse).await?;
        let overtaken = self.overtaken_groups(&outcome.lose).await?;
        let text = self.lines(&outcome, &kept.machine.access);
        let stamps = self.leaving(&outcome, &rewritten);
        let end = self.0.log().end;
        let archive = self.leave_archive(text.as_deref());
        let settled = Settled {
            restart: None,
            strict: outcome.restart,
            block: text.clone(),
            sync: written(kept)?,
            clock: self.0.clock().last(),
            retire: outcome.retire.clone(),
            refuse: refused.clone(),
            overtaken: overtaken.clone(),
            rewrite: rewritten.clone(),
            device: outcome.device,
            archive,
        };
        let number = self.stored(self.0.store.settle(settled).await)?;
        fast_clock::note(&self.0.name, &rewritten);
        self.0.access().clone_from(&kept.machine.access);
        self.become_device(outcome.device);
        self.0.log().end = number.unwrap_or(end);
        let staying = rewritten
            .iter()
            .filter(|(mid, _)| !outcome.takes_away(*mid));
        let mut batch = Batch {
            drop: stamps,
            add: staying.map(|(_, group)| Arc::clone(group)).collect(),
            ..Batch::default()
        };
        if let Some(text) = text {
            self.read_block(&text.into(), &mut batch);
        }
        let fills = !kept.machine.origins.is_empty();
        match (outcome.goes_on(), fills) {
            (false, _) => self.0.replica.apply(batch),
            (true, true) => self.show_soon(batch),
            // A page may end in the middle of what one act changed: nobody is told before the last one came.
            (true, false) => self.0.replica.apply_untold(batch),
        }
        {
            let mut journal = self.0.journal();
            for mid in outcome.retire {
                journal.waiting.remove(&mid);
            }
            for (mid, refused) in refused {
                journal.waiting.remove(&mid);
                journal.refused.insert(mid, refused);
            }
            for (mid, group) in overtaken {
                journal.refused.insert(mid, group);
            }
            for (mid, group) in rewritten {
                if journal.waiting.contains_key(&mid) {
                    journal.waiting.insert(mid, group);
                }
            }
        }
        self.recount();
        Ok(())
    }

    /// What an answer says about rows, as a block. None when it says nothing.
    fn lines(&self, outcome: &Outcome, reads: &Access) -> Option<String> {
        let starts_again = outcome.restart || !outcome.dropped.is_empty();
        let held = starts_again.then(|| {
            let mut units = self.0.replica.units();
            units.extend(self.0.archive().list.units().cloned());
            units
        });
        let held = held.unwrap_or_default();
        let text = stage::lines(outcome, reads, &self.0.stage(), &held);
        (!text.is_empty()).then_some(text)
    }

    /// Reads a block of the log that is not in memory yet.
    pub(super) fn read_block(&self, text: &Arc<str>, batch: &mut Batch) {
        let mut stage = self.0.stage();
        batch.stage = core::mem::take(&mut *stage);
        block::read(text, batch);
        *stage = core::mem::take(&mut batch.stage);
        let mut log = self.0.log();
        log.bytes += text.len();
        log.unclean |= !batch.units_gone.is_empty();
    }

    /// Shows rows of a long download: at once when nobody was told for a while, and then together with those that
    /// come meanwhile. A list of a hundred thousand is not made anew for every five hundred.
    fn show_soon(&self, batch: Batch) {
        if self.0.telling.swap(true, Ordering::Relaxed) {
            return self.0.replica.apply_untold(batch);
        }
        self.0.replica.apply(batch);
        let data = self.clone();
        spawn_local(async move {
            clock::sleep(TOGETHER_MS).await;
            data.0.telling.store(false, Ordering::Relaxed);
            data.0.replica.tell();
        });
    }

    /// Reads what other tabs wrote and shows it. Returns what syncing starts
    /// from and the acts that are new here.
    pub(crate) async fn catch_up(&self) -> Result<(Kept, Vec<Queued>), StoreError> {
        let known: BTreeSet<u64> = self.0.journal().waiting.keys().copied().collect();
        let from = self.0.log().end;
        let newest = known.last().copied().unwrap_or_default();
        let news = self.0.store.news(from, newest).await?;
        self.become_device(news.device);
        self.follow_archive(news.archive).await?;
        match news.blocks {
            Some(blocks) => {
                for text in blocks {
                    let mut batch = Batch::default();
                    self.read_block(&text, &mut batch);
                    self.0.replica.apply(batch);
                }
                self.0.log().end = news.log_end;
            }
            None => self.read_again().await?,
        }
        let fresh = self.take_outbox(&known, &news.waiting, news.fresh);
        self.0.journal().refused = news.refused.into_iter().collect();
        self.recount();
        let kept = kept(news.sync.as_deref());
        self.0.clock().observe(kept.machine.clock);
        self.0.access().clone_from(&kept.machine.access);
        Ok((kept, fresh))
    }

    /// The acts `from..=to` as they are stored, also those of other tabs.
    pub(crate) async fn stored_groups(&self, from: u64, to: u64) -> Result<Vec<Group>, StoreError> {
        let wanted = self.0.store.outbox(from, to).await?;
        let groups = wanted.iter();
        Ok(groups.map(|(mid, group)| group.to_wire(*mid)).collect())
    }

    /// Everything that waits, for the machine.
    pub(crate) fn queued(&self) -> Vec<Queued> {
        self.0.journal().queued()
    }

    /// Says where syncing stands.
    pub(crate) fn show_phase(&self, phase: Phase, last_synced: Option<Millis>, unsent: usize) {
        self.change_status(|status| {
            status.phase = phase;
            status.unsent = unsent;
            status.last_synced = last_synced.or(status.last_synced);
        });
    }

    /// Notes how sending goes.
    pub(crate) fn note_tries(&self, tries: u32, last_error: Option<String>) {
        if last_error.is_some() {
            // The last of several pages may not come for long.
            self.0.replica.tell();
        }
        {
            let mut journal = self.0.journal();
            if journal.tries == tries && journal.last_error == last_error {
                return;
            }
            journal.tries = tries;
            journal.last_error = last_error;
        }
        self.recount();
    }

    pub(super) async fn read_again(&self) -> Result<(), StoreError> {
        let loaded = self.0.store.load(self.device()).await?;
        self.0.replica.clear_bases();
        // What is damaged is mended when the app starts next; until then, rows that can be read.
        self.lay_bases(&loaded, loaded.bases().unwrap_or_default());
        self.bring_again();
        Ok(())
    }

    /// Lets the journal follow the outbox. Acts that were known when it was
    /// read and are not in it any more have come back as rows or were refused.
    fn take_outbox(
        &self,
        known: &BTreeSet<u64>,
        waiting: &BTreeSet<u64>,
        outbox: Vec<(u64, Arc<LocalGroup>)>,
    ) -> Vec<Queued> {
        let mut batch = Batch::default();
        let mut fresh = Vec::new();
        let mut journal = self.0.journal();
        for mid in known.difference(waiting) {
            let gone = journal.waiting.remove(mid);
            batch.drop.extend(gone.and_then(|group| group.key()));
        }
        for (mid, group) in outbox {
            if let Entry::Vacant(place) = journal.waiting.entry(mid) {
                fresh.push(group.queued(mid));
                batch.add.push(Arc::clone(&group));
                place.insert(group);
            }
        }
        drop(journal);
        self.0.replica.apply(batch);
        fresh
    }

    fn rewritten(&self, restamped: &[(u64, usize, Stamp)]) -> Vec<(u64, Arc<LocalGroup>)> {
        let journal = self.0.journal();
        let mut groups: BTreeMap<u64, LocalGroup> = BTreeMap::new();
        for (mid, index, stamp) in restamped {
            if let Some(group) = journal.waiting.get(mid)
                && let Some(op) = groups
                    .entry(*mid)
                    .or_insert_with(|| group.as_ref().clone())
                    .ops
                    .get_mut(*index)
            {
                op.at = *stamp;
            }
        }
        let groups = groups.into_iter();
        groups.map(|(mid, group)| (mid, Arc::new(group))).collect()
    }

    /// The refused acts for the tray. One of another tab may have been sent with ours before its
    /// word of it came; it is read as it is stored.
    async fn refused_groups(
        &self,
        refuse: &[(u64, String)],
    ) -> Result<Vec<(u64, RefusedGroup)>, StoreError> {
        let mut found = Vec::new();
        for (mid, code) in refuse {
            let group = self.waiting_group(*mid).await?;
            let code = code.clone();
            found.extend(group.map(|group| {
                let group = group.as_ref().clone();
                (*mid, RefusedGroup { code, group })
            }));
        }
        Ok(found)
    }

    /// What of acts was overtaken by newer values, for the same tray. The acts themselves go on.
    async fn overtaken_groups(
        &self,
        lose: &[(u64, Vec<(usize, String)>)],
    ) -> Result<Vec<(u64, RefusedGroup)>, StoreError> {
        let mut found = Vec::new();
        for (mid, lost) in lose {
            let group = self.waiting_group(*mid).await?;
            let code = OVERTAKEN.to_owned();
            found.extend(group.map(|group| {
                let group = group.only(lost);
                (*mid, RefusedGroup { code, group })
            }));
        }
        Ok(found)
    }

    async fn waiting_group(&self, mid: u64) -> Result<Option<Arc<LocalGroup>>, StoreError> {
        let known = self.0.journal().waiting.get(&mid).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let mut stored = self.0.store.outbox(mid, mid).await?;
        Ok(stored.pop().map(|(_, group)| group))
    }

    /// The stamps under which acts leave the overlay.
    fn leaving(&self, outcome: &Outcome, rewritten: &[(u64, Arc<LocalGroup>)]) -> Vec<Stamp> {
        let journal = self.0.journal();
        let leaves =
            |mid: &u64| outcome.takes_away(*mid) || rewritten.iter().any(|(other, _)| other == mid);
        let leaving = journal.waiting.iter().filter(|(mid, _)| leaves(mid));
        leaving.filter_map(|(_, group)| group.key()).collect()
    }
}

/// What syncing starts from, as it is kept.
pub(super) fn written(kept: &Kept) -> Result<String, StoreError> {
    serde_json::to_string(kept).map_err(|error| StoreError::Write(error.to_string()))
}

/// What syncing starts from. What cannot be read means a new start, which
/// costs a download and nothing else.
pub(crate) fn kept(text: Option<&str>) -> Kept {
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}
