//! Names of firms without their legal form, so that `海岳物流有限公司` and
//! `海岳物流` meet.

use crate::text::{fold, tidy};

/// Legal forms at the end of a folded name, the longer before those they end with.
const CHINESE_FORMS: &[&str] = &[
    "集团股份有限公司",
    "集团有限责任公司",
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "总公司",
    "分公司",
    "公司",
    "集团",
];

/// Legal forms as last words of a Latin name.
const LATIN_FORMS: &[&str] = &[
    "co",
    "company",
    "corp",
    "corporation",
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "llc",
    "llp",
    "plc",
    "pty",
    "pte",
    "gmbh",
    "ag",
    "kg",
    "sa",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "ab",
    "oy",
    "as",
    "group",
    "holdings",
];

/// The name as it is compared: folded, without legal form and bracketed place.
/// Empty when nothing but a legal form stands there.
pub fn without_legal_form(name: &str) -> String {
    let tidy = tidy(name);
    let bare = without_brackets(&tidy);
    let mut words: Vec<String> = bare
        .split_whitespace()
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect();
    while words
        .last()
        .is_some_and(|last| LATIN_FORMS.contains(&last.as_str()))
    {
        words.pop();
    }
    let joined = words.concat();
    let mut rest = joined.as_str();
    while let Some(shorter) = CHINESE_FORMS
        .iter()
        .find_map(|form| rest.strip_suffix(form))
    {
        rest = shorter;
    }
    rest.to_owned()
}

/// `海岳（杭州）物流` names a branch: what stands in brackets is left out.
fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '(' | '【' | '[' => depth += 1,
            ')' | '】' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(letter),
            _ => {}
        }
    }
    bare
}
