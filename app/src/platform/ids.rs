//! Identifiers and random bits.

use forecourt_domain::Id;

/// A new record id: a version 7 UUID, so ids of one device sort by time of making.
pub fn new_id() -> Id {
    Id::from_u128(uuid::Uuid::now_v7().as_u128())
}

/// Random bytes fit for secrets. `None` when the browser has none to give.
pub fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// 40 bits that no other tab uses, for the stamps of this one.
pub fn new_node() -> u64 {
    // The last 62 bits of a version 7 UUID are random.
    uuid::Uuid::now_v7().as_u128() as u64 & ((1 << 40) - 1)
}
