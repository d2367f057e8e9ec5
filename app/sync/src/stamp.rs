//! Hybrid logical clock: decides which of two edits of one field wins.

use core::fmt;
use core::str::FromStr;

use forecourt_domain::Millis;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TIME: usize = 10;
const COUNTER: usize = 3;
const NODE: usize = 8;
/// Characters of a stamp in text form.
pub const STAMP_LENGTH: usize = TIME + COUNTER + NODE;
const COUNTER_LIMIT: u16 = 1 << 15;
const NODE_MASK: u64 = (1 << 40) - 1;
const TIME_MASK: u64 = (1 << 50) - 1;

/// One moment of one writer. Later stamps win; text and value sort alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    ms: u64,
    counter: u16,
    node: u64,
}

impl Stamp {
    /// A stamp from its parts: milliseconds (50 bits), counter (15 bits), node (40 bits).
    pub const fn new(ms: Millis, counter: u16, node: u64) -> Self {
        Self {
            ms: ms & TIME_MASK,
            counter: counter & (COUNTER_LIMIT - 1),
            node: node & NODE_MASK,
        }
    }

    /// Milliseconds since 1970 that the writer's clock showed, or a later stamp it had seen.
    pub const fn ms(self) -> Millis {
        self.ms
    }

    /// The writer.
    pub const fn node(self) -> u64 {
        self.node
    }

    /// The first stamp of `node` after this one.
    const fn following(self, node: u64) -> Self {
        if self.counter + 1 < COUNTER_LIMIT {
            Self::new(self.ms, self.counter + 1, node)
        } else {
            // The counter overflows into the time, so that stamps never repeat.
            Self::new(self.ms + 1, 0, node)
        }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; STAMP_LENGTH];
        let (time, rest) = text.split_at_mut(TIME);
        let (counter, node) = rest.split_at_mut(COUNTER);
        write_digits(time, self.ms);
        write_digits(counter, u64::from(self.counter));
        write_digits(node, self.node);
        out.write_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

fn write_digits(slots: &mut [u8], mut rest: u64) {
    for slot in slots.iter_mut().rev() {
        *slot = ALPHABET.get((rest & 31) as usize).copied().unwrap_or(b'0');
        rest >>= 5;
    }
}

/// The text is not a stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a stamp")]
pub struct BadStamp;

impl FromStr for Stamp {
    type Err = BadStamp;

    fn from_str(text: &str) -> Result<Self, BadStamp> {
        let bytes = text.as_bytes();
        if bytes.len() != STAMP_LENGTH {
            return Err(BadStamp);
        }
        let (time, rest) = bytes.split_at(TIME);
        let (counter, node) = rest.split_at(COUNTER);
        let counter = u16::try_from(read_digits(counter)?).map_err(|_| BadStamp)?;
        Ok(Self {
            ms: read_digits(time)?,
            counter,
            node: read_digits(node)?,
        })
    }
}

fn read_digits(digits: &[u8]) -> Result<u64, BadStamp> {
    digits.iter().try_fold(0, |sum, byte| {
        let digit = ALPHABET
            .iter()
            .position(|letter| letter == byte)
            .ok_or(BadStamp)?;
        Ok((sum << 5) | digit as u64)
    })
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(input)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Gives stamps that always grow, whatever the device's clock does.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    last: Stamp,
    node: u64,
}

impl Clock {
    /// A clock of one writer. `node` is 40 random bits that no other tab uses;
    /// `last` is the highest stamp known on this device.
    pub const fn new(node: u64, last: Stamp) -> Self {
        Self {
            last,
            node: node & NODE_MASK,
        }
    }

    /// The next stamp for a write at device time `now`.
    pub fn tick(&mut self, now: Millis) -> Stamp {
        let fresh = Stamp::new(now, 0, self.node);
        self.last = if fresh.ms > self.last.ms {
            fresh
        } else {
            self.last.following(self.node)
        };
        self.last
    }

    /// Takes notice of a stamp from elsewhere, so that a later local write wins over it.
    pub fn observe(&mut self, seen: Stamp) {
        self.last = self.last.max(seen);
    }

    /// The highest stamp given or seen; kept across restarts.
    pub const fn last(&self) -> Stamp {
        self.last
    }
}

#[cfg(test)]
mod tests;
