//! The house rules that a compiler does not know, each a line of a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::fingerprint::files;
use crate::outcome::{Outcome, While};
use crate::paths;
use crate::tools::locked_version;

mod invariants;
mod lines;

/// A file of the workspace: its path with `/`, and its text.
pub struct Source {
    pub path: String,
    pub text: String,
}

/// A place that breaks a rule, as `path:line`.
pub type Offence = String;

/// A rule about lines: where it holds, and what it forbids there.
struct LineRule {
    about: &'static str,
    holds: fn(&str) -> bool,
    forbids: fn(&str) -> bool,
}

/// A rule about the sources as a whole.
struct WholeRule {
    about: &'static str,
    find: fn(&[Source]) -> Vec<Offence>,
}

const LINE_RULES: &[LineRule] = &[
    LineRule {
        about: "only app/src/data/store may use indexed_db_futures",
        holds: |path| lines::is_app(path) && !path.starts_with("app/src/data/store"),
        forbids: |line| line.contains("indexed_db_futures"),
    },
    LineRule {
        about: "an inline style is blocked by the content security policy; use style:name= or a class",
        holds: lines::is_app,
        forbids: lines::has_inline_style,
    },
    LineRule {
        about: "colours are named in style/tokens.css alone",
        holds: |path| {
            lines::is_app(path) || (path.starts_with("style/") && path != "style/tokens.css")
        },
        forbids: lines::has_colour,
    },
    LineRule {
        about: "SQL lives in worker/src/db alone",
        holds: |path| lines::is_worker(path) && !path.starts_with("worker/src/db"),
        forbids: lines::has_sql,
    },
    LineRule {
        // clippy itself refuses unwrap, expect and panic; this keeps exceptions few and explained.
        about: "an exception to a lint is #[expect(…, reason = …)], which goes when it is not needed",
        holds: |path| path.ends_with(".rs"),
        forbids: |line| {
            ["#[allow(", "#![allow("]
                .iter()
                .any(|start| line.trim().starts_with(start))
        },
    },
    LineRule {
        about: "the browser's globals are reached through app/src/platform",
        holds: |path| lines::is_app(path) && !path.starts_with("app/src/platform"),
        forbids: |line| line.contains("web_sys::window"),
    },
    LineRule {
        about: "tasks are started by platform, data and engine, which outlive a component",
        holds: |path| {
            let free = ["app/src/platform", "app/src/data", "app/src/engine"];
            lines::is_app(path) && !free.iter().any(|start| path.starts_with(start))
        },
        forbids: |line| line.contains("spawn_local"),
    },
];

const WHOLE_RULES: &[WholeRule] = &[
    WholeRule {
        about: "features do not import each other",
        find: features_apart,
    },
    WholeRule {
        about: "a file stays under 500 lines",
        find: short_files,
    },
    WholeRule {
        about: "domain, sync and replica stay free of wasm, async and randomness",
        find: pure_crates,
    },
    WholeRule {
        about: "every text exists in both languages",
        find: same_keys,
    },
    WholeRule {
        about: "every invariant has a test that carries its id",
        find: invariants::untested,
    },
    WholeRule {
        about: "one version of wasm-bindgen, or worker-build picks the wrong one",
        find: one_bindgen,
    },
];

/// Crates that a pure crate must not depend on, by the start of their name.
const IMPURE: &[&str] = &[
    "async",
    "futures",
    "getrandom",
    "gloo",
    "indexed_db",
    "js-sys",
    "leptos",
    "rand",
    "reqwest",
    "tokio",
    "wasm",
    "web-sys",
    "worker",
];
const LINE_LIMIT: usize = 500;

