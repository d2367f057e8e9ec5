//! How text that people type is folded: full width to half width, invisible
//! characters out, accents off. It knows nothing of what the text means.

/// The half-width form of a full-width letter, digit or sign; other characters
/// stay. Chinese keyboards produce both (Unicode block FF01-FF5E, U+3000).
pub fn half_width(letter: char) -> char {
    match letter {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// True for characters that are not seen: controls, zero-width characters and
/// the direction marks that address books copy along with a number.
pub fn is_invisible(letter: char) -> bool {
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// True for a Chinese character.
pub fn is_han(letter: char) -> bool {
    matches!(letter,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '\u{3007}')
}

/// Half width, invisible characters out, runs of white space to one space, none at the ends.
pub fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let visible = text
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(half_width);
    for letter in visible {
        if !letter.is_whitespace() {
            tidy.push(letter);
        } else if !tidy.is_empty() && !tidy.ends_with(' ') {
            tidy.push(' ');
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

/// Latin letters with marks, by the plain letters they are found under.
const ACCENTS: &[(&str, &str)] = &[
    ("a", "àáâãäåāăą"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęě"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįı"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŋ"),
    ("o", "òóôõöøōŏő"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšș"),
    ("ss", "ß"),
    ("t", "ţťŧțþ"),
    ("u", "ùúûüũūŭůűų"),
    ("w", "ŵ"),
    ("y", "ýÿŷ"),
    ("z", "źżž"),
];

/// Adds a character as search sees it: half width, lower case, without accent.
/// Signs and spaces are not added. True when something was added.
pub fn push_folded(into: &mut String, letter: char) -> bool {
    let letter = half_width(letter);
    if letter.is_ascii_alphanumeric() {
        into.push(letter.to_ascii_lowercase());
        return true;
    }
    // Most letters beyond ASCII are Chinese: they fold to themselves.
    if is_han(letter) {
        into.push(letter);
        return true;
    }
    if letter.is_ascii() || !letter.is_alphanumeric() {
        return false;
    }
    for lower in letter.to_lowercase() {
        match ACCENTS.iter().find(|(_, marked)| marked.contains(lower)) {
            Some((plain, _)) => into.push_str(plain),
            // What lower-casing splits off is a combining mark: not searched for.
            None if lower.is_alphanumeric() => into.push(lower),
            None => {}
        }
    }
    true
}

/// A whole text as search sees it, without separators.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        push_folded(&mut folded, letter);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidying_keeps_what_people_see() {
        for (typed, tidied) in [
            ("  王　建国 ", "王 建国"),
            ("Ｌｉ\u{200b} Ｎａ\t\n2", "Li Na 2"),
            ("\u{202d}138\u{202c}", "138"),
            ("", ""),
        ] {
            assert_eq!(tidy(typed), tidied);
        }
    }

    #[test]
    fn folding_takes_case_width_accent_and_signs_off() {
        for (typed, folded) in [
            ("O'Neill-García", "oneillgarcia"),
            ("Straße ÅSA", "strasseasa"),
            ("沪Ａ·D1208", "沪ad1208"),
            ("İ", "i"),
        ] {
            assert_eq!(fold(typed), folded, "{typed}");
        }
    }
}
