//! Columns: one value per row, of a shape that compares as a number.

use forecourt_domain::{Date, Id, Millis, body};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A calendar date.
    Day,
    /// An instant.
    Instant,
    /// One of few words, in this order. Others come after them, by age.
    Word(&'static [&'static str]),
    /// The id of another row.
    Link,
}

/// The values of one column, by slot.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    /// Year, month and day in bits, so that they sort; 0 for none.
    Days(Vec<u32>),
    /// Milliseconds; 0 for none.
    Instants(Vec<Millis>),
    /// Place of the word plus one; 0 for none.
    Words { places: Vec<u8>, words: Words },
    /// The nil id for none.
    Links(Vec<Id>),
}

/// The words of a column. The last place stands for all that find no place of their own.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    known: &'static [&'static str],
    met: Vec<String>,
}

impl Words {
    fn place(&mut self, word: &str) -> u8 {
        if let Some(at) = self.known.iter().position(|own| *own == word) {
            return place_of(at);
        }
        let at = self.met.iter().position(|own| own == word);
        let at = at.unwrap_or_else(|| {
            self.met.push(word.to_owned());
            self.met.len() - 1
        });
        place_of(self.known.len() + at)
    }

    fn word(&self, place: u8) -> Option<&str> {
        let at = usize::from(place).checked_sub(1)?;
        let known = self.known.get(at).copied();
        known.or_else(|| self.met.get(at - self.known.len()).map(String::as_str))
    }
}

fn place_of(at: usize) -> u8 {
    u8::try_from(at + 1).unwrap_or(u8::MAX)
}

const MONTH_BITS: u32 = 4;
const DAY_BITS: u32 = 5;
/// A year of four digits takes fourteen.
const DATE_BITS: u32 = 14 + MONTH_BITS + DAY_BITS;
const INSTANT_BITS: u32 = 63;
const WORD_BITS: u32 = 8;

/// A date as a number that sorts like it.
fn packed(text: &str) -> Option<u32> {
    if let Some(packed) = packed_at_sight(text.as_bytes()) {
        return Some(packed);
    }
    let date: Date = text.parse().ok()?;
    let (year, month, day) = date.parts();
    Some(pack(u32::try_from(year).ok()?, month, day))
}

const fn pack(year: u32, month: u32, day: u32) -> u32 {
    (year << MONTH_BITS | month) << DAY_BITS | day
}

/// Dates that need no calendar, because every month has their day: a start reads hundreds of thousands.
fn packed_at_sight(text: &[u8]) -> Option<u32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |sum: u32, digit| {
            let digit = digit.wrapping_sub(b'0');
            (digit < 10).then(|| sum * 10 + u32::from(digit))
        })
    };
    let year = number(&[*y1, *y2, *y3, *y4])?;
    let (month, day) = (number(&[*m1, *m2])?, number(&[*d1, *d2])?);
    let plain = year > 0 && (1..=12).contains(&month) && (1..=28).contains(&day);
    plain.then(|| pack(year, month, day))
}

fn unpacked(packed: u32) -> Option<Date> {
    let (day, rest) = (packed & ((1 << DAY_BITS) - 1), packed >> DAY_BITS);
    let (month, year) = (rest & ((1 << MONTH_BITS) - 1), rest >> MONTH_BITS);
    Date::new(i32::try_from(year).ok()?, month, day).ok()
}

impl Column {
    pub(crate) const fn new(holds: Holds) -> Self {
        match holds {
            Holds::Day => Self::Days(Vec::new()),
            Holds::Instant => Self::Instants(Vec::new()),
            Holds::Word(known) => Self::Words {
                places: Vec::new(),
                words: Words {
                    known,
                    met: Vec::new(),
                },
            },
            Holds::Link => Self::Links(Vec::new()),
        }
    }

    /// Makes room for more slots in one go.
    pub(crate) fn reserve(&mut self, more: usize) {
        match self {
            Self::Days(days) => days.reserve(more),
            Self::Instants(instants) => instants.reserve(more),
            Self::Words { places, .. } => places.reserve(more),
            Self::Links(links) => links.reserve(more),
        }
    }

    /// Adds one slot.
    pub(crate) fn grow(&mut self) {
        match self {
            Self::Days(days) => days.push(0),
            Self::Instants(instants) => instants.push(0),
            Self::Words { places, .. } => places.push(0),
            Self::Links(links) => links.push(Id::default()),
        }
    }

    /// Sets a slot from a JSON value. None, and what does not fit, counts as absent.
    pub(crate) fn set(&mut self, slot: usize, value: Option<&str>) {
        match self {
            Self::Days(days) => {
                let day = value.and_then(body::text).and_then(|text| packed(&text));
                put(days, slot, day.unwrap_or_default());
            }
            Self::Instants(instants) => {
                put(
                    instants,
                    slot,
                    value.and_then(body::instant).unwrap_or_default(),
                );
            }
            Self::Words { places, words } => {
                let place = value.and_then(body::text).map(|word| words.place(&word));
                put(places, slot, place.unwrap_or_default());
            }
            Self::Links(links) => put(links, slot, value.and_then(body::id).unwrap_or_default()),
        }
    }

