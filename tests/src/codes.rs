//! Every code that a rule or the server can answer has words in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use forecourt_domain::RuleError;
use forecourt_domain::vin::Vin;
use forecourt_sync::Code;
use forecourt_sync::failure::INTERCEPTED;

fn keys(language: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../app/locales")
        .join(language)
        .join("codes.toml");
    let texts: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    texts
        .into_iter()
        .filter(|(_, text)| text.as_str().is_some_and(|words| !words.trim().is_empty()))
        .map(|(key, _)| key.replace("__", "."))
        .collect()
}

#[test]
fn every_code_has_words_in_both_languages() {
    let rules = RuleError::CODES.iter().copied().flatten().copied();
    let codes: BTreeSet<String> = rules
        .chain([Vin::CHECK_DIGIT_WARNING])
        .chain(Code::ALL.iter().map(|code| code.as_str()))
        .chain([INTERCEPTED])
        .map(str::to_owned)
        .collect();
    for language in ["en", "zh-CN"] {
        let known = keys(language);
        let missing: Vec<_> = codes.difference(&known).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}