/// Applies every rule to the workspace; the result has one entry per rule.
pub fn judge() -> Outcome<Vec<(&'static str, Vec<Offence>)>> {
    let root = paths::root();
    let mut sources = Vec::new();
    for part in ["app", "worker", "tests", "xtask", "style", "Cargo.lock"] {
        for path in files(&root.join(part))? {
            let name = path
                .strip_prefix(&root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            if lines::ENDS.iter().any(|end| name.ends_with(end)) {
                let text = fs::read_to_string(&path).while_(path.display())?;
                sources.push(Source { path: name, text });
            }
        }
    }
    Ok(apply(&sources))
}

fn apply(sources: &[Source]) -> Vec<(&'static str, Vec<Offence>)> {
    let of_lines = LINE_RULES
        .iter()
        .map(|rule| (rule.about, break_lines(rule, sources)));
    let of_wholes = WHOLE_RULES
        .iter()
        .map(|rule| (rule.about, (rule.find)(sources)));
    of_lines.chain(of_wholes).collect()
}

fn break_lines(rule: &LineRule, sources: &[Source]) -> Vec<Offence> {
    let held = sources.iter().filter(|source| (rule.holds)(&source.path));
    held.flat_map(|source| {
        let bad = lines::code(source).filter(|(_, line)| (rule.forbids)(line));
        bad.map(|(number, _)| format!("{}:{number}", source.path))
            .collect::<Vec<_>>()
    })
    .collect()
}

fn features_apart(sources: &[Source]) -> Vec<Offence> {
    let feature = |path: &str| {
        let name = path
            .strip_prefix("app/src/features/")?
            .split(['/', '.'])
            .next()?;
        Some(name.to_owned())
    };
    let all: BTreeSet<String> = sources
        .iter()
        .filter_map(|source| feature(&source.path))
        .collect();
    let mut offences = Vec::new();
    for source in sources {
        let Some(own) = feature(&source.path) else {
            continue;
        };
        let foreign = all.iter().filter(|name| **name != own);
        let paths: Vec<String> = foreign.map(|name| format!("features::{name}")).collect();
        for (number, line) in lines::code(source) {
            let names_foreign = paths.iter().any(|path| lines::has_word(line, path));
            if names_foreign || line.contains("features::{") {
                offences.push(format!("{}:{number}", source.path));
            }
        }
    }
    offences
}

fn short_files(sources: &[Source]) -> Vec<Offence> {
    let long = |source: &&Source| {
        source.path.ends_with(".rs") && source.text.lines().count() >= LINE_LIMIT
    };
    sources
        .iter()
        .filter(long)
        .map(|source| format!("{}:{LINE_LIMIT}", source.path))
        .collect()
}

fn pure_crates(sources: &[Source]) -> Vec<Offence> {
    let pure = ["domain", "sync", "replica"].map(|name| format!("app/{name}/Cargo.toml"));
    let mut offences = Vec::new();
    for source in sources.iter().filter(|source| pure.contains(&source.path)) {
        let mut counts = false;
        for (index, line) in source.text.lines().enumerate() {
            if line.starts_with('[') {
                counts = line.contains("dependencies") && !line.contains("dev-dependencies");
            } else if counts && IMPURE.iter().any(|name| line.starts_with(name)) {
                offences.push(format!("{}:{}", source.path, index + 1));
            }
        }
    }
    offences
}

fn same_keys(sources: &[Source]) -> Vec<Offence> {
    let keys = |language: &str| -> BTreeMap<String, BTreeSet<String>> {
        let folder = format!("app/locales/{language}/");
        let own = sources.iter().filter_map(|source| {
            let name = source.path.strip_prefix(&folder)?;
            Some((name.to_owned(), lines::toml_keys(&source.text)))
        });
        own.collect()
    };
    let (english, chinese) = (keys("en"), keys("zh-CN"));
    let mut offences = Vec::new();
    for (from, to, missing_in) in [(&english, &chinese, "zh-CN"), (&chinese, &english, "en")] {
        for (file, names) in from {
            let present = to.get(file).cloned().unwrap_or_default();
            for name in names.difference(&present) {
                offences.push(format!("app/locales/{missing_in}/{file}:1 ({name})"));
            }
        }
    }
    offences
}

fn one_bindgen(sources: &[Source]) -> Vec<Offence> {
    let lock = sources.iter().find(|source| source.path == "Cargo.lock");
    let wrong = lock.filter(|lock| locked_version(&lock.text, "wasm-bindgen").is_err());
    wrong
        .map(|lock| format!("{}:1", lock.path))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests;
