//! Dates, times and numbers as people read them, by the browser's `Intl`.
//!
//! A calendar date has no zone, so it is formatted as UTC; an instant is shown in the zone of the
//! device. Formatters are costly to make and are kept.

use core::cell::RefCell;
use std::collections::HashMap;

use forecourt_domain::phone::Phone;
use forecourt_domain::{Date, Millis};
use js_sys::Intl::{DateTimeFormat, RelativeTimeFormat};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use super::{Lang, Text};

/// A way to write a date or a time: the options that `Intl.DateTimeFormat` takes.
type Shape = &'static [(&'static str, &'static str)];

const DATE: Shape = &[
    ("day", "numeric"),
    ("month", "short"),
    ("year", "numeric"),
    UTC,
];
const DAY: Shape = &[("day", "numeric"), ("month", "short"), UTC];
const DAY_DIGITS: Shape = &[("day", "2-digit"), ("month", "2-digit"), UTC];
const WEEKDAY: Shape = &[
    ("weekday", "short"),
    ("day", "numeric"),
    ("month", "long"),
    UTC,
];
const FULL: Shape = &[
    ("weekday", "long"),
    ("day", "numeric"),
    ("month", "long"),
    UTC,
];
const TIME: Shape = &[
    ("hour", "2-digit"),
    ("minute", "2-digit"),
    ("hourCycle", "h23"),
];
const UTC: (&str, &str) = ("timeZone", "UTC");

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY_MS: u64 = 24 * HOUR;

thread_local! {
    static DATES: RefCell<HashMap<(Lang, Shape), DateTimeFormat>> = RefCell::default();
    static SPANS: RefCell<HashMap<Lang, RelativeTimeFormat>> = RefCell::default();
}

impl Text {
    /// A date with its year: 5 Mar 2026, 2026年3月5日.
    pub fn date(self, date: Date) -> String {
        write(self.lang(), DATE, noon(date))
    }

    /// A date in a list, without its year: 5 Mar, 03-05.
    pub fn date_short(self, date: Date) -> String {
        match self.lang() {
            Lang::English => write(Lang::English, DAY, noon(date)),
            Lang::Chinese => write(Lang::Chinese, DAY_DIGITS, noon(date)).replace('/', "-"),
        }
    }

    /// A date in a sentence, with its day of the week: Thu 5 March, 3月5日周四.
    pub fn weekday_date(self, date: Date) -> String {
        write(self.lang(), WEEKDAY, noon(date)).replace(',', "")
    }

    /// A date as a heading: Thursday 5 March, 3月5日星期四.
    pub fn full_date(self, date: Date) -> String {
        write(self.lang(), FULL, noon(date)).replace(',', "")
    }

    /// A date as seen from today: today, in 3 days, 2 days ago; beyond a week the date itself.
    pub fn relative_day(self, date: Date, today: Date) -> String {
        let days = date.days_since(today);
        if (-7..=7).contains(&days) {
            span(self.lang(), days, "day")
        } else if date.parts().0 == today.parts().0 {
            self.date_short(date)
        } else {
            self.date(date)
        }
    }

    /// Makes one of the formatters that lists of dates need: each takes the browser some milliseconds. True when one was
    /// missing, so that there may be another.
    pub fn ready_dates(self) -> bool {
        let of_lists = [DATE, WEEKDAY, DAY, DAY_DIGITS];
        let missing = of_lists
            .into_iter()
            .find(|shape| DATES.with_borrow(|kept| !kept.contains_key(&(self.lang(), *shape))));
        missing
            .map(|shape| write(self.lang(), shape, 0.0))
            .is_some()
    }

    /// The time of day on this device, 24 hours: 09:41.
    pub fn time(self, at: Millis) -> String {
        write(self.lang(), TIME, at as f64)
    }

    /// How long ago an instant was: just now, 2 min ago, yesterday.
    pub fn ago(self, at: Millis, now: Millis) -> String {
        let gone = now.saturating_sub(at);
        if gone < MINUTE {
            return self.common_just_now().to_owned();
        }
        let (count, unit) = in_units(gone);
        span(self.lang(), -count, unit)
    }

