//! How Chinese text sounds, in pinyin without tones: for typing it on a Latin
//! keyboard. Family names and some words have readings of their own.

use std::sync::LazyLock;

use super::sounds::Sounds;
use crate::text::{is_han, push_folded};

/// What a text names: in a person's name the first characters are a family name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    /// A person.
    Person,
    /// A firm, a model, a place.
    Thing,
}

/// One way in which a text is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// All of it: `wangjianguo`.
    pub full: String,
    /// First letters: `wjg`.
    pub initials: String,
}

static SOUNDS: LazyLock<Sounds> = LazyLock::new(Sounds::new);

/// Family names read otherwise than the character alone.
const FAMILY_NAMES: &[(&str, &[&str])] = &[
    ("尉迟", &["yu", "chi"]),
    ("万俟", &["mo", "qi"]),
    ("长孙", &["zhang", "sun"]),
    ("单于", &["chan", "yu"]),
    ("澹台", &["tan", "tai"]),
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("仇", &["qiu"]),
    ("解", &["xie"]),
    ("区", &["ou"]),
    ("查", &["zha"]),
    ("任", &["ren"]),
    ("华", &["hua"]),
    ("朴", &["piao"]),
    ("盖", &["ge"]),
    ("翟", &["zhai"]),
    ("乐", &["yue"]),
    ("覃", &["qin"]),
    ("缪", &["miao"]),
    ("种", &["chong"]),
    ("秘", &["bi"]),
    ("繁", &["po"]),
    ("员", &["yun"]),
    ("召", &["shao"]),
    ("洗", &["xian"]),
    ("冼", &["xian"]),
    ("薄", &["bo"]),
    ("臧", &["zang"]),
    ("晟", &["cheng"]),
    ("逄", &["pang"]),
    ("佴", &["nai"]),
    ("折", &["she"]),
    ("黑", &["he"]),
    ("尹", &["yin"]),
    ("宁", &["ning"]),
    ("石", &["shi"]),
    ("祭", &["zhai"]),
];

/// Words of the trade and places whose characters are read otherwise alone.
const WORDS: &[(&str, &[&str])] = &[
    ("重庆", &["chong", "qing"]),
    ("长安", &["chang", "an"]),
    ("长城", &["chang", "cheng"]),
    ("长沙", &["chang", "sha"]),
    ("长春", &["chang", "chun"]),
    ("朝阳", &["chao", "yang"]),
    ("厦门", &["xia", "men"]),
    ("车行", &["che", "hang"]),
    ("银行", &["yin", "hang"]),
    ("行业", &["hang", "ye"]),
    ("传祺", &["chuan", "qi"]),
    ("乐道", &["le", "dao"]),
    ("音乐", &["yin", "yue"]),
    ("成都", &["cheng", "du"]),
    ("都市", &["du", "shi"]),
];

/// The ways a text is read; none when it has no Chinese character. A family name
/// with a reading of its own comes first, and the plain reading after it,
/// because people type both.
pub(super) fn readings(text: &str, kind: NameKind) -> Vec<Reading> {
    if !text.chars().any(is_han) {
        return Vec::new();
    }
    let plain = read(text, &[]);
    let family = text.trim_start();
    let named = FAMILY_NAMES
        .iter()
        .any(|(name, _)| family.starts_with(name));
    if kind == NameKind::Thing || !named {
        return vec![plain];
    }
    let own = read(text, FAMILY_NAMES);
    if own == plain {
        vec![plain]
    } else {
        vec![own, plain]
    }
}

/// What a name is sorted by: characters by their sound and then by themselves,
/// so that those who share a family name stand together; names that begin with
/// a Chinese character stand before the others, as in Chinese directories.
pub type NameKey = String;

/// Stands before every letter of a sound.
const FIRST: char = '\u{1}';
/// Stands after every sound.
const LAST: char = '~';

/// Adds the key of a name to `into`.
pub fn name_key(name: &str, into: &mut NameKey) {
    for letter in name.trim().chars() {
        match SOUNDS.of(letter) {
            Some(sound) => {
                into.push_str(sound);
                into.push(FIRST);
                into.push(letter);
            }
            None => {
                into.push(LAST);
                push_folded(into, letter);
            }
        }
    }
}

fn read(text: &str, family_names: &[(&str, &[&str])]) -> Reading {
    let mut reading = Reading::default();
    let mut rest = text.trim_start();
    if let Some(after) = take(rest, family_names, &mut reading) {
        rest = after;
    }
    while let Some(letter) = rest.chars().next() {
        let word = is_han(letter)
            .then(|| take(rest, WORDS, &mut reading))
            .flatten();
        rest = word.unwrap_or_else(|| {
            spell(letter, &mut reading);
            rest.get(letter.len_utf8()..).unwrap_or_default()
        });
    }
    reading
}

/// Reads a word of the list at the beginning; gives what follows it.
fn take<'a>(text: &'a str, words: &[(&str, &[&str])], reading: &mut Reading) -> Option<&'a str> {
    words.iter().find_map(|(word, syllables)| {
        let rest = text.strip_prefix(word)?;
        for syllable in *syllables {
            reading.full.push_str(syllable);
            reading.initials.extend(syllable.chars().next());
        }
        Some(rest)
    })
}

/// Reads one character; Latin letters and digits stand for themselves.
fn spell(letter: char, reading: &mut Reading) {
    match SOUNDS.of(letter) {
        Some(sound) => {
            reading.full.push_str(sound);
            reading.initials.extend(sound.chars().next());
        }
        None => {
            push_folded(&mut reading.full, letter);
            push_folded(&mut reading.initials, letter);
        }
    }
}
