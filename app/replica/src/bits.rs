//! A set of slots, a bit for each: a hundred thousand take twelve kilobytes, so that walking an order and asking for each slot
//! whether it is in the set stays within the nearest cache.

/// A set of slots.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
    count: usize,
}

impl Bits {
    /// How many slots are in it.
    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    /// True when the slot is in it.
    #[inline]
    pub(crate) fn holds(&self, slot: usize) -> bool {
        let word = self.words.get(slot / 64).copied().unwrap_or_default();
        word >> (slot % 64) & 1 == 1
    }

    /// Puts a slot into it, or takes it out.
    pub(crate) fn set(&mut self, slot: usize, held: bool) {
        if self.holds(slot) == held {
            return;
        }
        let at = slot / 64;
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        if let Some(word) = self.words.get_mut(at) {
            *word ^= 1 << (slot % 64);
            self.count = if held { self.count + 1 } else { self.count - 1 };
        }
    }

    /// Makes room for so many slots.
    pub(crate) fn reserve(&mut self, slots: usize) {
        self.words.reserve(slots.div_ceil(64));
    }

    /// The slots, from the lowest on.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            core::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

impl PartialEq for Bits {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.iter().eq(other.iter())
    }
}

impl Eq for Bits {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn it_holds_what_was_set_last() {
        let mut bits = Bits::default();
        let mut model = BTreeSet::new();
        let mut seed = 7_u64;
        for _ in 0..5_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let (slot, held) = ((seed >> 40) as usize % 300, seed >> 33 & 1 == 1);
            bits.set(slot, held);
            if held {
                model.insert(slot);
            } else {
                model.remove(&slot);
            }
            assert_eq!(bits.len(), model.len());
        }
        assert!(bits.iter().eq(model.iter().copied()));
        assert!((0..400).all(|slot| bits.holds(slot) == model.contains(&slot)));
    }
}
