//! Record identifiers: 128 bits, time-ordered, written as 26 characters that
//! sort like the number they stand for (Crockford base 32).

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;
/// Marks bytes that are no digit in [`DIGITS`].
const NO_DIGIT: u8 = 0xff;
/// The value of each byte as a digit. Ids are read by the hundred thousand when
/// the app starts, and a search through the alphabet for each digit would show.
const DIGITS: [u8; 256] = digits();

#[expect(
    clippy::indexing_slicing,
    reason = "computed by the compiler, which checks the bounds"
)]
const fn digits() -> [u8; 256] {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        digits[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    digits
}

/// Identifier of any record. Made on the device from a version 7 UUID, so that
/// ids of one device sort by time of making.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

impl Id {
    /// Wraps the 128 bits of a UUID.
    pub const fn from_u128(bits: u128) -> Self {
        Self(bits)
    }

    /// The 128 bits.
    pub const fn as_u128(self) -> u128 {
        self.0
    }

    /// The same id for the same words on every device, for records that two
    /// devices may create independently (FNV-1a over 128 bits; not for secrets).
    pub fn derived(words: &[&str]) -> Self {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
        let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        for byte in words.iter().flat_map(|word| word.bytes().chain([0x1f])) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        }
        Self(hash)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; LENGTH];
        let mut rest = self.0;
        for slot in text.iter_mut().rev() {
            let digit = (rest & 31) as usize;
            *slot = ALPHABET.get(digit).copied().unwrap_or(b'0');
            rest >>= 5;
        }
        out.write_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct BadId;

impl FromStr for Id {
    type Err = BadId;

    // Inlined into the crate that reads a hundred thousand of them and is built for speed.
    #[inline]
    fn from_str(text: &str) -> Result<Self, BadId> {
        if text.len() != LENGTH {
            return Err(BadId);
        }
        // Halves of 64 bits: a shift of 128 costs a call in WebAssembly.
        let (mut high, mut low) = (0_u64, 0_u64);
        for (place, byte) in text.bytes().enumerate() {
            let digit = DIGITS.get(usize::from(byte)).copied().unwrap_or(NO_DIGIT);
            // 26 digits hold 130 bits: the first may only use three.
            if digit == NO_DIGIT || place == 0 && digit > 7 {
                return Err(BadId);
            }
            high = high << 5 | low >> 59;
            low = low << 5 | u64::from(digit);
        }
        Ok(Self(u128::from(high) << 64 | u128::from(low)))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(input)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_sorts_like_the_number(a: u128, b: u128) {
            let (left, right) = (Id::from_u128(a), Id::from_u128(b));
            prop_assert_eq!(left.to_string().cmp(&right.to_string()), a.cmp(&b));
            prop_assert_eq!(left.to_string().parse::<Id>(), Ok(left));
        }
    }

    #[test]
    fn strangers_are_refused() {
        for text in [
            "",
            "0",
            "8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "0000000000000000000000000u",
            "000000000000000000000000é",
        ] {
            assert_eq!(text.parse::<Id>(), Err(BadId), "{text}");
        }
    }

    #[test]
    fn derived_ids_keep_words_apart() {
        assert_eq!(Id::derived(&["a", "b"]), Id::derived(&["a", "b"]));
        assert_ne!(Id::derived(&["a", "b"]), Id::derived(&["ab"]));
        assert_ne!(Id::derived(&["a", "b"]), Id::derived(&["b", "a"]));
    }
}
