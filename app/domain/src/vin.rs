//! Vehicle identification numbers (ISO 3779; rule e.11).

use core::fmt;

use crate::error::refusals;
use crate::text::{half_width, is_invisible};

/// Characters of a number.
const LENGTH: usize = 17;

/// Values of 0-9 and A-Z and weights of places (US 49 CFR 565). The ninth place is the check digit.
const VALUES: &[u8; 36] = b"012345678912345678012345070923456789";
const WEIGHTS: [u32; LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// Codes of the tenth place, beginning with 1980; they repeat every 30 years.
const YEARS: &[u8; 30] = b"ABCDEFGHJKLMNPRSTVWXY123456789";
const FIRST_YEAR: i32 = 1980;

/// A vehicle identification number: 17 digits and capitals without I, O and Q.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vin(String);

refusals! {
    /// Why a text is not a vehicle identification number.
    pub enum VinError {
        /// There is nothing.
        Empty = "vin.empty",
        /// It does not have 17 characters.
        Length {
            /// How many it has.
            found: usize,
        } = "vin.length",
        /// A letter that no number has, because it looks like a digit.
        LetterForDigit {
            /// Which place, from 1.
            place: usize,
            /// What stands there.
            found: char,
            /// What was probably meant.
            hint: char,
        } = "vin.letter_for_digit",
        /// A character that no number has.
        BadCharacter {
            /// Which place, from 1.
            place: usize,
            /// What stands there.
            found: char,
        } = "vin.bad_character",
    }
}

impl Vin {
    /// The code of the warning for a check digit that does not fit. It is not
    /// an error: makers for Europe do not use the digit.
    pub const CHECK_DIGIT_WARNING: &'static str = "vin.check_digit";

    /// Reads a number as people type it: lower case, full width, with spaces or dashes.
    pub fn parse(text: &str) -> Result<Self, VinError> {
        let letters: String = text
            .chars()
            .filter(|letter| !is_invisible(*letter))
            .map(half_width)
            .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '.' | '*'))
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        if letters.is_empty() {
            return Err(VinError::Empty);
        }
        for (index, found) in letters.chars().enumerate() {
            check_letter(index + 1, found)?;
        }
        if letters.len() == LENGTH {
            Ok(Self(letters))
        } else {
            Err(VinError::Length {
                found: letters.len(),
            })
        }
    }

    /// The 17 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when the ninth place is the check digit of the others.
    pub fn check_digit_fits(&self) -> bool {
        let expected = match weighted_sum(&self.0) % 11 {
            10 => Some('X'),
            rest => char::from_digit(rest, 10),
        };
        self.0.chars().nth(8) == expected
    }

    /// The world manufacturer identifier, three characters.
    pub fn maker_code(&self) -> &str {
        self.0.get(..3).unwrap_or_default()
    }

    /// True for a car built in China.
    pub fn is_chinese(&self) -> bool {
        self.0.starts_with('L')
    }

    /// The model year that the tenth place names. Its code repeats after 30
    /// years: North American cars tell the cycle by their seventh place (a
    /// letter from 2010), others are taken as the newest that is not after `newest`.
    pub fn model_year(&self, newest: i32) -> Option<i32> {
        let mut places = self.0.bytes();
        let north_american = places
            .next()
            .is_some_and(|first| (b'1'..=b'5').contains(&first));
        let seventh_is_digit = places.nth(5)?.is_ascii_digit();
        let code = places.nth(2)?;
        let offset = YEARS.iter().position(|letter| *letter == code)?;
        let first = FIRST_YEAR + i32::try_from(offset).ok()?;
        let cycles = if north_american {
            i32::from(!seventh_is_digit)
        } else {
            (newest - first).div_euclid(30)
        };
        let year = first + 30 * cycles;
        (FIRST_YEAR..=newest).contains(&year).then_some(year)
    }
}

