//! Writing an import and taking it back: group by group, with progress, so that
//! it can be stopped between two groups and nothing is half done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::platform::task;
use forecourt_domain::import::plan::GROUP;
use forecourt_domain::{Change, Kind};
use leptos::prelude::*;

use super::history::{self, Past};
use super::wizard::{Step, Wizard};
use crate::data::{Data, StoreError};
use crate::platform::clock;

/// What is under way or done.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Which part of the work.
    pub stage: Stage,
    /// Rows done.
    pub done: usize,
    /// Rows to be done.
    pub total: usize,
    /// What was written so far.
    pub past: Past,
    /// Why the rest was not written.
    pub failure: Option<&'static str>,
    stop: Arc<AtomicBool>,
}

/// Which part of the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing began.
    #[default]
    Idle,
    /// Rows are written.
    Writing,
    /// Written, or stopped.
    Written,
    /// Rows are taken back.
    Undoing,
    /// Taken back.
    Undone,
}

impl Progress {
    /// Asks the work to end after the group that is being written.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// True when it was asked to end.
    pub fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// The rows of an import and how each is written.
pub struct Job {
    /// Indices of the rows that are written.
    pub rows: Vec<usize>,
    /// The changes of a row.
    pub changes: Box<dyn Fn(usize) -> Vec<Change>>,
}

/// Writes an import. It goes on when the page is left.
pub fn write(wizard: Wizard, job: Job) {
    let data = wizard.data();
    let mut progress = Progress {
        stage: Stage::Writing,
        total: job.rows.len(),
        past: Past {
            id: wizard.run_id(),
            name: wizard.source.with_untracked(|source| {
                source
                    .as_ref()
                    .map(|source| source.name.clone())
                    .unwrap_or_default()
            }),
            at: data.now(),
            ..Past::default()
        },
        ..Progress::default()
    };
    wizard.step.set(Step::Import);
    wizard.progress.set(progress.clone());
    task::start(async move {
        for rows in job.rows.chunks(GROUP) {
            if progress.is_stopping() {
                break;
            }
            if let Err(error) = write_group(&data, &job, rows, &mut progress).await {
                progress.failure = Some(error.code());
                break;
            }
            wizard.progress.try_set(progress.clone());
            clock::sleep(0).await;
        }
        progress.stage = Stage::Written;
        wizard.progress.try_set(progress);
    });
}

/// One act per row, so that a row which the server refuses does not take
/// others with it; one transaction for all rows of the group.
async fn write_group(
    data: &Data,
    job: &Job,
    rows: &[usize],
    progress: &mut Progress,
) -> Result<(), StoreError> {
    let groups: Vec<Vec<Change>> = rows.iter().map(|row| (job.changes)(*row)).collect();
    let created = groups
        .iter()
        .filter(|changes| makes_record(changes))
        .count();
    let undo = data.commit_all(groups).await?;
    progress.done += rows.len();
    progress.past.created += created;
    progress.past.updated += rows.len() - created;
    progress.past.groups += 1;
    history::note(data, &progress.past, &undo).await;
    Ok(())
}

/// True when a row makes a customer or a lead, not only notes and cars of known ones.
fn makes_record(changes: &[Change]) -> bool {
    changes.iter().any(|change| {
        matches!(
            change,
            Change::Create {
                kind: Kind::Customer | Kind::Lead,
                ..
            }
        )
    })
}

/// Takes an import back, the last group first.
pub fn undo(wizard: Wizard, past: Past) {
    let data = wizard.data();
    let mut progress = Progress {
        stage: Stage::Undoing,
        total: past.created + past.updated,
        past,
        ..Progress::default()
    };
    wizard.step.set(Step::Import);
    wizard.progress.set(progress.clone());
    task::start(async move {
        for group in (0..progress.past.groups).rev() {
            let undo = history::undo_of(&data, &progress.past, group).await;
            let rows = undo.len();
            if let Err(error) = data.undo(undo).await {
                progress.failure = Some(error.code());
                progress.stage = Stage::Written;
                wizard.progress.try_set(progress);
                return;
            }
            progress.done += rows;
            wizard.progress.try_set(progress.clone());
            clock::sleep(0).await;
        }
        history::forget(&data, &progress.past);
        progress.past.undone = true;
        progress.past.groups = 0;
        history::note(&data, &progress.past, &[]).await;
        progress.stage = Stage::Undone;
        wizard.progress.try_set(progress);
    });
}
