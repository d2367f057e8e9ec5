//! Intent levels and the dates that follow from them (rule e.1). The boundary
//! days and intervals are data: a dealership chooses a preset or its own table.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::Date;

/// How near a purchase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Deposit received, not delivered.
    O,
    /// Closes within a week.
    H,
    /// Within a month.
    A,
    /// Within three months.
    B,
    /// Later, or no date known.
    C,
    /// Lost, kept for reactivation.
    F,
}

impl Level {
    /// Every level, the nearest first.
    pub const ALL: [Self; 6] = [Self::O, Self::H, Self::A, Self::B, Self::C, Self::F];

    /// The letter.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::O => "O",
            Self::H => "H",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::F => "F",
        }
    }
}

/// One row of an interval table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// The level.
    pub level: Level,
    /// Last day, counted from today, on which an expected purchase has this
    /// level; none for levels that do not follow from a date.
    pub until_days: Option<i64>,
    /// Days after which the customer is to be contacted again; none for never.
    pub every_days: Option<i64>,
}

/// Boundary days and contact intervals, the nearest level first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntervalTable(Cow<'static, [Interval]>);

const fn row(level: Level, until_days: Option<i64>, every_days: Option<i64>) -> Interval {
    Interval {
        level,
        until_days,
        every_days,
    }
}

/// The default: the rule of a Beijing-Hyundai dealer; F is ours.
const STANDARD: &[Interval] = &[
    row(Level::O, None, Some(7)),
    row(Level::H, Some(7), Some(2)),
    row(Level::A, Some(30), Some(7)),
    row(Level::B, Some(90), Some(14)),
    row(Level::C, None, Some(30)),
    row(Level::F, None, Some(90)),
];

/// Boundaries of a Honda dealer, 7, 15, 30 and 90 days, with the intervals of the default.
const NEAR: &[Interval] = &[
    row(Level::O, None, Some(7)),
    row(Level::H, Some(7), Some(2)),
    row(Level::A, Some(15), Some(7)),
    row(Level::B, Some(30), Some(14)),
    row(Level::C, Some(90), Some(30)),
    row(Level::F, None, Some(90)),
];

/// A service that cleans web leads: a week, a month, three months, and no
/// contact planned for those without a date.
const LEAD_CLEANING: &[Interval] = &[
    row(Level::O, None, Some(7)),
    row(Level::H, Some(7), Some(2)),
    row(Level::A, Some(30), Some(7)),
    row(Level::B, Some(90), Some(14)),
    row(Level::C, None, None),
    row(Level::F, None, None),
];

/// What `level_for` found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The level.
    pub level: Level,
    /// The expected day has passed: ask for a new one.
    pub reconfirm: bool,
}

impl Default for IntervalTable {
    fn default() -> Self {
        Self(Cow::Borrowed(STANDARD))
    }
}

impl IntervalTable {
    /// The table that a setting names: `standard`, `near` or `lead_cleaning`.
    pub fn preset(name: &str) -> Option<Self> {
        let rows = match name {
            "standard" => STANDARD,
            "near" => NEAR,
            "lead_cleaning" => LEAD_CLEANING,
            _ => return None,
        };
        Some(Self(Cow::Borrowed(rows)))
    }

    /// The level for a deposit in minor units and the day on which a purchase
    /// is expected. A day that has passed keeps the previous level and asks for
    /// a new day.
    pub fn level_for(
        &self,
        deposit_minor: i64,
        expected_on: Option<Date>,
        today: Date,
        previous: Option<Level>,
    ) -> Reading {
        let days = expected_on.map(|date| date.days_since(today));
        let (level, reconfirm) = match days {
            _ if deposit_minor > 0 => (Level::O, false),
            Some(days) if days < 0 => (previous.unwrap_or(Level::C), true),
            Some(days) => (self.band(days), false),
            None => (Level::C, false),
        };
        Reading { level, reconfirm }
    }

    fn band(&self, days: i64) -> Level {
        self.0
            .iter()
            .find(|row| row.until_days.is_some_and(|until| days <= until))
            .map_or(Level::C, |row| row.level)
    }

    /// Days between contacts at a level; none when the table plans no contact.
    pub fn every_days(&self, level: Level) -> Option<i64> {
        self.0
            .iter()
            .find(|row| row.level == level)
            .and_then(|row| row.every_days)
    }

