//! What may be a login. Whoever reads one must know whose it is, so signs that
//! are not seen, or that pass for others, are refused.

use core::ops::RangeInclusive;

use crate::limits::LOGIN_LENGTH;

/// Letters that show nothing, or are another form of a letter that has a place
/// of its own (Unicode: Hangul fillers and compatibility blocks).
const NOT_PLAIN: &[RangeInclusive<char>] = &[
    '\u{115f}'..='\u{1160}',   // Hangul fillers
    '\u{17b4}'..='\u{17b5}',   // Khmer vowels that are not shown
    '\u{2100}'..='\u{218f}',   // letter-like signs, number forms
    '\u{2460}'..='\u{24ff}',   // enclosed letters
    '\u{3164}'..='\u{3164}',   // Hangul filler
    '\u{f900}'..='\u{faff}',   // second forms of Han signs
    '\u{fb00}'..='\u{fdff}',   // ligatures and presentation forms
    '\u{fe70}'..='\u{fefc}',   // Arabic presentation forms
    '\u{ff00}'..='\u{ffef}',   // full-width and half-width forms
    '\u{1d400}'..='\u{1d7ff}', // mathematical letters
    '\u{1f100}'..='\u{1f1ff}', // enclosed letters
    '\u{2f800}'..='\u{2fa1f}', // second forms of Han signs
];

/// True for what may be a login: an address or a name, lower case, 3 to 64
/// signs. A sign is an ASCII letter or digit, one of `._-+@`, or a letter of
/// another script in its plain form.
pub fn is_login(login: &str) -> bool {
    LOGIN_LENGTH.contains(&login.chars().count())
        && login.to_lowercase() == login
        && login.chars().all(is_sign)
}

fn is_sign(sign: char) -> bool {
    if sign.is_ascii() {
        return sign.is_ascii_alphanumeric() || "._-+@".contains(sign);
    }
    sign.is_alphabetic() && !NOT_PLAIN.iter().any(|range| range.contains(&sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_short_lower_case_words() {
        for (login, fits) in [
            ("li.na@example.com", true),
            ("li_na-2+3", true),
            ("王小明", true),
            ("иван.петров", true),
            ("müller", true),
            ("abc", true),
            ("ab", false),
            ("Li.Na", false),
            ("li na", false),
            ("li/na", false),
            (&"a".repeat(64), true),
            (&"a".repeat(65), false),
        ] {
            assert_eq!(is_login(login), fits, "{login}");
        }
    }

    #[test]
    fn signs_that_are_not_seen_or_pass_for_others_are_refused() {
        for sign in [
            '\u{0}',
            '\u{7f}',
            '\u{85}',
            '\t',
            '\n',
            '\u{a0}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180e}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{202e}',
            '\u{2028}',
            '\u{2060}',
            '\u{2066}',
            '\u{3000}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{fff9}',
            '\u{e0001}',
            '\u{e000}',
            'ａ',
            '１',
            '．',
            '＠',
            'ﾜ',
            '\u{ffa0}',
            'ﬁ',
            '𝐚',
            'ⓐ',
            'ⅷ',
            '٣',
            '²',
            '🚗',
            '。',
            '\u{f900}',
        ] {
            let login = format!("li.na{sign}");
            assert!(!is_login(&login), "{:04x}", u32::from(sign));
        }
    }
}
