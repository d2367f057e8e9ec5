//! Contacts of times past: when they leave memory for the archive on the disk, and when they come back.
//!
//! The tab that leads puts them away. During a first download it does so again and again, so that the rows of many
//! years never stand in memory together; later it merges what it wrote, with what has become old since, while nobody
//! waits for anything. Every tab lends to its own memory what somebody opens.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::Ordering;

use forecourt_domain::{Id, Millis};
use forecourt_replica::archive::{Archive, Cut, Merge, RECENT_MS, Step, contacts_of, without};
use forecourt_replica::block::let_go;
use forecourt_sync::machine::MachineState;
use wasm_bindgen_futures::spawn_local;

use super::replica::Aged;
use super::store::{Plan, Write, noted, without_debris, written};
use super::{Data, StoreError};
use crate::platform::task;

/// Bytes of the log after which a long download is looked at: what is old in them goes into the archive.
const LONG_DOWNLOAD: usize = 24 * 1024 * 1024;
/// Fewer contacts than this are not put away during a download …
const MANY: usize = 4_000;
/// … and fewer than this of one unit not afterwards.
const SOME: usize = 1_000;
/// Customers whose contacts stay in memory after nobody looks at them any more.
const REMEMBERED: usize = 32;
/// Pieces of one transaction: some 700 KiB.
const TOGETHER: usize = 4;
/// More runs of a unit than this are merged: each costs whoever opens a customer a piece to read.
const MOST_RUNS: usize = 12;

/// What this tab knows of the archive.
#[derive(Default)]
pub(super) struct Known {
    pub list: Archive,
    /// How often it has changed.
    version: u64,
    /// The log had so many bytes when a download was looked at last.
    looked_at: usize,
    /// Customers that somebody looks at, and those looked at before, the latest last.
    open: Vec<Opened>,
}

struct Opened {
    customer: Id,
    watchers: usize,
    /// Rows that were lent because of it.
    lent: Vec<Id>,
}

impl Known {
    /// What a database says, with which everything begins anew.
    pub(super) fn learn(&mut self, (list, version): (Archive, u64)) {
        (self.list, self.version) = (list, version);
    }

    /// What stands on the disk after the change that was just made to the list.
    fn change(&mut self, spent: &[u64]) -> Vec<Write> {
        self.version += 1;
        noted(&self.list, self.version, spent)
    }

    /// What is left of a piece takes its place.
    fn rewrite(&mut self, number: u64, left: &Cut) -> Vec<Write> {
        let mut writes = vec![written(self.list.next, left)];
        if !self.list.rewrite(number, left) {
            return Vec::new();
        }
        writes.extend(self.change(&[number]));
        writes
    }

    fn open_customers(&self) -> HashSet<Id> {
        self.open.iter().map(|opened| opened.customer).collect()
    }
}

/// All contacts of a customer are in memory, or on their way there, as long as this lives.
pub struct History {
    data: Data,
    customer: Id,
}

impl Drop for History {
    fn drop(&mut self) {
        let mut known = self.data.0.archive();
        let opened = known.open.iter_mut();
        let own = opened
            .into_iter()
            .find(|opened| opened.customer == self.customer);
        if let Some(opened) = own {
            opened.watchers = opened.watchers.saturating_sub(1);
        }
    }
}

impl Data {
    /// Brings the contacts of a customer into memory that lie in the archive.
    pub fn open_history(&self, customer: Id) -> History {
        let is_new = {
            let mut known = self.0.archive();
            let place = known
                .open
                .iter()
                .position(|opened| opened.customer == customer);
            let mut opened = match place {
                Some(place) => known.open.remove(place),
                None => Opened {
                    customer,
                    watchers: 0,
                    lent: Vec::new(),
                },
            };
            opened.watchers += 1;
            known.open.push(opened);
            place.is_none()
        };
        if is_new {
            let data = self.clone();
            spawn_local(async move {
                data.close_histories();
                data.bring(customer).await;
            });
        }
        History {
            data: self.clone(),
            customer,
        }
    }