    /// The latest day for the next contact: the interval of the level after
    /// the last effective contact or the change of level, whichever is later.
    /// None when the table plans no contact or neither day is known.
    pub fn next_follow_on(
        &self,
        level: Level,
        last_effective_contact_on: Option<Date>,
        level_changed_on: Option<Date>,
    ) -> Option<Date> {
        let since = last_effective_contact_on.max(level_changed_on)?;
        Some(since.plus_days(self.every_days(level)?))
    }
}

/// True when the day of the next contact has passed.
pub fn is_overdue(next_follow_on: Date, today: Date) -> bool {
    today > next_follow_on
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    const TODAY: &str = "2025-03-01";

    fn level_in(preset: &str, days: i64) -> Level {
        let today = day(TODAY);
        IntervalTable::preset(preset)
            .unwrap()
            .level_for(0, Some(today.plus_days(days)), today, None)
            .level
    }

    #[test]
    fn the_level_follows_from_the_days_to_the_purchase() {
        for (days, level) in [
            (0, Level::H),
            (7, Level::H),
            (8, Level::A),
            (30, Level::A),
            (31, Level::B),
            (90, Level::B),
            (91, Level::C),
        ] {
            assert_eq!(level_in("standard", days), level, "{days}");
        }
        for (days, level) in [
            (7, Level::H),
            (15, Level::A),
            (16, Level::B),
            (30, Level::B),
            (31, Level::C),
            (400, Level::C),
        ] {
            assert_eq!(level_in("near", days), level, "{days}");
        }
        assert_eq!(level_in("lead_cleaning", 90), Level::B);
        assert_eq!(IntervalTable::preset("none"), None);
    }

    #[test]
    fn a_deposit_stands_above_every_date() {
        let table = IntervalTable::default();
        let today = day(TODAY);
        for days in [-5, 0, 200] {
            let read = table.level_for(1, Some(today.plus_days(days)), today, Some(Level::B));
            assert_eq!(
                read,
                Reading {
                    level: Level::O,
                    reconfirm: false
                }
            );
        }
        assert_eq!(
            table.level_for(0, None, today, Some(Level::H)).level,
            Level::C
        );
    }

    #[test]
    fn a_day_that_has_passed_keeps_the_level_and_asks_again() {
        let table = IntervalTable::default();
        for (previous, level) in [(Some(Level::H), Level::H), (None, Level::C)] {
            let read = table.level_for(0, Some(day("2025-02-28")), day(TODAY), previous);
            assert_eq!(
                read,
                Reading {
                    level,
                    reconfirm: true
                }
            );
        }
    }

    #[test]
    fn the_next_contact_follows_the_later_of_contact_and_change() {
        let table = IntervalTable::default();
        let next = table.next_follow_on(Level::H, Some(day("2025-03-01")), None);
        assert_eq!(next, Some(day("2025-03-03")));
        assert!(!is_overdue(day("2025-03-03"), day("2025-03-03")));
        assert!(is_overdue(day("2025-03-03"), day("2025-03-04")));
        assert_eq!(
            table.next_follow_on(Level::H, Some(day("2025-03-01")), Some(day("2025-03-05"))),
            Some(day("2025-03-07"))
        );
        assert_eq!(table.next_follow_on(Level::H, None, None), None);
        let cleaning = IntervalTable::preset("lead_cleaning").unwrap();
        assert_eq!(
            cleaning.next_follow_on(Level::C, Some(day(TODAY)), None),
            None
        );
    }

    #[test]
    fn a_table_of_the_dealership_travels_as_data() {
        let text = serde_json::to_string(&IntervalTable::default()).unwrap();
        assert_eq!(
            serde_json::from_str::<IntervalTable>(&text).unwrap(),
            IntervalTable::default()
        );
        let own = r#"[{"level":"H","until_days":3,"every_days":1}]"#;
        let own: IntervalTable = serde_json::from_str(own).unwrap();
        assert_eq!(own.every_days(Level::H), Some(1));
        assert_eq!(own.every_days(Level::A), None);
    }

    proptest! {
        #[test]
        fn later_purchases_never_have_a_nearer_level(near in 0i64..400, more in 0i64..400) {
            for preset in ["standard", "near", "lead_cleaning"] {
                prop_assert!(level_in(preset, near) <= level_in(preset, near + more));
            }
        }
    }
}
