//! Numbering plans: how long numbers are, what they begin with, how they are
//! grouped. Digits in, digits out; the plus sign belongs to the caller.

use super::PhoneError;

/// A country whose national numbers can be read: code, calling code, trunk
/// prefix, and the digits that follow the trunk prefix.
struct Country {
    code: &'static str,
    calling: &'static str,
    trunk: &'static str,
    lengths: core::ops::RangeInclusive<usize>,
}

/// National rules (ITU-T E.164 national numbering plans). China and North
/// America have rules of their own below.
const COUNTRIES: &[Country] = &[
    country("HK", "852", "", 8, 8),
    country("MO", "853", "", 8, 8),
    country("TW", "886", "0", 8, 9),
    country("SG", "65", "", 8, 8),
    country("MY", "60", "0", 8, 10),
    country("TH", "66", "0", 8, 9),
    country("VN", "84", "0", 9, 10),
    country("ID", "62", "0", 8, 12),
    country("PH", "63", "0", 8, 10),
    country("JP", "81", "0", 9, 10),
    country("KR", "82", "0", 8, 10),
    country("IN", "91", "0", 10, 10),
    country("AU", "61", "0", 9, 9),
    country("NZ", "64", "0", 8, 10),
    country("GB", "44", "0", 9, 10),
    country("IE", "353", "0", 7, 9),
    country("DE", "49", "0", 6, 13),
    country("AT", "43", "0", 6, 13),
    country("CH", "41", "0", 9, 9),
    country("FR", "33", "0", 9, 9),
    country("BE", "32", "0", 8, 9),
    country("NL", "31", "0", 9, 9),
    country("ES", "34", "", 9, 9),
    country("SE", "46", "0", 7, 9),
    country("PL", "48", "", 9, 9),
    country("RU", "7", "8", 10, 10),
    country("AE", "971", "0", 8, 9),
    country("SA", "966", "0", 8, 9),
];

const fn country(
    code: &'static str,
    calling: &'static str,
    trunk: &'static str,
    shortest: usize,
    longest: usize,
) -> Country {
    Country {
        code,
        calling,
        trunk,
        lengths: shortest..=longest,
    }
}

/// The longest number that E.164 allows, and the shortest one that is not a service code.
const E164_DIGITS: core::ops::RangeInclusive<usize> = 8..=15;

/// What is dialled before a country code.
pub(super) fn exit_code(country: &str) -> &'static str {
    match country {
        "US" | "CA" => "011",
        _ => "00",
    }
}

/// Checks a number that has its country code.
pub(super) fn international(digits: &str) -> Result<String, PhoneError> {
    if let Some(rest) = digits.strip_prefix("86") {
        return china(rest, true);
    }
    if let Some(rest) = digits.strip_prefix('1') {
        fits(rest.len(), &(10..=10))?;
        return if is_north_american(rest) {
            Ok(digits.to_owned())
        } else {
            Err(PhoneError::UnknownPrefix)
        };
    }
    if digits.starts_with('0') {
        return Err(PhoneError::UnknownPrefix);
    }
    fits(digits.len(), &E164_DIGITS)?;
    Ok(digits.to_owned())
}

/// Adds the country code to a number that has none.
pub(super) fn national(digits: &str, country: &str) -> Result<String, PhoneError> {
    match country {
        "CN" => china_at_home(digits),
        "US" | "CA" => {
            let rest = digits.strip_prefix('1').unwrap_or(digits);
            international(&format!("1{rest}"))
        }
        _ => {
            let plan = COUNTRIES
                .iter()
                .find(|plan| plan.code == country)
                .ok_or(PhoneError::CountryCodeMissing)?;
            let rest = digits.strip_prefix(plan.trunk).unwrap_or(digits);
            fits(rest.len(), &plan.lengths)?;
            Ok(format!("{}{rest}", plan.calling))
        }
    }
}

fn fits(count: usize, lengths: &core::ops::RangeInclusive<usize>) -> Result<(), PhoneError> {
    if count < *lengths.start() {
        Err(PhoneError::TooShort)
    } else if count > *lengths.end() {
        Err(PhoneError::TooLong)
    } else {
        Ok(())
    }
}

/// A Chinese number as typed in China; `86` may stand before it without a plus sign.
fn china_at_home(digits: &str) -> Result<String, PhoneError> {
    let own = china(digits, false);
    match digits.strip_prefix("86") {
        Some(rest) if own.is_err() && rest.len() >= 9 => china(rest, true),
        _ => own,
    }
}