    /// How many contacts there are besides those in memory.
    pub fn archived(&self) -> usize {
        let all = self.0.archive().list.rows();
        all.saturating_sub(self.0.replica.lent())
    }

    /// Takes contacts out of memory at which nobody looked for the longest time.
    fn close_histories(&self) {
        let mut closed = Vec::new();
        {
            let mut known = self.0.archive();
            let idle = |opened: &Opened| opened.watchers == 0;
            let mut spare = known.open.iter().filter(|opened| idle(opened)).count();
            known.open.retain_mut(|opened| {
                let goes = idle(opened) && spare > REMEMBERED;
                if goes {
                    spare -= 1;
                    closed.append(&mut opened.lent);
                }
                !goes
            });
        }
        if !closed.is_empty() {
            self.0.replica.take_back(&closed);
        }
    }

    async fn bring(&self, customer: Id) {
        loop {
            let (numbers, version) = {
                let known = self.0.archive();
                (known.list.pieces_of(customer), known.version)
            };
            if numbers.is_empty() {
                return;
            }
            let pieces = match self.0.store.pieces(&numbers).await {
                Ok(pieces) => pieces,
                Err(error) => return self.raise(error),
            };
            if self.0.archive().version != version {
                continue;
            }
            let rows = pieces.and_then(|pieces| contacts_of(customer, &pieces));
            if let Some(rows) = rows {
                let lent = self.0.replica.lend(rows);
                let mut known = self.0.archive();
                let mut open = known.open.iter_mut();
                if let Some(opened) = open.find(|opened| opened.customer == customer) {
                    opened.lent.extend(lent);
                }
                return;
            }
            match self.0.store.archive().await {
                // Another tab has merged the pieces a moment ago.
                Ok(stored) if stored.1 != version => self.learn_archive(stored),
                _ => return self.raise(self.give_up().await),
            }
        }
    }

    /// What lies in the archive cannot be read: the next start fetches everything again.
    async fn give_up(&self) -> StoreError {
        let given_up = self.0.store.give_up_archive().await;
        let told = StoreError::Read("a piece of the archive".to_owned());
        given_up.err().unwrap_or(told)
    }

    /// The archive is another one, as far as this tab knows.
    pub(super) fn learn_archive(&self, stored: (Archive, u64)) {
        self.0.replica.has_archive(!stored.0.is_empty());
        self.0.archive().learn(stored);
    }

    /// Follows what the tab that leads did. What this tab changed itself and is still being written it knows better.
    pub(super) async fn follow_archive(&self, version: u64) -> Result<(), StoreError> {
        if self.0.archive().version < version {
            let stored = self.0.store.archive().await?;
            if self.0.archive().version < stored.1 {
                self.learn_archive(stored);
            }
        }
        Ok(())
    }

    /// Goes by what is on the disk, after a write may have failed.
    pub(super) async fn look_up_archive(&self) -> Result<(), StoreError> {
        let stored = self.0.store.archive().await?;
        self.learn_archive(stored);
        Ok(())
    }

    /// Everything was read anew: whoever looks at a customer gets the contacts anew too.
    pub(super) fn bring_again(&self) {
        let customers: Vec<Id> = {
            let mut known = self.0.archive();
            known.open.retain(|opened| opened.watchers > 0);
            let open = known.open.iter_mut();
            open.map(|opened| {
                opened.lent.clear();
                opened.customer
            })
            .collect()
        };
        for customer in customers {
            let data = self.clone();
            spawn_local(async move { data.bring(customer).await });
        }
    }

    /// What a block of the log changes in the archive: units that are no longer seen, or whole anew, leave it.
    pub(super) fn leave_archive(&self, block: Option<&str>) -> Vec<Write> {
        let mut known = self.0.archive();
        let (mut spent, mut leaves) = (Vec::new(), false);
        for unit in let_go(block.unwrap_or_default()) {
            spent.append(&mut known.list.take(unit));
            leaves = true;
        }
        if spent.is_empty() {
            // A merge that came to no end may have written something of the unit that nobody names.
            let debris = leaves.then(|| without_debris(&known.list));
            return debris.into_iter().collect();
        }
        self.0.replica.has_archive(!known.list.is_empty());
        known.change(&spent)
    }

