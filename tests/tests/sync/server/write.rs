//! What a push writes, in the order of the worker, and what histories say of it.

use forecourt_sync::wire::Past;

use super::*;
use crate::device::Target;
use crate::later::word_of;

impl Server {
    /// One transaction, as the worker's write batch. `None` when the guard aborted it,
    /// else the sequence afterwards and what lost.
    pub(super) fn write(
        &self,
        request: &PushRequest,
        caller: &Caller,
        decision: &Decision,
    ) -> Option<(u64, Vec<Loss>)> {
        if decision.mid == caller.mid {
            return Some((caller.seq, Vec::new()));
        }
        let batch = self.db.unchecked_transaction().unwrap();
        match self.write_all(request, caller, decision) {
            Ok(losses) => {
                batch.commit().unwrap();
                Some((self.seq_of(caller.ten), losses))
            }
            Err(error) => {
                assert!(error.to_string().contains("malformed JSON"), "{error}");
                batch.rollback().unwrap();
                None
            }
        }
    }

    /// The statements of that transaction; only the guard may fail.
    pub(super) fn write_all(
        &self,
        request: &PushRequest,
        caller: &Caller,
        decision: &Decision,
    ) -> rusqlite::Result<Vec<Loss>> {
        let (ten, device) = (caller.ten, request.device.to_string());
        let now = self.now as f64;
        let sequences = decision.sequences() as f64;
        let guard: [&dyn ToSql; 7] = [
            &device,
            &ten,
            &device,
            &(caller.mid as f64),
            &now,
            &(caller.access.version as f64),
            &json(&decision.expected),
        ];
        self.try_run(GUARD, &guard)?;
        self.run(ADVANCE, &[&ten, &sequences]);
        self.run(CREATE, &[&json(&decision.creates), &ten, &sequences, &now]);
        let losses = self.chronicle(caller, decision);
        let merges = decision.merges.len() as f64;
        self.run(MERGE, &[&json(&decision.merges), &ten, &merges, &now]);
        self.run(REFUSE, &[&json(&decision.refusals), &ten, &device, &now]);
        let (mid, recent) = (decision.mid as f64, json(&decision.recent));
        self.run(DECIDED, &[&ten, &device, &mid, &now, &recent]);
        Ok(losses)
    }

    fn chronicle(&self, caller: &Caller, decision: &Decision) -> Vec<Loss> {
        if decision.chapters.is_empty() {
            return Vec::new();
        }
        let values: [&dyn ToSql; 5] = [
            &json(&decision.chapters),
            &caller.ten,
            &caller.staff.to_string(),
            &(HISTORY_ITEMS as f64),
            &HISTORY_VALUE,
        ];
        self.rows(CHRONICLE, &values, |row| {
            Ok(Loss {
                kind: row.get("kind")?,
                id: id(&row.get::<_, String>("id")?),
                fields: parsed(&row.get::<_, String>("lost")?),
            })
        })
    }

    /// The history of a record; nothing when there is none for this caller.
    pub fn history(&self, device: Id, (kind, id): Target) -> Option<Vec<Past>> {
        let values: [&dyn ToSql; 4] = [
            &device.to_string(),
            &word_of(kind),
            &id.to_string(),
            &(HISTORY_ITEMS as f64),
        ];
        let rows = self.rows(HISTORY, &values, |row| {
            row.get::<_, Option<String>>("items")
        });
        let items = rows.into_iter().next()?;
        Some(items.map_or_else(Vec::new, |items| parsed(&items)))
    }
}
