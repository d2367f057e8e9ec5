//! A small pseudo-random generator (SplitMix64), so that one seed gives the
//! same dealership on every machine and for ever.

/// Gives numbers that follow from a seed alone.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice for one subject: equal words of a seed and a number give equal throws,
    /// whatever was thrown for other subjects.
    pub const fn new(seed: u64, subject: u64) -> Self {
        let mut dice = Self(seed ^ subject.wrapping_mul(0xd6e8_feb8_6659_fd93));
        // Near seeds give near first states; one step takes them apart.
        dice.0 = dice.throw();
        dice
    }

    /// The next 64 bits.
    pub const fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `limit`; 0 when the limit is 0.
    pub const fn below(&mut self, limit: u64) -> u64 {
        ((self.throw() as u128 * limit as u128) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in so many of a hundred throws.
    pub const fn percent(&mut self, of_hundred: u64) -> bool {
        self.below(100) < of_hundred
    }

    /// One of the items.
    #[expect(
        clippy::indexing_slicing,
        reason = "a number below N is an index of N items"
    )]
    pub fn pick<T: Copy, const N: usize>(&mut self, items: &[T; N]) -> T {
        const { assert!(N > 0) };
        items[usize::try_from(self.below(N as u64)).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_follow_from_seed_and_subject() {
        let throws = |seed, subject| {
            let mut dice = Dice::new(seed, subject);
            [dice.throw(), dice.throw()]
        };
        assert_eq!(throws(1, 2), throws(1, 2));
        assert_ne!(throws(1, 2), throws(1, 3));
        assert_ne!(throws(1, 2), throws(2, 2));
    }

    #[test]
    fn every_side_comes_up_about_as_often() {
        let mut dice = Dice::new(7, 0);
        let mut seen = [0_u32; 6];
        for _ in 0..6_000 {
            seen[usize::try_from(dice.between(0, 5)).unwrap()] += 1;
        }
        assert!(
            seen.iter().all(|count| (850..1_150).contains(count)),
            "{seen:?}"
        );
    }
}