    /// Puts contacts of times past away while a long download goes on, and when it ends, and the log into segments.
    /// `filling` are the units that were being filled until now, and which sequence it was when that began.
    pub(crate) async fn put_away(
        &self,
        state: &MachineState,
        filling: &BTreeMap<String, u64>,
    ) -> Result<(), StoreError> {
        let bytes = self.0.log().bytes;
        let last = self.0.archive().looked_at;
        let ends = state.origins.is_empty() && !self.0.archive().list.is_empty();
        let is_due = ends || bytes >= last.min(bytes) + LONG_DOWNLOAD;
        if !is_due || filling.is_empty() {
            return Ok(());
        }
        self.0.archive().looked_at = bytes;
        // Rows from before their unit began to be filled come once: there is no earlier version in the archive.
        let is_first =
            |unit: &str, seq: u64| filling.get(unit).is_some_and(|origin| seq <= *origin);
        let aged = self.0.replica.aged(before(state), is_first);
        if aged.len() < MANY || self.0.segments().is_none() {
            return Ok(());
        }
        self.take_turn().await;
        let mut done = Ok(());
        for unit in units_of(&aged) {
            if done.is_ok() {
                let own = of_unit(&aged, &unit);
                let merge = Merge::new(&[], &own);
                done = self
                    .write_run(&unit, merge, own, false, async || true)
                    .await;
            }
        }
        if done.is_ok() {
            done = self.compact_now().await;
        }
        if done.is_err() {
            self.recover_archive().await.ok();
        }
        self.0.compacting.store(false, Ordering::Relaxed);
        self.0.archive().looked_at = 0;
        done
    }

    /// Takes out of the archive what is gone, adds what has become old since, and merges the runs of a unit when there
    /// are many.
    pub(super) async fn tend_archive(&self, state: &MachineState) -> Result<(), StoreError> {
        let idle = async || {
            task::idle().await;
            !self.is_turn_wanted()
        };
        let marks = self.0.replica.marks();
        let aged = self.0.replica.aged(before(state), |_, _| true);
        let units = units_of(&aged).into_iter();
        let due = units.map(|unit| (of_unit(&aged, &unit), unit));
        let due: Vec<(Vec<Aged>, String)> = due.filter(|(own, _)| own.len() >= SOME).collect();
        // An earlier version of what is added may lie there, of another customer or in another unit.
        let own = due.iter().flat_map(|(own, _)| own).map(|(_, id, _)| *id);
        let void: HashSet<Id> = marks.iter().map(|(id, _)| *id).chain(own).collect();
        if !self.take_out(&void, idle).await? {
            return Ok(());
        }
        self.0.replica.forget_marks(&marks);
        for (own, unit) in due {
            let merge = Merge::new(&[], &own);
            self.write_run(&unit, merge, own, false, idle).await?;
        }
        let units: Vec<String> = self.0.archive().list.units().cloned().collect();
        for unit in units {
            let runs = self.0.archive().list.runs(&unit).to_vec();
            if runs.len() > MOST_RUNS {
                let merge = Merge::new(&runs, &[]);
                self.write_run(&unit, merge, Vec::new(), true, idle).await?;
            }
        }
        Ok(())
    }

    /// Writes the pieces anew that hold contacts which count no more. False when it was told to stop before the end.
    async fn take_out(
        &self,
        void: &HashSet<Id>,
        goes_on: impl AsyncFn() -> bool,
    ) -> Result<bool, StoreError> {
        let numbers = self.0.archive().list.numbers();
        for number in numbers.into_iter().filter(|_| !void.is_empty()) {
            if !goes_on().await {
                return Ok(false);
            }
            // A piece that left meanwhile holds nothing any more.
            let pieces = self.0.store.pieces(&[number]).await?.unwrap_or_default();
            let changed = pieces.first().and_then(|piece| without(piece, void));
            let writes = changed.map(|cut| self.0.archive().rewrite(number, &cut));
            self.order(writes.unwrap_or_default()).await?;
        }
        Ok(true)
    }

