//! Packs the sound of Chinese characters: the tables of the `pinyin` crate carry every spelling
//! with tones and take 210 KB; search needs the syllable alone, which packs into a sixth.
//!
//! A syllable has a number, the frequent ones the low numbers. The number of a character is split:
//! its low byte stands in one table, what is above it in another that is nearly always zero, so
//! that both compress well.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use pinyin::ToPinyin;

/// Characters in use: Extension A, and the basic block up to its end.
const RANGES: [(u32, u32); 2] = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF)];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let sounds: Vec<Option<&str>> = RANGES
        .iter()
        .flat_map(|(first, last)| *first..=*last)
        .map(|code| Some(char::from_u32(code)?.to_pinyin()?.plain()))
        .collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for sound in sounds.iter().flatten() {
        *uses.entry(sound).or_default() += 1;
    }
    let mut syllables: Vec<(&str, usize)> = uses.into_iter().collect();
    syllables.sort_by_key(|(_, uses)| std::cmp::Reverse(*uses));
    // Number 0 is a character without a known sound.
    let numbers: BTreeMap<&str, usize> = syllables
        .iter()
        .enumerate()
        .map(|(at, (sound, _))| (*sound, at + 1))
        .collect();
    let number = |sound: &Option<&str>| {
        sound.map_or(0, |sound| numbers.get(sound).copied().unwrap_or_default())
    };
    let low: Vec<u8> = sounds.iter().map(|sound| number(sound) as u8).collect();
    let high: Vec<u8> = sounds
        .chunks(8)
        .map(|eight| {
            let bits = eight.iter().enumerate();
            bits.fold(0, |byte, (at, sound)| {
                byte | ((number(sound) >> 8) as u8) << at
            })
        })
        .collect();
    assert!(syllables.len() < 512, "a number has nine bits");
    let names: Vec<String> = syllables
        .iter()
        // Keyboards write ü as v.
        .map(|(sound, _)| sound.replace('ü', "v"))
        .collect();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("sounds-low.bin"), low)?;
    fs::write(out.join("sounds-high.bin"), high)?;
    fs::write(out.join("syllables.txt"), names.join(" "))?;
    Ok(())
}
