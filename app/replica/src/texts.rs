//! One text per row, all in one long text: a search passes over it from end to
//! end without touching a row.

/// What stands between two texts, so that nothing is found across.
const GAP: char = '\n';
/// The arena is written anew when more than one part in this many is of texts that were replaced.
const WASTE_PART: usize = 2;

/// Texts by slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    arena: String,
    /// Where the text of each slot stands.
    spans: Vec<Span>,
    /// Where texts begin in the arena, ascending, and whose they are; those of
    /// texts that were replaced too.
    starts: Vec<(u32, u32)>,
    /// Bytes of texts that were replaced.
    waste: usize,
    /// How often the arena was written anew.
    tidied: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Span {
    from: u32,
    to: u32,
}

impl Texts {
    /// The text of a slot.
    pub(crate) fn of(&self, slot: usize) -> &str {
        let span = self.spans.get(slot).copied().unwrap_or_default();
        self.arena
            .get(span.from as usize..span.to as usize)
            .unwrap_or_default()
    }

    /// Replaces the text of a slot by what `write` adds. A text that says the same stays where it is.
    pub(crate) fn put(&mut self, slot: usize, write: impl FnOnce(&mut String)) {
        if self.spans.len() <= slot {
            self.spans.resize(slot + 1, Span::default());
        }
        let from = self.arena.len();
        write(&mut self.arena);
        let (Some(span), Ok(start), Ok(end), Ok(number)) = (
            self.spans.get_mut(slot),
            u32::try_from(from),
            u32::try_from(self.arena.len()),
            u32::try_from(slot),
        ) else {
            // Four gigabytes of text: what comes now is not found by search.
            self.arena.truncate(from);
            return;
        };
        let old = span.from as usize..span.to as usize;
        if self.arena.get(from..) == self.arena.get(old) {
            self.arena.truncate(from);
            return;
        }
        self.waste += (span.to - span.from) as usize;
        *span = Span {
            from: start,
            to: end,
        };
        if start < end {
            self.starts.push((start, number));
            self.arena.push(GAP);
        }
        if self.waste > 64 * 1024 && self.waste > self.arena.len() / WASTE_PART {
            self.tidy();
        }
    }

    /// Writes the arena anew, without what was replaced.
    fn tidy(&mut self) {
        let old = core::mem::take(self);
        self.tidied = old.tidied.wrapping_add(1);
        self.arena.reserve(old.arena.len() - old.waste);
        for slot in 0..old.spans.len() {
            self.put(slot, |arena| arena.push_str(old.of(slot)));
        }
    }

    /// How often the arena was written anew; until the next time what stands in it stays there.
    pub(crate) const fn tidied(&self) -> u32 {
        self.tidied
    }

    /// All texts, each followed by a gap, in the order in which [`Texts::at`] finds them.
    pub(crate) fn arena(&self) -> &str {
        &self.arena
    }

    /// Walks along the arena.
    pub(crate) fn walk(&self) -> Walk<'_> {
        Walk { texts: self, at: 0 }
    }
}

/// A position in the arena that only moves forward.
pub(crate) struct Walk<'a> {
    texts: &'a Texts,
    at: usize,
}

impl Walk<'_> {
    /// The slot whose text stands at a byte, and where it ends; no slot for a
    /// text that was replaced. Bytes must not fall from call to call.
    pub(crate) fn at(&mut self, byte: usize) -> (Option<usize>, usize) {
        let starts = self.texts.starts.get(self.at..).unwrap_or_default();
        // Hits lie close together or far apart: step first, then jump.
        let near = starts
            .iter()
            .take(8)
            .take_while(|(start, _)| *start as usize <= byte)
            .count();
        let passed = if near < 8 {
            near
        } else {
            starts.partition_point(|(start, _)| *start as usize <= byte)
        };
        let place = (self.at + passed).saturating_sub(1);
        self.at = place;
        let Some((start, slot)) = self.texts.starts.get(place).copied() else {
            return (None, self.texts.arena.len());
        };
        let end = self
            .texts
            .starts
            .get(place + 1)
            .map_or(self.texts.arena.len(), |(next, _)| *next as usize);
        let slot = slot as usize;
        let current = self
            .texts
            .spans
            .get(slot)
            .is_some_and(|span| span.from == start && span.to > start);
        (current.then_some(slot), end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_byte_belongs_to_the_text_that_stands_there(
            edits in prop::collection::vec((0..6_usize, "[a-c]{0,5}"), 0..40),
            tidy: bool,
        ) {
            let mut texts = Texts::default();
            let mut model = vec![String::new(); 6];
            for (slot, text) in edits {
                texts.put(slot, |arena| arena.push_str(&text));
                model[slot] = text;
            }
            if tidy {
                texts.tidy();
                prop_assert_eq!(texts.waste, 0);
            }
            for (slot, text) in model.iter().enumerate() {
                prop_assert_eq!(texts.of(slot), text);
            }
            let mut walk = texts.walk();
            let mut seen = vec![0; 6];
            for byte in 0..texts.arena().len() {
                let (slot, end) = walk.at(byte);
                prop_assert!(end > byte);
                if let Some(slot) = slot {
                    seen[slot] += 1;
                }
            }
            // Each text with the gap after it.
            let lengths: Vec<usize> = model.iter().map(|text| text.len() + usize::from(!text.is_empty())).collect();
            prop_assert_eq!(seen, lengths);
        }
    }
}
