//! One sort for all: each sort of a type of its own is some ten kilobytes of the program.

use std::cmp::Ordering;

use forecourt_replica::sort_ranked;

/// The places `0..count` in the order of `compare`; equal ones stay as they are.
pub fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let mut places: Vec<(u64, u32)> = (0..count).map(|place| (0, place)).collect();
    sort_ranked(&mut places, &mut |a, b| {
        compare(a as usize, b as usize).then_with(|| a.cmp(&b))
    });
    places
        .into_iter()
        .map(|(_, place)| place as usize)
        .collect()
}

/// The items in the order of `compare`; equal ones stay as they are.
pub fn sorted_by<T>(items: Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) -> Vec<T> {
    let order = places(
        items.len(),
        &mut |a, b| match (items.get(a), items.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        },
    );
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let take = |at: usize| items.get_mut(at).and_then(Option::take);
    order.into_iter().filter_map(take).collect()
}

/// The items in their own order.
pub fn sorted<T: Ord>(items: Vec<T>) -> Vec<T> {
    sorted_by(items, T::cmp)
}