/// True for the eleven digits of a Chinese mobile: 13x to 19x.
pub(super) fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && starts_like_mobile(digits)
}

fn starts_like_mobile(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// True for numbers that any area dials alike.
fn is_service(digits: &str) -> bool {
    digits.starts_with("400") || digits.starts_with("800")
}

/// Digits of the area code without its zero: 10 and 2x have eight-digit
/// numbers, the others have three digits and seven- or eight-digit numbers.
fn area_length(rest: &str) -> Option<usize> {
    match rest.as_bytes() {
        [b'1', b'0', ..] | [b'2', _, ..] => Some(2),
        [b'3'..=b'9', ..] => Some(3),
        _ => None,
    }
}

/// A Chinese number without its country code. After a country code the zero of
/// the area code is left out; at home it must stand, or the digits could be
/// anything.
fn china(digits: &str, after_country_code: bool) -> Result<String, PhoneError> {
    let bare = digits.strip_prefix('0');
    let mobile = bare.filter(|rest| is_mobile(rest)).unwrap_or(digits);
    if starts_like_mobile(mobile) {
        fits(mobile.len(), &(11..=11))?;
        return Ok(format!("86{mobile}"));
    }
    if is_service(digits) {
        fits(digits.len(), &(10..=10))?;
        return Ok(format!("86{digits}"));
    }
    let line = match bare {
        Some(rest) => rest,
        None if after_country_code => digits,
        None if (7..=11).contains(&digits.len()) && !digits.starts_with('1') => {
            return Err(PhoneError::AreaCodeMissing);
        }
        None if digits.len() < 11 => return Err(PhoneError::TooShort),
        None => return Err(PhoneError::UnknownPrefix),
    };
    // No area is called 400 or 800, so these digits would read back as a service number.
    let area = area_length(line)
        .filter(|_| !is_service(line))
        .ok_or(PhoneError::UnknownPrefix)?;
    let lengths = if area == 2 { 8..=8 } else { 7..=8 };
    fits(line.len().saturating_sub(area), &lengths)?;
    // Local numbers begin with 2 to 9: 0 is the trunk, 1 the service codes.
    match line.as_bytes().get(area) {
        Some(b'2'..=b'9') => Ok(format!("86{line}")),
        _ => Err(PhoneError::UnknownPrefix),
    }
}

/// Ten digits of the North American plan: area and exchange begin with 2 to 9.
pub(super) fn is_north_american(digits: &str) -> bool {
    digits.len() == 10
        && [0, 3].iter().all(|place| {
            digits
                .as_bytes()
                .get(*place)
                .is_some_and(|digit| (b'2'..=b'9').contains(digit))
        })
}

/// How many digits the country code has (ITU-T E.164, assigned codes).
fn calling_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

/// A Chinese number without country code as it is dialled at home.
fn china_dialled(rest: &str) -> String {
    if starts_like_mobile(rest) || is_service(rest) {
        rest.to_owned()
    } else {
        format!("0{rest}")
    }
}

pub(super) fn dialled(digits: &str) -> String {
    match digits.strip_prefix("86") {
        Some(rest) => china_dialled(rest),
        None => digits.to_owned(),
    }
}

pub(super) fn display(digits: &str) -> String {
    let Some(rest) = digits.strip_prefix("86") else {
        let (code, rest) = digits
            .split_at_checked(calling_length(digits))
            .unwrap_or((digits, ""));
        let first = if rest.len() % 4 == 0 { 4 } else { 3 };
        return format!("+{code} {}", grouped(rest, first));
    };
    let dialled = china_dialled(rest);
    let first = match area_length(rest) {
        _ if dialled.len() == rest.len() => 3,
        Some(area) => area + 1,
        None => 3,
    };
    grouped(&dialled, first)
}

/// Splits into a first group and groups of three or four, the longer ones last.
fn grouped(digits: &str, first: usize) -> String {
    let (head, mut rest) = digits.split_at_checked(first).unwrap_or((digits, ""));
    let mut text = head.to_owned();
    while !rest.is_empty() {
        let size = match rest.len() {
            0..=4 => rest.len(),
            length if length % 4 == 0 => 4,
            _ => 3,
        };
        let (group, after) = rest.split_at_checked(size).unwrap_or((rest, ""));
        text.push(' ');
        text.push_str(group);
        rest = after;
    }
    text
}
