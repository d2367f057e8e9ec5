//! Orders that are kept up. The slots that changed since an order was asked for
//! last are taken out and put back in their places; only when most changed is
//! everything sorted again.

use core::cmp::Ordering;

/// How slots compare.
pub(crate) trait Compares {
    /// A number that sorts like the slot, as far as it goes.
    fn rank(&self, slot: u32) -> u64;
    /// The whole comparison; never equal for two slots.
    fn compare(&self, a: u32, b: u32) -> Ordering;
    /// Compares two slots of one rank; never equal.
    fn compare_equals(&self, a: u32, b: u32) -> Ordering;
    /// Whether the slot stands in the order at all.
    fn holds(&self, slot: u32) -> bool;
    /// How many slots there are.
    fn slots(&self) -> u32;
}

/// One order, made a little at a time or when somebody first asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order {
    /// The slots before `next`, as they stood when they were looked at last.
    sorted: Vec<u32>,
    /// Slots from here on are in no place yet.
    next: u32,
    /// Slots before that which changed since.
    changed: Vec<u32>,
}

impl Order {
    /// A slot came, went or changed.
    pub(crate) fn touch(&mut self, slot: u32) {
        if slot >= self.next {
            return;
        }
        self.changed.push(slot);
        if self.changed.len() > 64 + self.sorted.len() {
            // Sorting anew costs no more, and the list would only grow.
            *self = Self::default();
        }
    }

    /// The slots as they stood when [`Order::ready`] was called last.
    pub(crate) fn slots(&self) -> &[u32] {
        &self.sorted
    }

    /// Puts what changed and up to `most` more slots in their places. True when more slots wait for it.
    pub(crate) fn ready(&mut self, by: &impl Compares, most: u32) -> bool {
        let all = by.slots();
        let upto = all.min(self.next.saturating_add(most));
        let fresh = self.next..upto;
        self.next = upto;
        let changed = core::mem::take(&mut self.changed);
        if changed.len() + fresh.len() > self.sorted.len() {
            self.sorted = sort((0..upto).collect(), by);
        } else if !changed.is_empty() || !fresh.is_empty() {
            let mut moved = vec![false; upto as usize];
            for slot in changed.into_iter().chain(fresh) {
                if let Some(place) = moved.get_mut(slot as usize) {
                    *place = true;
                }
            }
            let back = (0..upto).filter(|slot| is_set(&moved, *slot)).collect();
            let back = sort(back, by);
            self.sorted.retain(|slot| !is_set(&moved, *slot));
            self.sorted = merge(&self.sorted, &back, by);
        }
        upto < all
    }
}

/// Sorts by rank, and what has one rank by `compare`. The one sort of the
/// program: each of a type of its own is some ten kilobytes.
pub fn sort_ranked(ranked: &mut [(u64, u32)], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    ranked.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then_with(|| compare(*x, *y)));
}

fn is_set(bits: &[bool], slot: u32) -> bool {
    bits.get(slot as usize).copied().unwrap_or_default()
}

fn sort(slots: Vec<u32>, by: &impl Compares) -> Vec<u32> {
    let held = slots.into_iter().filter(|slot| by.holds(*slot));
    let mut ranked: Vec<(u64, u32)> = held.map(|slot| (by.rank(slot), slot)).collect();
    sort_ranked(&mut ranked, &mut |x, y| by.compare_equals(x, y));
    ranked.into_iter().map(|(_, slot)| slot).collect()
}

/// Few are put among many: their places are found by halving.
fn merge(rest: &[u32], back: &[u32], by: &impl Compares) -> Vec<u32> {
    let mut merged = Vec::with_capacity(rest.len() + back.len());
    let mut rest = rest;
    for slot in back {
        let place = rest.partition_point(|other| by.compare(*other, *slot) == Ordering::Less);
        let (before, after) = rest.split_at_checked(place).unwrap_or((rest, &[]));
        merged.extend_from_slice(before);
        merged.push(*slot);
        rest = after;
    }
    merged.extend_from_slice(rest);
    merged
}
