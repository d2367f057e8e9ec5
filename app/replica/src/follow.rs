//! A search that is asked again whenever anything changes, and looks at what changed.

use forecourt_domain::Id;
use forecourt_domain::search::Query;

use crate::Rows;

/// A search, and what it found when it was asked last.
pub struct Followed {
    query: Query,
    /// Texts were written anew so often.
    tidied: u32,
    /// Bytes of the texts that were looked at.
    upto: usize,
    slots: Vec<u32>,
}

impl Followed {
    /// A search that was not asked yet.
    pub const fn new(query: Query) -> Self {
        Self {
            query,
            tidied: 0,
            upto: 0,
            slots: Vec::new(),
        }
    }
}

impl Rows {
    /// The live rows that a search finds in texts that are up to date, in no order. A text that changed stands behind
    /// all others, so that only what came since the last time is searched.
    pub fn follow(&self, search: &mut Followed) -> Vec<Id> {
        let texts = &self.sought.texts;
        if texts.tidied() != search.tidied || texts.arena().len() < search.upto {
            search.tidied = texts.tidied();
            search.upto = 0;
        }
        let mut walk = texts.walk();
        let mut from = search.upto;
        while let Some(at) = search.query.next_in(texts.arena(), from) {
            let (slot, end) = walk.at(at);
            let slot = slot.and_then(|slot| u32::try_from(slot).ok());
            search.slots.extend(slot);
            from = end;
        }
        search.upto = texts.arena().len();
        let mut still: Vec<u32> = Vec::new();
        for slot in search.slots.drain(..) {
            let at = slot as usize;
            let fits = self.is_live(at) && search.query.matches(texts.of(at));
            if fits && !still.contains(&slot) {
                still.push(slot);
            }
        }
        search.slots = still;
        let slots = search.slots.iter();
        slots
            .filter_map(|slot| self.ids.get(*slot as usize).copied())
            .collect()
    }
}
