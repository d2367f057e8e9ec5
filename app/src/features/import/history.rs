//! Imports made on this device, kept so that they can be taken back.
//!
//! What was made is noted after every group of rows, each in a draft of its
//! own: an import that is cut off in the middle can be taken back as well.

use forecourt_domain::{Id, Millis};
use serde::{Deserialize, Serialize};

use crate::data::{Data, Undo};

const LIST: &str = "import.list";

/// How long an import can be taken back, ms: as long as the recycle bin keeps things.
const KEPT: Millis = 30 * 86_400_000;

/// An import that was made here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// The run.
    pub id: Id,
    /// Name of the file.
    pub name: String,
    /// When it began.
    pub at: Millis,
    /// Rows that made something new.
    pub created: usize,
    /// Rows that changed something.
    pub updated: usize,
    /// Groups of rows that were written.
    pub groups: usize,
    /// It was taken back.
    pub undone: bool,
}

fn key(run: Id, group: usize) -> String {
    format!("import.undo.{run}.{group}")
}

/// Imports that can still be taken back or were, the newest first.
pub async fn load(data: &Data) -> Vec<Past> {
    let kept = data.draft_load(LIST).await;
    let all: Vec<Past> = kept
        .and_then(|list| serde_json::from_value(list).ok())
        .unwrap_or_default();
    let now = data.now();
    let (fresh, old): (Vec<Past>, Vec<Past>) = all
        .into_iter()
        .partition(|past| now.saturating_sub(past.at) < KEPT);
    for past in old {
        forget(data, &past);
    }
    fresh
}

/// Notes how far an import is, and how its last group is taken back.
pub async fn note(data: &Data, past: &Past, last: &[Undo]) {
    if let (Some(group), Ok(undo)) = (past.groups.checked_sub(1), serde_json::to_value(last)) {
        data.draft_save(&key(past.id, group), undo);
    }
    let mut all = load(data).await;
    all.retain(|other| other.id != past.id);
    all.insert(0, past.clone());
    if let Ok(list) = serde_json::to_value(&all) {
        data.draft_save(LIST, list);
    }
}

/// How a group of rows is taken back.
pub async fn undo_of(data: &Data, past: &Past, group: usize) -> Vec<Undo> {
    let kept = data.draft_load(&key(past.id, group)).await;
    kept.and_then(|undo| serde_json::from_value(undo).ok())
        .unwrap_or_default()
}

/// Forgets how an import is taken back.
pub fn forget(data: &Data, past: &Past) {
    for group in 0..past.groups {
        data.draft_clear(&key(past.id, group));
    }
}
