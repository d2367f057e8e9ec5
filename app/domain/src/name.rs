//! Names of people and firms: one field, family name first where the language has it so.

use core::fmt;

use crate::error::refusals;
use crate::text::{is_han, tidy};

/// The longest name, in characters.
const LONGEST: usize = 120;

/// A name in tidy form: never empty, no characters that are not seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonName(String);

refusals! {
    /// Why a text is not a name.
    pub enum NameError {
        /// There is nothing.
        Empty = "name.empty",
        /// More than 120 characters.
        TooLong = "name.too_long",
    }
}

impl PersonName {
    /// Reads a name as typed: full-width letters become half-width, spaces
    /// collapse, controls go. `李 娜` is `李娜`, since spaces inside a Chinese
    /// name are typing habit, and the dots in names such as `买买提·艾合麦提` are made one.
    pub fn read(text: &str) -> Result<Self, NameError> {
        let mut name: String = tidy(text)
            .chars()
            .map(|letter| match letter {
                '\u{2022}' | '\u{2027}' | '\u{30fb}' | '\u{ff65}' => '·',
                _ => letter,
            })
            .collect();
        if is_spaced_han(&name) {
            name.retain(|letter| letter != ' ');
        }
        match name.chars().count() {
            0 => Err(NameError::Empty),
            1..=LONGEST => Ok(Self(name)),
            _ => Err(NameError::TooLong),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as owned text.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Two to four Chinese characters with spaces between: a person, not a firm with its city.
fn is_spaced_han(name: &str) -> bool {
    let mut letters = 0;
    for letter in name.chars().filter(|letter| *letter != ' ') {
        if !is_han(letter) {
            return false;
        }
        letters += 1;
    }
    letters <= 4
}

impl fmt::Display for PersonName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_put_into_form() {
        for (typed, name) in [
            ("  王建国 ", "王建国"),
            ("李 娜", "李娜"),
            ("欧阳　修", "欧阳修"),
            ("Maria  O'Neill-García\t", "Maria O'Neill-García"),
            ("Ｍａｒｃｕｓ Ｌ.", "Marcus L."),
            ("买买提•艾合麦提", "买买提·艾合麦提"),
            ("杭州 海岳物流有限公司", "杭州 海岳物流有限公司"),
            ("王\u{0}建\u{200b}国", "王建国"),
        ] {
            assert_eq!(
                PersonName::read(typed).as_ref().map(PersonName::as_str),
                Ok(name)
            );
        }
    }

    #[test]
    fn empty_and_endless_names_are_refused() {
        assert_eq!(PersonName::read(" \u{200b}\n"), Err(NameError::Empty));
        assert_eq!(PersonName::read(&"王".repeat(121)), Err(NameError::TooLong));
        assert!(PersonName::read(&"王".repeat(120)).is_ok());
    }

    proptest! {
        #[test]
        fn a_name_in_form_stays_as_it_is(text in "\\PC{0,40}") {
            if let Ok(name) = PersonName::read(&text) {
                prop_assert_eq!(PersonName::read(name.as_str()), Ok(name));
            }
        }
    }
}