    /// How far away an instant is that comes: in 2 minutes, tomorrow, in 3 days.
    pub fn ahead(self, ms: Millis) -> String {
        // Two clocks that are three days apart are never compared in the same moment.
        let (count, unit) = in_units(ms.saturating_add(MINUTE));
        span(self.lang(), count, unit)
    }

    /// A whole number with its thousands grouped.
    pub fn number(self, number: impl Into<i64>) -> String {
        let number = number.into();
        let sign = if number < 0 { "-" } else { "" };
        format!("{sign}{}", group(number.unsigned_abs()))
    }

    /// Bytes in the unit that leaves one to three digits before the point: 38.2 MB.
    pub fn bytes(self, bytes: u64) -> String {
        const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
        let mut rest = bytes as f64;
        let mut units = UNITS.into_iter();
        let mut unit = units.next();
        while rest >= 1000.0 {
            let Some(next) = units.next() else { break };
            (rest, unit) = (rest / 1000.0, Some(next));
        }
        let digits = usize::from(rest < 100.0 && unit != UNITS.first().copied());
        format!("{rest:.digits$} {}", unit.unwrap_or_default())
    }

    /// A telephone number as people read it: Chinese mobiles 3-4-4, others in groups of three and four.
    pub fn phone(self, phone: &Phone) -> String {
        let digits = phone.as_str();
        match digits.strip_prefix("+86") {
            Some(mobile) if mobile.len() == 11 && mobile.starts_with('1') => {
                let (head, rest) = mobile.split_at(3);
                let (middle, tail) = rest.split_at(4);
                format!("{head} {middle} {tail}")
            }
            _ => digits.to_owned(),
        }
    }
}

/// Groups thousands by commas, which both languages do.
pub fn group(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 3 == first {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The middle of a calendar date, UTC, as `Intl` takes it.
fn noon(date: Date) -> f64 {
    let epoch = Date::at(0, 0);
    date.days_since(epoch) as f64 * DAY_MS as f64 + DAY_MS as f64 / 2.0
}

fn options(shape: Shape) -> Object {
    let options = Object::new();
    for (name, value) in shape {
        // Setting a plain property of a fresh object cannot fail.
        Reflect::set(&options, &(*name).into(), &(*value).into()).ok();
    }
    options
}

fn write(lang: Lang, shape: Shape, at: f64) -> String {
    DATES.with_borrow_mut(|kept| {
        let made = kept.entry((lang, shape)).or_insert_with(|| {
            DateTimeFormat::new(&Array::of1(&lang.locale().into()), &options(shape))
        });
        let written = made.format().call1(&JsValue::UNDEFINED, &at.into());
        written
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    })
}

/// A stretch of time in the largest unit of which it has one.
fn in_units(ms: Millis) -> (i64, &'static str) {
    let (count, unit) = match ms {
        ..HOUR => (ms / MINUTE, "minute"),
        HOUR..DAY_MS => (ms / HOUR, "hour"),
        _ => (ms / DAY_MS, "day"),
    };
    (i64::try_from(count).unwrap_or(i64::MAX), unit)
}

fn span(lang: Lang, count: i64, unit: &str) -> String {
    SPANS.with_borrow_mut(|kept| {
        let made = kept.entry(lang).or_insert_with(|| {
            let shape = options(&[("numeric", "auto"), ("style", "short")]);
            RelativeTimeFormat::new(&Array::of1(&lang.locale().into()), &shape)
        });
        made.format(count as f64, unit).into()
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(group(number), text);
        }
    }

    #[test]
    fn bytes_keep_one_to_three_digits() {
        let text = Text::default();
        for (bytes, said) in [
            (0, "0 B"),
            (999, "999 B"),
            (38_200_000, "38.2 MB"),
            (120_000, "120 KB"),
        ] {
            assert_eq!(text.bytes(bytes), said);
        }
    }
}
