//! Number plates: Chinese ones in one form, others tidied.

use crate::error::refusals;
use crate::text::{is_han, tidy};

/// First characters of civil plates: provinces, regions, municipalities.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Last characters with a meaning: trailer, driving school, police, Hong Kong,
/// Macao, consulate, embassy, emergency.
const ENDINGS: &str = "挂学警港澳领使急";

/// A number plate. Chinese ones hold no separators: `沪AD12080`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Plate(String);

refusals! {
    /// Why a text is not a number plate.
    pub enum PlateError {
        /// There is nothing.
        Empty = "plate.empty",
        /// A Chinese plate has a province, a letter and five or six characters more.
        Length = "plate.length",
        /// The letters I and O are not used on Chinese plates.
        LetterForDigit {
            /// What stands there.
            found: char,
            /// What was probably meant.
            hint: char,
        } = "plate.letter_for_digit",
        /// A character that no plate has.
        BadCharacter {
            /// What stands there.
            found: char,
        } = "plate.bad_character",
    }
}

impl Plate {
    /// Reads a plate as typed: `沪a·d12080`, `沪A D12080`, `粤Z·1234港`. A plate
    /// that does not begin with a Chinese character is foreign: only tidied.
    pub fn read(text: &str) -> Result<Self, PlateError> {
        let tidy = tidy(text).to_uppercase();
        let bare: String = tidy
            .chars()
            .filter(|letter| !matches!(letter, ' ' | '·' | '•' | '・' | '.' | '-' | '—'))
            .collect();
        match bare.chars().next() {
            None => Err(PlateError::Empty),
            Some(first) if PROVINCES.contains(first) => check_chinese(&bare).map(|()| Self(bare)),
            Some(first) if is_han(first) => Err(PlateError::BadCharacter { found: first }),
            Some(_) if bare.chars().count() > 12 => Err(PlateError::Length),
            Some(_) => Ok(Self(tidy)),
        }
    }

    /// The plate in its one form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For reading: a dot after the letter of a Chinese plate, as it is stamped.
    pub fn display(&self) -> String {
        let mut letters = self.0.chars();
        match (letters.next(), letters.next()) {
            (Some(province), Some(city)) if PROVINCES.contains(province) => {
                format!("{province}{city}·{}", letters.as_str())
            }
            _ => self.0.clone(),
        }
    }
}

fn check_chinese(bare: &str) -> Result<(), PlateError> {
    let count = bare.chars().count();
    for (place, found) in bare.chars().enumerate().skip(1) {
        match found {
            // The letter O stands for the city on plates of the police.
            'O' if place == 1 => {}
            'O' => return Err(PlateError::LetterForDigit { found, hint: '0' }),
            'I' => return Err(PlateError::LetterForDigit { found, hint: '1' }),
            '0'..='9' if place == 1 => return Err(PlateError::BadCharacter { found }),
            _ if found.is_ascii_alphanumeric() => {}
            _ if place + 1 == count && ENDINGS.contains(found) => {}
            _ => return Err(PlateError::BadCharacter { found }),
        }
    }
    if (7..=8).contains(&count) {
        Ok(())
    } else {
        Err(PlateError::Length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_have_one_form() {
        for (typed, plate, shown) in [
            ("沪a·d1208", "沪AD1208", "沪A·D1208"),
            ("沪A D12080", "沪AD12080", "沪A·D12080"),
            ("沪Ｂ７Ｋ９２１", "沪B7K921", "沪B·7K921"),
            ("粤Z·1234港", "粤Z1234港", "粤Z·1234港"),
            ("浙A12345学", "浙A12345学", "浙A·12345学"),
            ("京O-12345", "京O12345", "京O·12345"),
            (" ab 12 cde ", "AB 12 CDE", "AB 12 CDE"),
        ] {
            let read = Plate::read(typed).unwrap();
            assert_eq!((read.as_str(), read.display().as_str()), (plate, shown));
            assert_eq!(Plate::read(&read.display()), Ok(read));
        }
    }

    #[test]
    fn what_cannot_be_a_plate_is_refused() {
        for (text, error) in [
            ("", PlateError::Empty),
            ("沪A1234", PlateError::Length),
            ("沪A1234567", PlateError::Length),
            (
                "沪A1234O",
                PlateError::LetterForDigit {
                    found: 'O',
                    hint: '0',
                },
            ),
            (
                "沪A1I345",
                PlateError::LetterForDigit {
                    found: 'I',
                    hint: '1',
                },
            ),
            ("沪112345", PlateError::BadCharacter { found: '1' }),
            ("国A12345", PlateError::BadCharacter { found: '国' }),
            ("沪A12港45", PlateError::BadCharacter { found: '港' }),
            ("a very long plate", PlateError::Length),
        ] {
            assert_eq!(Plate::read(text), Err(error), "{text}");
        }
    }
}