    /// A number that sorts like the value, in that many bits; none when absent.
    /// Bits beyond them are cut off: equal numbers need not be equal values.
    pub(crate) fn rank(&self, slot: usize) -> (Option<u64>, u32) {
        match self {
            Self::Days(days) => (
                days.get(slot)
                    .filter(|day| **day > 0)
                    .map(|day| u64::from(*day)),
                DATE_BITS,
            ),
            Self::Instants(all) => (all.get(slot).filter(|at| **at > 0).copied(), INSTANT_BITS),
            Self::Words { places, .. } => {
                let place = places.get(slot).filter(|place| **place > 0);
                (place.map(|place| u64::from(*place)), WORD_BITS)
            }
            Self::Links(links) => {
                let link = links.get(slot).filter(|id| **id != Id::default());
                (link.map(|id| (id.as_u128() >> 65) as u64), 63)
            }
        }
    }

    /// The bits of a rank that holds the whole value; none where it is cut off.
    pub(crate) const fn whole_bits(&self) -> Option<u32> {
        match self {
            Self::Days(_) => Some(DATE_BITS),
            Self::Instants(_) => Some(INSTANT_BITS),
            // More words than there are places share the last one.
            Self::Words { .. } => Some(WORD_BITS),
            Self::Links(_) => None,
        }
    }

    /// Compares two slots whose ranks are equal.
    pub(crate) fn compare(&self, a: usize, b: usize) -> core::cmp::Ordering {
        match self {
            Self::Links(links) => links.get(a).cmp(&links.get(b)),
            // The rank holds all of these.
            Self::Days(_) | Self::Instants(_) | Self::Words { .. } => core::cmp::Ordering::Equal,
        }
    }

    pub(crate) fn day(&self, slot: usize) -> Option<Date> {
        match self {
            Self::Days(days) => unpacked(*days.get(slot)?),
            _ => None,
        }
    }

    pub(crate) fn instant(&self, slot: usize) -> Millis {
        match self {
            Self::Instants(instants) => instants.get(slot).copied().unwrap_or_default(),
            _ => 0,
        }
    }

    pub(crate) fn word(&self, slot: usize) -> Option<&str> {
        match self {
            Self::Words { places, words } => words.word(*places.get(slot)?),
            _ => None,
        }
    }

    pub(crate) fn link(&self, slot: usize) -> Option<Id> {
        match self {
            Self::Links(links) => links.get(slot).copied().filter(|id| *id != Id::default()),
            _ => None,
        }
    }
}

fn put<T>(values: &mut [T], slot: usize, value: T) {
    if let Some(place) = values.get_mut(slot) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(holds: Holds, values: &[&str]) -> Column {
        let mut column = Column::new(holds);
        for (slot, value) in values.iter().enumerate() {
            column.grow();
            column.set(slot, Some(value).filter(|value| !value.is_empty()).copied());
        }
        column
    }

    #[test]
    fn values_come_back_as_they_were_put() {
        let days = column(Holds::Day, &["\"2026-12-31\"", "", "\"nonsense\"", "7"]);
        assert_eq!(days.day(0), Date::new(2026, 12, 31).ok());
        assert_eq!([days.day(1), days.day(2), days.day(3)], [None; 3]);
        let instants = column(Holds::Instant, &["1790000000000", "\"7\""]);
        assert_eq!(
            [instants.instant(0), instants.instant(1)],
            [1_790_000_000_000, 0]
        );
        let words = column(
            Holds::Word(&["H", "A"]),
            &["\"A\"", "\"new\"", "\"new\"", "", "\"other\""],
        );
        let read: Vec<Option<&str>> = (0..5).map(|slot| words.word(slot)).collect();
        assert_eq!(
            read,
            [Some("A"), Some("new"), Some("new"), None, Some("other")]
        );
        let id = Id::from_u128(9);
        let links = column(Holds::Link, &[&format!("\"{id}\""), "\"x\""]);
        assert_eq!((links.link(0), links.link(1)), (Some(id), None));
    }

    proptest::proptest! {
        /// The short way reads what the calendar reads, and nothing else.
        #[test]
        fn dates_are_read_at_sight_as_by_the_calendar(
            year in 0..=9999_u32, month in 0..=13_u32, day in 0..=32_u32, noise in "[0-9-]{8,11}",
        ) {
            for text in [format!("{year:04}-{month:02}-{day:02}"), noise] {
                let date = text.parse::<Date>().ok();
                proptest::prop_assert_eq!(packed(&text).and_then(unpacked), date, "{}", text);
            }
        }
    }

    #[test]
    fn ranks_sort_like_values_and_fit_their_bits() {
        let days = column(
            Holds::Day,
            &[
                "\"0001-01-01\"",
                "\"2026-01-31\"",
                "\"2026-02-01\"",
                "\"9999-12-31\"",
            ],
        );
        let ranks: Vec<u64> = (0..4).map(|slot| days.rank(slot).0.unwrap()).collect();
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
        assert!(ranks.iter().all(|rank| *rank < 1 << days.rank(0).1));
        let words = column(Holds::Word(&["H", "A"]), &["\"A\"", "\"H\"", "\"Z\""]);
        assert!(words.rank(1).0 < words.rank(0).0 && words.rank(0).0 < words.rank(2).0);
    }
}
