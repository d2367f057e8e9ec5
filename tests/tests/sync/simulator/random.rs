//! Chance that repeats itself: SplitMix64, as Steele, Lea and Flood published it (2014).

use serde_json::{Value, json};

/// Numbers that follow from one seed.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 when there is none.
    pub const fn below(&mut self, end: usize) -> usize {
        match end {
            0 => 0,
            end => (self.draw() % end as u64) as usize,
        }
    }

    /// True in `part` of 100 cases.
    pub const fn chance(&mut self, part: usize) -> bool {
        self.below(100) < part
    }

    /// One of several.
    pub fn of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len())).copied()
    }

    /// A value as nasty as one may be on the wire, sometimes `null`.
    pub fn value(&mut self) -> Value {
        match self.below(14) {
            0 | 1 => Value::Null,
            2 => json!(u64::MAX),
            3 => json!(9_007_199_254_740_993_i64),
            4 => json!(self.draw() as i64),
            5 => json!(f64::from(self.draw() as i16) / 100.0),
            6 => json!([1, null, "x", [true, []]]),
            7 => json!([{ "a.b": "李娜", "": null, "$": [null] }, false]),
            8 => json!("it's \"quoted\" \\ nul \0 and line \u{2028} 🚗"),
            9 => json!(""),
            10 => json!("长".repeat(600)),
            _ => json!(format!("edit {}", self.below(9_999))),
        }
    }
}
