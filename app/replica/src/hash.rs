//! Maps by id. The low half of an id is random already; hashing it again, and
//! against attackers who would have to own the account, costs more than the
//! rest of a look-up.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use forecourt_domain::Id;

/// A map by id.
pub type ById<V> = HashMap<Id, V, BuildHasherDefault<IdHasher>>;

/// Folds the bits of an id.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, bits: u128) {
        // Ids in tests and derived ids may differ in few bits only: multiply to spread them.
        let folded = (bits as u64) ^ ((bits >> 64) as u64).rotate_left(32);
        self.0 = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}