fn check_letter(place: usize, found: char) -> Result<(), VinError> {
    let hint = match found {
        'O' | 'Q' => '0',
        'I' => '1',
        _ if found.is_ascii_alphanumeric() => return Ok(()),
        _ => return Err(VinError::BadCharacter { place, found }),
    };
    Err(VinError::LetterForDigit { place, found, hint })
}

fn weighted_sum(number: &str) -> u32 {
    number
        .chars()
        .filter_map(|letter| VALUES.get(letter.to_digit(36)? as usize))
        .zip(WEIGHTS)
        .map(|(value, weight)| u32::from(value - b'0') * weight)
        .sum()
}

impl fmt::Display for Vin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn check_digits_follow_the_published_numbers() {
        for (number, sum, fits) in [
            ("1M8GDM9AXKP042788", 351, true),
            ("LJCPCBLCX11000237", 186, true),
            ("1G4AH59H45G118341", 411, true),
            ("2G4WF52L6S1472882", 358, true),
            ("11111111111111111", 89, true),
            ("1M8GDM9A1KP042788", 351, false),
        ] {
            let vin = Vin::parse(number).unwrap();
            assert_eq!(weighted_sum(number), sum, "{number}");
            assert_eq!(vin.check_digit_fits(), fits, "{number}");
        }
    }

    #[test]
    fn wrong_characters_and_lengths_are_refused() {
        for (text, error) in [
            ("", VinError::Empty),
            ("1M8GDM9AXKP04278", VinError::Length { found: 16 }),
            ("1M8GDM9AXKP0427880", VinError::Length { found: 18 }),
            (
                "1M8GDM9AXKPO42788",
                VinError::LetterForDigit {
                    place: 12,
                    found: 'O',
                    hint: '0',
                },
            ),
            (
                "iM8GDM9AXKP042788",
                VinError::LetterForDigit {
                    place: 1,
                    found: 'I',
                    hint: '1',
                },
            ),
            (
                "1M8GDM9AXKP0427人8",
                VinError::BadCharacter {
                    place: 16,
                    found: '人',
                },
            ),
        ] {
            assert_eq!(Vin::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn what_people_type_is_put_into_form() {
        for text in [
            "1m8gdm9axkp042788",
            " 1M8-GDM9AX-KP042788",
            "１M8GDM9AXKP042788",
        ] {
            assert_eq!(
                Vin::parse(text).map(|vin| vin.to_string()),
                Ok("1M8GDM9AXKP042788".into())
            );
        }
    }

    #[test]
    fn the_model_year_is_told() {
        for (number, newest, year) in [
            ("1M8GDM9AXKP042788", 2027, Some(1989)),
            ("1G4AH59H45G118341", 2027, Some(2005)),
            ("5YJSA1E26MF400001", 2027, Some(2021)),
            ("LTV1AE4C6K3018264", 2027, Some(2019)),
            ("LSVNV2182E2100001", 2027, Some(2014)),
            ("LSVNV2182V2100001", 2027, Some(2027)),
            ("LSVNV2182V2100001", 2026, Some(1997)),
            ("LSVNV218202100001", 2026, None),
        ] {
            assert_eq!(
                Vin::parse(number).unwrap().model_year(newest),
                year,
                "{number}"
            );
        }
        assert!(Vin::parse("LTV1AE4C6K3018264").unwrap().is_chinese());
        assert_eq!(Vin::parse("LTV1AE4C6K3018264").unwrap().maker_code(), "LTV");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(
            number in "[A-HJ-NPR-Z0-9]{8}[0-9]{9}", place in 9usize..17, digit in 0u8..10,
        ) {
            let rest = weighted_sum(&number) % 11;
            let check = if rest == 10 { 'X' } else { char::from_digit(rest, 10).unwrap() };
            let mut good: Vec<char> = number.chars().collect();
            good[8] = check;
            let mut bad = good.clone();
            bad[place] = char::from(b'0' + digit);
            let fits = |letters: &[char]| Vin::parse(&letters.iter().collect::<String>()).unwrap().check_digit_fits();
            prop_assert!(fits(&good));
            prop_assert_eq!(fits(&bad), good == bad);
        }
    }
}
