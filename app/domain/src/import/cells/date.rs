//! Dates as people and spreadsheets write them.

use super::Problem;
use crate::Date;
use crate::text::tidy;

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// `2026-02-14`
    Dashes,
    /// `2026/2/14`
    Slashes,
    /// `2026.2.14`
    Dots,
    /// `2026年2月14日`
    Chinese,
    /// `20260214`
    Compact,
    /// `14/02/2026` or `2/14/2026`
    YearLast,
    /// `14 Feb 2026`, `Feb 14, 2026`
    MonthName,
    /// Days since 1899-12-30, as spreadsheets count.
    Serial,
}

/// A date that was read, and what should be said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRead {
    /// The date.
    pub date: Date,
    /// A notice on how it was understood.
    pub notice: Option<Problem>,
}

/// Day counts that are taken for dates: 1954-10-03 to 2119-01-10. Smaller and
/// larger numbers in a date column are more likely something else.
const SERIALS: core::ops::RangeInclusive<i64> = 20_000..=80_000;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Parts of a date before the calendar is asked.
struct Parts {
    format: DateFormat,
    year: i64,
    month: i64,
    day: i64,
    /// Day and month could also be meant the other way round.
    ambiguous: bool,
}

/// Reads a date; a time of day behind it is dropped.
pub fn read(cell: &str) -> Result<DateRead, Problem> {
    let text = tidy(cell);
    if let Some(date) = serial(&text) {
        return Ok(DateRead {
            date,
            notice: Some(Problem::DaySerial(date)),
        });
    }
    let parts = parts(&text).ok_or(Problem::NotADate)?;
    let date = calendar(&parts).ok_or(Problem::NoSuchDay)?;
    Ok(DateRead {
        date,
        notice: parts.ambiguous.then_some(Problem::DayOrMonth(date)),
    })
}

/// How a date is written, if it looks like one.
pub fn format_of(cell: &str) -> Option<DateFormat> {
    let text = tidy(cell);
    match serial(&text) {
        Some(_) => Some(DateFormat::Serial),
        None => parts(&text).map(|parts| parts.format),
    }
}

fn calendar(parts: &Parts) -> Option<Date> {
    Date::new(
        i32::try_from(parts.year).ok()?,
        u32::try_from(parts.month).ok()?,
        u32::try_from(parts.day).ok()?,
    )
    .ok()
}

/// The date of a day count; the part behind the point is the time of day.
fn serial(text: &str) -> Option<Date> {
    let (days, time) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if days.len() != 5 || !digits(days) || !digits(time) {
        return None;
    }
    let days: i64 = days.parse().ok().filter(|days| SERIALS.contains(days))?;
    Some(Date::new(1899, 12, 30).ok()?.plus_days(days))
}

fn parts(text: &str) -> Option<Parts> {
    if let Some(parts) = compact(text) {
        return Some(parts);
    }
    let mut words = Words::of(text)?;
    if let [
        Word::Number(year),
        Word::Number(month),
        Word::Number(day),
        ..,
    ] = words.slots
        && year.digits == 4
    {
        return Some(Parts {
            format: words.format,
            year: year.value,
            month: month.value,
            day: day.value,
            ambiguous: false,
        });
    }
    match words.slots {
        [
            Word::Number(first),
            Word::Number(second),
            Word::Number(year),
        ] if year.digits == 4 => Some(year_last(
            first.value,
            second.value,
            year.value,
            words.format,
        )),
        [Word::Number(day), Word::Month(month), Word::Number(year)]
        | [Word::Month(month), Word::Number(day), Word::Number(year)] => {
            words.format = DateFormat::MonthName;
            Some(Parts {
                format: words.format,
                year: year.value + if year.digits == 2 { 2000 } else { 0 },
                month,
                day: day.value,
                ambiguous: false,
            })
        }
        _ => None,
    }
}

/// Dots mean day first (Europe); with slashes a number above 12 decides, and
/// where none does the month is taken first, as spreadsheets in English write it.
fn year_last(first: i64, second: i64, year: i64, format: DateFormat) -> Parts {
    let day_first = format == DateFormat::Dots || first > 12;
    let (day, month) = if day_first {
        (first, second)
    } else {
        (second, first)
    };
    Parts {
        format: DateFormat::YearLast,
        year,
        month,
        day,
        ambiguous: format != DateFormat::Dots && first <= 12 && second <= 12 && first != second,
    }
}

fn compact(text: &str) -> Option<Parts> {
    let date = text.split([' ', 'T']).next()?;
    if date.len() != 8 || !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |range| date.get(range).and_then(|part: &str| part.parse().ok());
    Some(Parts {
        format: DateFormat::Compact,
        year: number(0..4)?,
        month: number(4..6)?,
        day: number(6..8)?,
        ambiguous: false,
    })
}

#[derive(Clone, Copy)]
struct Number {
    value: i64,
    digits: usize,
}

#[derive(Clone, Copy)]
enum Word {
    Number(Number),
    Month(i64),
}

/// The first three numbers or month names of a text, and the sign between them.
struct Words {
    slots: [Word; 3],
    format: DateFormat,
}