    /// After a write failed: what was not written must not be taken for written, and what nobody names takes up room.
    pub(super) async fn recover_archive(&self) -> Result<(), StoreError> {
        self.look_up_archive().await?;
        self.clear_up().await
    }

    /// True when something in the archive should be written anew.
    pub(super) fn archive_is_due(&self) -> bool {
        let runs = {
            let known = self.0.archive();
            let units = known.list.units();
            units.map(|unit| known.list.runs(unit).len()).max()
        };
        runs.is_some_and(|runs| runs > MOST_RUNS || !self.0.replica.marks().is_empty())
    }

    /// Carries a merge out, notes its run, and takes `own` out of memory.
    async fn write_run(
        &self,
        unit: &str,
        mut merge: Merge,
        own: Vec<Aged>,
        alone: bool,
        goes_on: impl AsyncFn() -> bool,
    ) -> Result<(), StoreError> {
        let (mut next, version) = {
            let known = self.0.archive();
            (known.list.next, known.version)
        };
        let (mut run, mut writes) = (Vec::new(), Vec::new());
        loop {
            match merge.step() {
                Step::Read(number) => {
                    let pieces = self.0.store.pieces(&[number]).await?;
                    if self.0.archive().version != version {
                        return self.clear_up().await;
                    }
                    let is_read = |pieces: Vec<_>| pieces.iter().all(|piece| merge.give(piece));
                    if !pieces.is_some_and(is_read) {
                        return Err(self.give_up().await);
                    }
                }
                Step::Write(cut) => {
                    run.push(cut.numbered(next));
                    writes.push(written(next, &cut));
                    next += 1;
                }
                Step::Done => break,
            }
            if writes.len() >= TOGETHER {
                self.order(core::mem::take(&mut writes)).await?;
            }
            if !goes_on().await || self.0.archive().version != version {
                return self.clear_up().await;
            }
        }
        let last = {
            let mut known = self.0.archive();
            known.list.next = next;
            let spent = known.list.put(unit, run, alone);
            writes.extend(known.change(&spent));
            self.0.replica.has_archive(!known.list.is_empty());
            self.order(writes)
        };
        last.await?;
        let open = self.0.archive().open_customers();
        self.0.replica.put_away(&own, &open);
        self.note_lent(&own, &open);
        Ok(())
    }

    /// Rows that stayed in memory because somebody looks at their customer leave it with the customer.
    fn note_lent(&self, own: &[Aged], open: &HashSet<Id>) {
        let stayed = own.iter().filter(|(customer, ..)| open.contains(customer));
        let stayed: Vec<&Aged> = stayed.collect();
        for opened in &mut self.0.archive().open {
            let rows = stayed
                .iter()
                .filter(|(customer, ..)| *customer == opened.customer);
            opened.lent.extend(rows.map(|(_, id, _)| *id));
        }
    }

    /// Takes away what a merge wrote that comes to no end: it may be of a unit that has left meanwhile.
    async fn clear_up(&self) -> Result<(), StoreError> {
        let debris = without_debris(&self.0.archive().list);
        self.order(vec![debris]).await
    }

    fn order(&self, writes: Vec<Write>) -> impl Future<Output = Result<(), StoreError>> + use<> {
        let plan = Plan {
            strict: false,
            writes,
        };
        let written = self.0.store.write(plan);
        async { written.await.map(drop) }
    }
}

/// What began before this moment is past, by the clock of the server: the one of the device may be years off.
const fn before(state: &MachineState) -> Millis {
    state.clock.ms().saturating_sub(RECENT_MS)
}

/// The units of these rows.
fn units_of(aged: &[Aged]) -> BTreeSet<String> {
    let mut units: BTreeSet<&str> = BTreeSet::new();
    units.extend(aged.iter().map(|(.., base)| base.unit.as_ref()));
    units.into_iter().map(str::to_owned).collect()
}

/// Those of one unit.
fn of_unit(aged: &[Aged], unit: &str) -> Vec<Aged> {
    let own = aged.iter().filter(|(.., base)| base.unit.as_ref() == unit);
    own.cloned().collect()
}
