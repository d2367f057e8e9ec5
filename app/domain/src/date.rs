//! Calendar dates and instants.

use core::fmt;
use core::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant: milliseconds since 1970-01-01 UTC.
pub type Millis = u64;

/// A calendar date without a zone: it is the same day wherever it is read.
/// Written `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// The text is not a date that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such date")]
pub struct BadDate;

impl Date {
    /// The date, if it exists.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, BadDate> {
        NaiveDate::from_ymd_opt(year, month, day)
            .map(Self)
            .ok_or(BadDate)
    }

    /// The calendar date at an instant, for a clock `offset_minutes` east of UTC.
    pub fn at(now: Millis, offset_minutes: i32) -> Self {
        let local = i64::try_from(now).unwrap_or(i64::MAX / 2) + i64::from(offset_minutes) * 60_000;
        let days = local.div_euclid(86_400_000);
        Self(NaiveDate::default()).plus_days(days)
    }

    /// This date moved by whole days; stays at the end of the calendar when it would leave it.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(
            self.0
                .checked_add_signed(chrono::Duration::try_days(days).unwrap_or_default())
                .unwrap_or(self.0),
        )
    }

    /// Whole calendar days from `earlier` to this date; negative when it lies before.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// Year, month 1-12, day 1-31.
    pub fn parts(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// Day of the week, 0 = Monday.
    pub fn weekday(self) -> u32 {
        self.0.weekday().num_days_from_monday()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Date {
    type Err = BadDate;

    /// Reads the stored form only; what people write is read by the import rules.
    fn from_str(text: &str) -> Result<Self, BadDate> {
        if text.len() != 10 {
            return Err(BadDate);
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self)
            .map_err(|_| BadDate)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(input)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_the_date_of_the_clock_it_is_read_from() {
        let new_year = 1_767_225_600_000; // 2026-01-01T00:00Z
        assert_eq!(Date::at(new_year, 0).to_string(), "2026-01-01");
        assert_eq!(Date::at(new_year, -480).to_string(), "2025-12-31");
        assert_eq!(Date::at(new_year - 1, 480).to_string(), "2026-01-01");
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in ["2026-02-30", "2026-2-3", "20260203", "", "2026-13-01"] {
            assert_eq!(text.parse::<Date>(), Err(BadDate), "{text}");
        }
        assert_eq!(
            "2024-02-29"
                .parse::<Date>()
                .map(|date| date.plus_days(1).to_string()),
            Ok("2024-03-01".into())
        );
    }
}