impl Words {
    fn of(text: &str) -> Option<Self> {
        let mut rest = text;
        let mut words = Vec::with_capacity(3);
        let mut format = DateFormat::Dashes;
        while words.len() < 3 {
            let (word, tail) = next_word(rest)?;
            words.push(word);
            rest = tail;
            if words.len() < 3 {
                let sign = rest.chars().next()?;
                if words.len() == 1 {
                    format = format_for(sign)?;
                }
                rest = rest.trim_start_matches(['-', '/', '.', ' ', ',', '年', '月']);
            }
        }
        // Behind a date only its own ending or a time of day may stand.
        let tail = rest.trim_start_matches(['日', '号', 'T', ' ']);
        let is_time = tail.chars().all(|letter| {
            letter.is_ascii_digit()
                || matches!(letter, ':' | '.' | ' ' | '+' | '-' | 'Z' | 'A' | 'P' | 'M')
        });
        let slots: [Word; 3] = words.try_into().ok()?;
        (is_time && (tail.len() < rest.len() || tail.is_empty())).then_some(Self { slots, format })
    }
}

fn format_for(sign: char) -> Option<DateFormat> {
    match sign {
        '-' | ' ' => Some(DateFormat::Dashes),
        '/' => Some(DateFormat::Slashes),
        '.' => Some(DateFormat::Dots),
        '年' => Some(DateFormat::Chinese),
        _ => None,
    }
}

fn next_word(text: &str) -> Option<(Word, &str)> {
    let length = |fits: fn(&char) -> bool| text.chars().take_while(fits).count();
    let digits = length(char::is_ascii_digit);
    if (1..=4).contains(&digits) {
        let (number, rest) = text.split_at_checked(digits)?;
        let value = number.parse().ok()?;
        return Some((Word::Number(Number { value, digits }), rest));
    }
    let letters = length(char::is_ascii_alphabetic);
    let (name, rest) = text.split_at_checked(letters)?;
    let short = name.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| *month == short)?;
    Some((Word::Month(i64::try_from(month).ok()? + 1), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expected: Result<&str, Problem>) {
        let read = read(cell).map(|read| read.date.to_string());
        assert_eq!(
            read.as_deref().map_err(|problem| *problem),
            expected,
            "{cell}"
        );
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for cell in [
            "2026-02-05",
            "2026/2/5",
            "2026.2.5",
            "2026年2月5日",
            "2026年02月05号",
            "20260205",
            "２０２６／２／５",
            " 2026-2-5 ",
            "2026-02-05 10:22:00",
            "2026-02-05T10:22:00+08:00",
            "2026/2/5 9:05",
            "20260205 101500",
            "5 Feb 2026",
            "05-Feb-26",
            "Feb 5, 2026",
            "February 5 2026",
            "5.2.2026",
            "2026年2月5日 10:22",
            "2/5/2026 3:05:00 PM",
        ] {
            check(cell, Ok("2026-02-05"));
        }
        check("14/02/2026", Ok("2026-02-14"));
        check("2/14/2026", Ok("2026-02-14"));
    }

    #[test]
    fn days_that_do_not_exist_are_told_from_text() {
        for cell in [
            "2026-02-30",
            "2026/13/1",
            "20260230",
            "2026年4月31日",
            "30.2.2026",
            "14/14/2026",
        ] {
            check(cell, Err(Problem::NoSuchDay));
        }
        for cell in [
            "soon",
            "2026",
            "2026-02",
            "13800138000",
            "2月14日",
            "1/2/3",
            "2026-02-05x",
            "3.14",
            "",
            "12-2026-01-01",
        ] {
            check(cell, Err(Problem::NotADate));
        }
    }

    #[test]
    fn day_counts_of_spreadsheets_are_dates_with_a_notice() {
        let date = Date::new(2026, 3, 12).unwrap();
        for cell in ["46093", "46093.5"] {
            assert_eq!(
                read(cell),
                Ok(DateRead {
                    date,
                    notice: Some(Problem::DaySerial(date))
                })
            );
        }
        check("19999", Err(Problem::NotADate));
        check("80001", Err(Problem::NotADate));
    }

    #[test]
    fn what_could_be_meant_otherwise_is_said() {
        let date = Date::new(2026, 2, 5).unwrap();
        assert_eq!(
            read("2/5/2026").map(|read| read.notice),
            Ok(Some(Problem::DayOrMonth(date)))
        );
        for sure in ["5.2.2026", "2/14/2026", "2/2/2026", "2026/2/5"] {
            assert_eq!(read(sure).map(|read| read.notice), Ok(None), "{sure}");
        }
    }

    #[test]
    fn formats_are_told_apart() {
        use DateFormat::*;
        for (cell, format) in [
            ("2026-02-05", Some(Dashes)),
            ("2026/2/5", Some(Slashes)),
            ("2026.2.5", Some(Dots)),
            ("2026年2月5日", Some(Chinese)),
            ("20260205", Some(Compact)),
            ("2/5/2026", Some(YearLast)),
            ("5 Feb 2026", Some(MonthName)),
            ("46093", Some(Serial)),
            ("soon", None),
        ] {
            assert_eq!(format_of(cell), format, "{cell}");
        }
    }
}
