//! Amounts of money: whole minor units and a currency, never a floating point
//! number. Formats for people belong to the interface.

use core::fmt;

use crate::error::refusals;
use crate::text::tidy;

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The Chinese yuan.
    pub const CNY: Self = Self(*b"CNY");

    /// The currency for a code of three letters.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        let code: [u8; 3] = code
            .trim()
            .as_bytes()
            .try_into()
            .map_err(|_| MoneyError::UnknownCurrency)?;
        if code.iter().all(u8::is_ascii_alphabetic) {
            Ok(Self(code.map(|letter| letter.to_ascii_uppercase())))
        } else {
            Err(MoneyError::UnknownCurrency)
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decimal places of the minor unit (ISO 4217).
    pub const fn decimals(self) -> usize {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"PYG" | b"UGX" | b"XAF" | b"XOF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// An amount in whole minor units of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: fen, cents.
    pub minor: i64,
    /// Which currency.
    pub currency: Currency,
}

refusals! {
    /// Why a text is not an amount.
    pub enum MoneyError {
        /// There is nothing.
        Empty = "money.empty",
        /// A character that no amount has, or a separator in the wrong place.
        NotAnAmount = "money.not_an_amount",
        /// More decimal places than the currency has.
        TooPrecise = "money.too_precise",
        /// More than can be held.
        TooLarge = "money.too_large",
        /// Not a code of three letters.
        UnknownCurrency = "money.unknown_currency",
    }
}

impl Money {
    /// Reads an amount as people write it: `189800`, `189,800.00`, `¥189,800`,
    /// `18.98万`, `-20`. The point is the decimal sign and the comma groups
    /// thousands; an amount written the other way round is refused, not guessed.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = tidy(text);
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let rest = without_sign(rest, currency);
        let (number, shift) = match rest.strip_suffix(['万', '萬']) {
            Some(number) => (number.trim_end(), 4),
            None => (rest, 0),
        };
        if number.is_empty() {
            return Err(MoneyError::Empty);
        }
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = ungrouped(whole)?;
        if !part.bytes().all(|digit| digit.is_ascii_digit()) || part.is_empty() && number != whole {
            return Err(MoneyError::NotAnAmount);
        }
        let places = currency.decimals() + shift;
        let part = part.trim_end_matches('0');
        let missing = places
            .checked_sub(part.len())
            .ok_or(MoneyError::TooPrecise)?;
        let sign = if negative { "-" } else { "" };
        format!("{sign}{digits}{part}{}", "0".repeat(missing))
            .parse()
            .map(|minor| Self { minor, currency })
            .map_err(|_| MoneyError::TooLarge)
    }

    /// The amount as plain decimal text, `-1234.50`: for files and forms.
    pub fn plain(self) -> String {
        let places = self.currency.decimals();
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = places + 1);
        let sign = if self.minor < 0 { "-" } else { "" };
        match digits.split_at_checked(digits.len() - places) {
            Some((whole, part)) if !part.is_empty() => format!("{sign}{whole}.{part}"),
            _ => format!("{sign}{digits}"),
        }
    }

    /// The sum, when both have one currency and it can be held.
    pub fn plus(self, other: Self) -> Option<Self> {
        let minor = self.minor.checked_add(other.minor)?;
        (self.currency == other.currency).then_some(Self { minor, ..self })
    }
}

/// Takes the currency's sign or code off, before or after the number.
fn without_sign(text: &str, currency: Currency) -> &str {
    let code = currency.code();
    let signs = ["¥", "￥", "$", "€", "£", "元", code];
    let mut rest = text.trim();
    for sign in signs {
        rest = rest.strip_prefix(sign).unwrap_or(rest);
        rest = rest.strip_suffix(sign).unwrap_or(rest).trim();
    }
    rest
}

/// The digits of the whole part; commas only before each three.
fn ungrouped(whole: &str) -> Result<String, MoneyError> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    let fits = !(first.is_empty() || grouped && first.len() > 3)
        && groups.all(|group| group.len() == 3)
        && whole
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b',');
    fits.then(|| whole.replace(',', ""))
        .ok_or(MoneyError::NotAnAmount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, code: &str, expected: Result<i64, MoneyError>) {
        let currency = Currency::parse(code).unwrap();
        assert_eq!(
            Money::parse(text, currency).map(|money| money.minor),
            expected,
            "{text}"
        );
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, code, minor) in [
            ("189800", "CNY", 18_980_000),
            ("189,800.00", "CNY", 18_980_000),
            ("¥189,800", "CNY", 18_980_000),
            ("￥１８９８００", "CNY", 18_980_000),
            ("18.98万", "CNY", 18_980_000),
            ("189800元", "CNY", 18_980_000),
            ("CNY 189800.5", "CNY", 18_980_050),
            ("-20", "CNY", -2_000),
            ("-¥0.01", "CNY", -1),
            ("0", "CNY", 0),
            ("1200", "JPY", 1_200),
            ("1.234", "KWD", 1_234),
            ("2.500", "USD", 250),
        ] {
            check(text, code, Ok(minor));
        }
    }

    #[test]
    fn what_could_be_read_two_ways_is_refused() {
        for (text, error) in [
            ("", MoneyError::Empty),
            ("¥", MoneyError::Empty),
            ("1.234,56", MoneyError::NotAnAmount),
            ("12,34", MoneyError::NotAnAmount),
            ("1234,567", MoneyError::NotAnAmount),
            ("12.", MoneyError::NotAnAmount),
            (".5", MoneyError::NotAnAmount),
            ("--5", MoneyError::NotAnAmount),
            ("five", MoneyError::NotAnAmount),
            ("1.005", MoneyError::TooPrecise),
            ("99999999999999999999", MoneyError::TooLarge),
        ] {
            check(text, "CNY", Err(error));
        }
        assert_eq!(Currency::parse("yuan"), Err(MoneyError::UnknownCurrency));
    }

    #[test]
    fn sums_keep_currencies_apart() {
        let yuan = Money {
            minor: 5,
            currency: Currency::CNY,
        };
        let dollar = Money {
            minor: 5,
            currency: Currency::parse("usd").unwrap(),
        };
        assert_eq!(yuan.plus(yuan).map(|sum| sum.minor), Some(10));
        assert_eq!(yuan.plus(dollar), None);
        assert_eq!(
            yuan.plus(Money {
                minor: i64::MAX,
                ..yuan
            }),
            None
        );
    }

    proptest! {
        #[test]
        fn plain_text_reads_back(minor: i64, code in prop_oneof![Just("CNY"), Just("JPY"), Just("KWD")]) {
            let money = Money { minor, currency: Currency::parse(code).unwrap() };
            prop_assert_eq!(Money::parse(&money.plain(), money.currency), Ok(money));
        }
    }
}
