//! The sound of a Chinese character, from tables that the build packs (see `build.rs`).

/// The low byte of each number.
const LOW: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sounds-low.bin"));
/// The ninth bit of each number, eight characters to a byte.
const HIGH: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sounds-high.bin"));
/// The syllables by number, from 1, with a space between them.
const SYLLABLES: &str = include_str!(concat!(env!("OUT_DIR"), "/syllables.txt"));

/// Extension A and the basic block, as in the tables.
const EXTENSION: u32 = 0x3400;
const EXTENSION_END: u32 = 0x4DBF;
const BASIC: u32 = 0x4E00;
const BASIC_END: u32 = 0x9FFF;

/// All sounds, ready to be asked for.
pub(super) struct Sounds(Vec<&'static str>);

impl Sounds {
    pub(super) fn new() -> Self {
        Self(SYLLABLES.split(' ').collect())
    }

    /// The syllable of a character without its tone, as typed on a keyboard; `None` when the
    /// character has no known sound.
    pub(super) fn of(&self, letter: char) -> Option<&'static str> {
        let code = u32::from(letter);
        let at = match code {
            EXTENSION..=EXTENSION_END => code - EXTENSION,
            BASIC..=BASIC_END => code - BASIC + (EXTENSION_END - EXTENSION + 1),
            _ => return None,
        };
        let at = usize::try_from(at).ok()?;
        let ninth = HIGH.get(at / 8)? >> (at % 8) & 1;
        let number = usize::from(*LOW.get(at)?) | usize::from(ninth) << 8;
        self.0.get(number.checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use pinyin::ToPinyin;

    use super::*;

    #[test]
    fn every_character_in_use_sounds_as_in_the_source() {
        let sounds = Sounds::new();
        let mut known = 0;
        for letter in (EXTENSION..=BASIC_END).filter_map(char::from_u32) {
            let source = letter
                .to_pinyin()
                .map(|sound| sound.plain().replace('ü', "v"));
            assert_eq!(sounds.of(letter), source.as_deref(), "{letter}");
            known += usize::from(source.is_some());
        }
        assert!(known > 20_000, "{known}");
        assert_eq!(sounds.of('a'), None);
        assert_eq!(
            sounds.of('\u{20000}'),
            None,
            "rare characters are found by themselves"
        );
    }
}
