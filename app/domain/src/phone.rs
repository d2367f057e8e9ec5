//! Telephone numbers in E.164.
//!
//! Reads what people type and paste, with the rules of the Chinese numbering
//! plan and sane rules for the rest of the world. It does not know whether a
//! number is in use.

mod plan;

use serde::{Deserialize, Serialize};

use crate::error::refusals;
use crate::text::{half_width, is_invisible};

/// A telephone number, E.164 with its plus sign: `+8613800138000`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

refusals! {
    /// Why a text is not a telephone number.
    pub enum PhoneError {
        /// There is nothing.
        Empty = "phone.empty",
        /// A letter stands where a digit looks alike.
        LetterForDigit {
            /// What stands there.
            found: char,
            /// What was probably meant.
            hint: char,
        } = "phone.letter_for_digit",
        /// A character that no number has.
        BadCharacter {
            /// What stands there.
            found: char,
        } = "phone.bad_character",
        /// Digits are missing.
        TooShort = "phone.too_short",
        /// There are too many digits.
        TooLong = "phone.too_long",
        /// No number begins like this.
        UnknownPrefix = "phone.unknown_prefix",
        /// A fixed line without its area code and the zero before it.
        AreaCodeMissing = "phone.area_code_missing",
        /// A national number of a country whose rules are not known: it needs a plus sign.
        CountryCodeMissing = "phone.country_code_missing",
        /// Two numbers in one field.
        Several = "phone.several",
        /// An extension follows, which E.164 cannot hold.
        Extension = "phone.extension",
    }
}

/// What is left of a typed number when separators are gone.
struct Typed {
    digits: String,
    /// It began with a plus sign.
    plus: bool,
    /// It began with three digits in brackets, as numbers in North America are written.
    bracketed_area: bool,
}

impl Phone {
    /// Reads a number as people write it. `default_country` (ISO 3166 alpha-2)
    /// says how to read one without a country code. A number such as
    /// `(312) 555-0147` is read as North American in every country, because
    /// nobody else writes three digits in brackets before seven.
    pub fn parse(text: &str, default_country: &str) -> Result<Self, PhoneError> {
        let typed = Typed::read(text)?;
        let digits = typed.digits.as_str();
        let exit_code = plan::exit_code(default_country);
        let number = if typed.plus {
            plan::international(digits)
        } else if let Some(rest) = digits.strip_prefix(exit_code) {
            plan::international(rest)
        } else if typed.bracketed_area && plan::is_north_american(digits) {
            plan::international(&format!("1{digits}"))
        } else {
            plan::national(digits, default_country)
        };
        number.map(|digits| Self(format!("+{digits}")))
    }

    /// The number with its plus sign.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits without the plus sign.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }

    /// The number as people at home dial it: Chinese numbers without country
    /// code (fixed lines with their zero), others with all digits.
    pub fn dialled(&self) -> String {
        plan::dialled(self.digits())
    }

    /// In groups, for reading: `138 0013 8000`, `0571 8812 2808`,
    /// `+1 312 555 0147`. Chinese numbers stand without their country code.
    pub fn display(&self) -> String {
        plan::display(self.digits())
    }

    /// The last `count` digits, fewer when the number is shorter.
    pub fn tail(&self, count: usize) -> &str {
        let digits = self.digits();
        digits
            .get(digits.len().saturating_sub(count)..)
            .unwrap_or(digits)
    }

    /// True for a Chinese mobile. Other plans do not tell mobiles and fixed lines apart here.
    pub fn is_mobile(&self) -> bool {
        self.digits()
            .strip_prefix("86")
            .is_some_and(plan::is_mobile)
    }
}

impl Typed {
    fn read(text: &str) -> Result<Self, PhoneError> {
        // British and German letterheads write the trunk zero in brackets, after the country code.
        let text =
            if text.trim_start().starts_with(['+', '＋']) || text.trim_start().starts_with("00") {
                text.replace("(0)", "")
            } else {
                text.to_owned()
            };
        let mut typed = Self {
            digits: String::new(),
            plus: false,
            bracketed_area: false,
        };
        let mut open_at = None;
        let mut letters = text
            .chars()
            .filter(|letter| !is_invisible(*letter))
            .map(half_width)
            .peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '0'..='9' => typed.digits.push(letter),
                '+' if typed.digits.is_empty() && !typed.plus => typed.plus = true,
                '(' => open_at = Some(typed.digits.len()),
                ')' => {
                    let first = open_at == Some(0) && typed.digits.len() == 3;
                    typed.bracketed_area |= first && !typed.plus;
                }
                ',' | ';' | '/' | '、' | '&' if typed.digits.len() >= 7 => {
                    return Err(if letters.any(|rest| rest.is_ascii_digit()) {
                        PhoneError::Several
                    } else {
                        PhoneError::BadCharacter { found: letter }
                    });
                }
                _ if is_separator(letter) => {}
                _ => return Err(stranger(letter, &typed.digits, letters.peek().copied())),
            }
        }
        if typed.digits.is_empty() {
            return Err(PhoneError::Empty);
        }
        Ok(typed)
    }
}

/// Signs that people put between digits.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '.' | '/' | '_' | '·' | '•' | '・' | '[' | ']' | '【' | '】' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}' | 'ー'
        )
}

/// Why a character that is neither digit nor separator cannot stand there.
fn stranger(found: char, before: &str, after: Option<char>) -> PhoneError {
    let hint = match found {
        'O' | 'o' | 'D' | 'Q' => Some('0'),
        'l' | 'I' | 'i' | '|' => Some('1'),
        'S' | 's' => Some('5'),
        'B' => Some('8'),
        'Z' | 'z' => Some('2'),
        _ => None,
    };
    let among_digits = !before.is_empty() || after.is_some_and(|next| next.is_ascii_digit());
    match (hint, found) {
        (Some(hint), _) if among_digits => PhoneError::LetterForDigit { found, hint },
        (_, 'x' | 'X' | 'e' | 'E' | '#' | '转' | '分') if before.len() >= 7 => {
            PhoneError::Extension
        }
        _ => PhoneError::BadCharacter { found },
    }
}

#[cfg(test)]
mod tests;
