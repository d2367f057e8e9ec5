//! When the log goes into segments: while nobody waits for anything, or at once when rows have to leave the disk.

use std::sync::atomic::Ordering;

use forecourt_sync::machine::MachineState;
use wasm_bindgen_futures::spawn_local;

use super::replica::Batch;
use super::store::{End, Settled, Tail, block, compact};
use super::{Data, Log, StoreError, settle};
use crate::platform::{clock, task};

/// The log is compacted when it has more bytes than this …
const LONG_LOG: usize = 256 * 1024;
/// … and more than one part in this many of all rows.
const LOG_PART: usize = 8;

/// Milliseconds between two looks whether a compaction has given way.
const LOOK_MS: u32 = 10;

impl Log {
    const fn is_long(&self) -> bool {
        self.bytes >= LONG_LOG && self.bytes >= self.segments / LOG_PART
    }
}

impl Data {
    /// Begins to write the log into segments when it has become long, a few milliseconds at a time while the browser
    /// is idle. It gives way to acts and to rows that come, and what it did until then stands.
    pub(crate) fn compact_when_idle(&self, state: MachineState) {
        let is_due = self.0.log().is_long() || self.archive_is_due();
        if !is_due || self.0.compacting.swap(true, Ordering::Relaxed) {
            return;
        }
        let data = self.clone();
        spawn_local(async move {
            let acts = data.0.store.acts();
            let goes_on = async || {
                task::idle().await;
                data.0.store.acts() == acts
            };
            let mut done = data.tend_archive(&state).await;
            match done {
                Ok(()) => done = data.compact(goes_on).await,
                Err(_) => data.recover_archive().await.unwrap_or_default(),
            }
            if done.is_err() {
                // The status names the disk; the next rows are reason to try again.
                data.stored(done).ok();
            }
            data.0.compacting.store(false, Ordering::Relaxed);
        });
    }

    /// Writes segments anew, at once, when the log says that something has to leave the disk.
    pub(crate) async fn clean(&self) -> Result<(), StoreError> {
        let is_due = self.0.log().unclean;
        if !is_due {
            return Ok(());
        }
        self.take_turn().await;
        let mut cleaned = self.compact(async || true).await;
        if cleaned.is_ok() && self.0.log().unclean {
            // Another tab has written segments: what stands where is learned, and then it is done.
            cleaned = self.follow_segments().await;
            if cleaned.is_ok() {
                cleaned = self.compact(async || true).await;
            }
        }
        self.0.compacting.store(false, Ordering::Relaxed);
        cleaned
    }

    /// Waits until nobody else writes segments. Work in idle time gives way.
    pub(super) async fn take_turn(&self) {
        self.0.turn_wanted.store(true, Ordering::Relaxed);
        while self.0.compacting.swap(true, Ordering::Relaxed) {
            clock::sleep(LOOK_MS).await;
        }
        self.0.turn_wanted.store(false, Ordering::Relaxed);
    }

    /// True while somebody waits for the turn.
    pub(super) fn is_turn_wanted(&self) -> bool {
        self.0.turn_wanted.load(Ordering::Relaxed)
    }

    /// Takes away what a full disk can do without, never work that is not sent: rows that are held back, the rows that
    /// they would take the place of, and what newer rows took the place of. True when units start again by that.
    pub(crate) async fn make_room(&self) -> bool {
        let starts_again = self.give_up_stage().await.unwrap_or(false);
        if !self.0.compacting.swap(true, Ordering::Relaxed) {
            // What finds no room here changes nothing; the status names the disk already.
            self.compact(async || true).await.ok();
            self.0.compacting.store(false, Ordering::Relaxed);
        }
        starts_again
    }

    /// Units that are filled anew are filled in place: there is no room for both.
    async fn give_up_stage(&self) -> Result<bool, StoreError> {
        let units = self.0.stage().units();
        if units.is_empty() {
            return Ok(false);
        }
        let mut kept = settle::kept(self.0.store.sync_state().await?.as_deref());
        let mut text = String::new();
        for unit in &units {
            kept.machine.cursors.remove(unit);
            kept.machine.origins.remove(unit);
            block::push_gone(&mut text, unit);
        }
        let sync = settle::written(&kept)?;
        let settled = Settled {
            strict: true,
            archive: self.leave_archive(Some(&text)),
            block: Some(text.clone()),
            sync,
            clock: self.0.clock().last(),
            ..Settled::default()
        };
        let number = self.0.store.settle(settled).await?;
        let mut log = self.0.log();
        log.end = number.unwrap_or(log.end);
        drop(log);
        let mut batch = Batch::default();
        self.read_block(&text.into(), &mut batch);
        self.0.replica.apply(batch);
        Ok(true)
    }

    /// Learns what stands where, when another tab that led before has written segments. Whoever leads knows it before
    /// anything else is done: from then on nobody else writes them.
    pub(crate) async fn follow_segments(&self) -> Result<(), StoreError> {
        let known = self.0.segments().clone();
        match known {
            Some(known) if !known.are_current(&self.0.store).await? => self.read_again().await,
            _ => self.look_up_archive().await,
        }
    }

    /// Writes the log into segments without giving way to anything.
    pub(super) async fn compact_now(&self) -> Result<(), StoreError> {
        self.compact(async || true).await
    }

    async fn compact(&self, mut goes_on: impl AsyncFnMut() -> bool) -> Result<(), StoreError> {
        // None when rows are damaged here: those that can be read are not all.
        let Some(mut segments) = self.0.segments().take() else {
            return Ok(());
        };
        let before = core::mem::take(&mut self.0.log().unclean);
        let log = *self.0.log();
        let held = self.0.stage().blocks();
        let held_bytes: usize = held.iter().map(String::len).sum();
        let tail = Tail {
            upto: log.end,
            held,
        };
        let goes_on = async || {
            // Rows that came meanwhile are not in the survey, and segments that were read again are others.
            let is_same = || self.0.log().end == log.end && self.0.segments().is_none();
            is_same() && goes_on().await && is_same()
        };
        let done = compact(&self.0.store, &self.0.replica, &mut segments, tail, goes_on).await;
        let mut log_now = self.0.log();
        if let Ok(End::Whole(end)) = done.as_ref().map(|done| done.end) {
            log_now.end = log_now.end.max(end);
            log_now.bytes = log_now.bytes.saturating_sub(log.bytes) + held_bytes;
        } else {
            log_now.unclean |= before;
        }
        log_now.segments = segments.bytes();
        drop(log_now);
        self.0.segments().get_or_insert(segments);
        done.map(drop)
    }
}
