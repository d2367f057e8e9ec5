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
    /// Whether the slot stands in the order at all.
    fn holds(&self, slot: u32) -> bool;
    /// How many slots there are.
    fn slots(&self) -> u32;
}

/// One order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order {
    /// None until somebody asks.
    sorted: Option<Vec<u32>>,
    /// Slots that changed since.
    changed: Vec<u32>,
}

impl Order {
    /// A slot came, went or changed.
    pub(crate) fn touch(&mut self, slot: u32) {
        let Some(sorted) = &self.sorted else {
            return;
        };
        self.changed.push(slot);
        if self.changed.len() > 64 + sorted.len() {
            // Sorting anew costs no more, and the list would only grow.
            self.sorted = None;
            self.changed.clear();
        }
    }

    /// The slots as they stood when [`Order::keep_up`] was called last.
    pub(crate) fn slots(&self) -> &[u32] {
        self.sorted.as_deref().unwrap_or_default()
    }

    /// Puts everything in its place.
    pub(crate) fn keep_up(&mut self, by: &impl Compares) {
        let changed = core::mem::take(&mut self.changed);
        let Some(sorted) = self.sorted.take() else {
            self.sorted = Some(sort((0..by.slots()).collect(), by));
            return;
        };
        if changed.is_empty() {
            self.sorted = Some(sorted);
            return;
        }
        let mut moved = vec![false; by.slots() as usize];
        for slot in &changed {
            if let Some(place) = moved.get_mut(*slot as usize) {
                *place = true;
            }
        }
        let back: Vec<u32> = (0..by.slots())
            .filter(|slot| is_set(&moved, *slot))
            .collect();
        let back = sort(back, by);
        let mut rest = sorted;
        rest.retain(|slot| !is_set(&moved, *slot));
        self.sorted = Some(merge(&rest, &back, by));
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
    sort_ranked(&mut ranked, &mut |x, y| by.compare(x, y));
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
