//! Calendar dates and instants.

use core::fmt;
use core::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::tidy;

/// An instant: milliseconds since 1970-01-01 UTC.
pub type Millis = u64;

/// A calendar date without a zone: it is the same day wherever it is read.
/// Written `YYYY-MM-DD`, so the years are 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// The first day of the calendar.
const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// The last one.
const LAST: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The text is not a date that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("date.not_a_date")]
pub struct BadDate;

impl BadDate {
    /// Every code, as the other errors of rules list theirs.
    pub const CODES: &'static [&'static str] = &["date.not_a_date"];

    /// The stable code: message key and answer of the server.
    pub const fn code(&self) -> &'static str {
        "date.not_a_date"
    }
}

impl Date {
    /// The date, if it exists and its year has a number of four digits.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, BadDate> {
        NaiveDate::from_ymd_opt(year, month, day)
            .filter(|date| (FIRST..=LAST).contains(date))
            .map(Self)
            .ok_or(BadDate)
    }

    /// Reads what people write, year first: `2026-02-14`, `2026/2/5`,
    /// `2026.2.5`, `2026年2月21日`, `20260214`; a time of day after it is passed
    /// over. Other orders could be read two ways and are refused, not guessed.
    pub fn read(text: &str) -> Result<Self, BadDate> {
        let text = tidy(text).replace(['年', '月'], "-").replace('日', " ");
        let day = text
            .split([' ', 'T'])
            .next()
            .unwrap_or_default()
            .replace(['/', '.'], "-");
        let digits = day.bytes().all(|byte| byte.is_ascii_digit());
        if let (8, true, Some((year, rest))) = (day.len(), digits, day.split_at_checked(4)) {
            let (month, day) = rest.split_at_checked(2).ok_or(BadDate)?;
            return Self::of_digits([year, month, day]);
        }
        let mut parts = day.split('-').map(|part| {
            let plain = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u32>().ok().filter(|_| plain)
        });
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Some(year @ 1000..)), Some(Some(month)), Some(Some(day)), None) => {
                Self::new(i32::try_from(year).map_err(|_| BadDate)?, month, day)
            }
            _ => Err(BadDate),
        }
    }

    /// Year of four digits, month and day of two.
    fn of_digits(parts: [&str; 3]) -> Result<Self, BadDate> {
        let number = |text: &str, digits: usize| {
            let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u32>().ok().filter(|_| plain).ok_or(BadDate)
        };
        let [year, month, day] = parts;
        let year = i32::try_from(number(year, 4)?).map_err(|_| BadDate)?;
        Self::new(year, number(month, 2)?, number(day, 2)?)
    }

    /// The date of a day number in a spreadsheet: 1 is 1900-01-01. Excel counts
    /// a 29 February 1900, number 60, which did not exist (1900 date system).
    pub fn from_excel_serial(serial: i64) -> Result<Self, BadDate> {
        let days = match serial {
            1..=59 => serial,
            61..=2_958_465 => serial - 1,
            _ => return Err(BadDate),
        };
        Self::new(1899, 12, 31).map(|start| start.plus_days(days))
    }

    /// The calendar date at an instant, for a clock `offset_minutes` east of UTC;
    /// the last one for an instant after the calendar.
    pub fn at(now: Millis, offset_minutes: i32) -> Self {
        let local = i64::try_from(now)
            .unwrap_or(i64::MAX)
            .saturating_add(i64::from(offset_minutes) * 60_000);
        let days = local.div_euclid(86_400_000);
        Self(NaiveDate::default()).plus_days(days)
    }

    /// This date moved by whole days; the first or last day of the calendar when it would leave it.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let end = if days < 0 { FIRST } else { LAST };
        let moved = chrono::Duration::try_days(days)
            .and_then(|days| self.0.checked_add_signed(days))
            .unwrap_or(end);
        Self(moved.clamp(FIRST, LAST))
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
        let (year, month, day) = self.parts();
        write!(out, "{year:04}-{month:02}-{day:02}")
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
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().unwrap_or_default();
        Self::of_digits([next(), next(), next()])
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
    use proptest::prelude::*;

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

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, date) in [
            ("2026-02-14", "2026-02-14"),
            ("2026/2/5", "2026-02-05"),
            ("2026.2.5", "2026-02-05"),
            ("2026年2月21日", "2026-02-21"),
            ("２０２６年２月２１日", "2026-02-21"),
            ("20260214", "2026-02-14"),
            (" 2026-2-5 ", "2026-02-05"),
            ("2026/2/5 10:22", "2026-02-05"),
            ("2026-02-14T09:22:10+08:00", "2026-02-14"),
            ("2026年2月21日 10:00", "2026-02-21"),
        ] {
            assert_eq!(
                Date::read(text).map(|read| read.to_string()),
                Ok(date.into()),
                "{text}"
            );
        }
    }

    #[test]
    fn dates_that_could_be_read_two_ways_are_refused() {
        for text in [
            "",
            "2/5/2026",
            "05.02.2026",
            "26-02-05",
            "2026-02",
            "2026-02-30",
            "20260230",
            "2026-2-5-1",
            "46093",
            "tomorrow",
            "2026-+2-05",
            "２月３日",
            "2026--5",
        ] {
            assert_eq!(Date::read(text), Err(BadDate), "{text}");
        }
    }

    #[test]
    fn spreadsheet_numbers_count_from_1900() {
        for (serial, date) in [
            (1, "1900-01-01"),
            (59, "1900-02-28"),
            (61, "1900-03-01"),
            (46_093, "2026-03-12"),
            (2_958_465, "9999-12-31"),
        ] {
            let read = Date::from_excel_serial(serial).map(|read| read.to_string());
            assert_eq!(read, Ok(date.into()));
        }
        for serial in [-1, 0, 60, 2_958_466] {
            assert_eq!(Date::from_excel_serial(serial), Err(BadDate));
        }
    }

    #[test]
    fn the_calendar_ends_where_dates_can_be_written() {
        let (first, last) = ("0001-01-01", "9999-12-31");
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (year, month, date) in [(0, 12, 31), (-1, 1, 1), (10_000, 1, 1), (i32::MAX, 1, 1)] {
            assert_eq!(Date::new(year, month, date), Err(BadDate), "{year}");
        }
        assert_eq!("0000-01-01".parse::<Date>(), Err(BadDate));
        for days in [1, 30, 4_000_000, 100_000_000, i64::MAX] {
            assert_eq!(day(last).plus_days(days), day(last), "{days}");
            assert_eq!(day(first).plus_days(-days), day(first), "{days}");
        }
        assert_eq!(day("9999-12-30").plus_days(30), day(last));
        assert_eq!(day("2026-01-01").plus_days(i64::MIN), day(first));
        for now in [253_402_300_800_000, 1 << 60, i64::MAX as u64, u64::MAX] {
            for offset in [-840, 840, i32::MAX] {
                assert_eq!(Date::at(now, offset), day(last), "{now} {offset}");
            }
        }
        assert_eq!(Date::at(0, i32::MIN).plus_days(0).to_string().len(), 10);
    }

    proptest! {
        #[test]
        fn every_date_that_is_given_reads_back(
            (year, month, day) in (any::<i32>(), 0u32..14, 0u32..33),
            near in -2_i32..10_003,
            (now, offset) in (any::<u64>(), any::<i32>()),
            days in prop_oneof![any::<i64>(), -4_000_000_i64..4_000_000],
            serial in prop_oneof![any::<i64>(), 0_i64..3_000_000],
        ) {
            let at = Date::at(now, offset);
            let given = [
                Date::new(year, month, day),
                Date::new(near, month, day),
                Date::from_excel_serial(serial),
                Date::read(&format!("{near}-{month}-{day}")),
                Ok(at),
                Ok(Date::at(now >> 20, offset)),
                Ok(at.plus_days(days)),
                Ok(Date::at(0, 0).plus_days(days)),
            ];
            for date in given.into_iter().flatten() {
                prop_assert_eq!(date.to_string().parse(), Ok(date));
                prop_assert_eq!(date.plus_days(0), date);
            }
        }

        #[test]
        fn every_way_of_writing_is_read_alike(days in 0i64..300_000) {
            let date = Date::new(1600, 1, 1).unwrap().plus_days(days);
            let (year, month, day) = date.parts();
            for text in [
                date.to_string(),
                format!("{year}/{month}/{day}"),
                format!("{year}.{month:02}.{day}"),
                format!("{year}年{month}月{day}日"),
                format!("{year}{month:02}{day:02}"),
            ] {
                prop_assert_eq!(Date::read(&text), Ok(date));
            }
        }
    }
}
