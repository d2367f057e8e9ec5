//! The bytes of a first load as they travel, against their limit.

use std::collections::BTreeMap;
use std::fs;

use crate::args::Args;
use crate::build::{self, Mode, Outputs};
use crate::bundle::PARTS;
use crate::fingerprint::files;
use crate::outcome::{Failure, Outcome, While};
use crate::step::{answer, command};

/// What every load needs before anything is drawn: page, style, boot script, bindings, program.
const ALWAYS: &[&str] = &[
    "index.html",
    "app-*.css",
    "boot-*.js",
    "app-*.js",
    "app-*.wasm",
];
/// First loads: whose they are, the parts of the app that their first page needs, and the bytes
/// that they may cost, compressed by brotli. A visitor loads the app for the first time; a member
/// whose browser has forgotten it needs what opens and unseals the data besides (decision 0021).
const FIRST: &[(&str, &[&str], u64)] = &[
    ("a visitor, to sign in", &["door"], 300 * 1024),
    ("a member, to Today", &["home", "day"], 384 * 1024),
];
/// Node has brotli built in, so the build needs no library for it.
const COMPRESS: &str = "const { readFileSync } = require('fs'); \
    const { brotliCompressSync } = require('zlib'); \
    for (const file of process.argv.slice(1)) { const raw = readFileSync(file); \
    console.log(raw.length, brotliCompressSync(raw).length); }";

/// Raw and compressed bytes.
type Size = (u64, u64);

/// `cargo xtask size`
pub fn run(args: &mut Args) -> Outcome {
    args.done()?;
    measure(&build::all(Mode::Release)?)
}

/// Prints the sizes of a release.
///
/// # Errors
/// A first load is over the limit, or files of it are missing.
pub fn measure(outputs: &Outputs) -> Outcome {
    let parts = fs::read_to_string(outputs.made.join(PARTS)).while_(PARTS)?;
    let parts: BTreeMap<String, Vec<String>> = serde_json::from_str(&parts).while_(PARTS)?;
    let sizes = sizes(outputs, &parts)?;
    let total = |names: &[String]| {
        names
            .iter()
            .filter_map(|name| sizes.get(name))
            .fold((0, 0), add)
    };
    println!("{:<32}{:>10}{:>10}", "", "raw", "brotli");
    for (name, (raw, brotli)) in &sizes {
        println!("{name:<32}{raw:>10}{brotli:>10}");
    }
    let all: Vec<String> = sizes.keys().cloned().collect();
    let (raw, brotli) = total(&all);
    println!("{:<32}{raw:>10}{brotli:>10}", "the whole app");
    let always: Vec<String> = all
        .iter()
        .filter(|name| !parts.values().flatten().any(|part| part == *name))
        .cloned()
        .collect();
    if always.len() != ALWAYS.len() {
        return Err(Failure::new(format!(
            "Every load needs {} files, found {always:?}",
            ALWAYS.len()
        )));
    }
    let mut over = Vec::new();
    for (who, needed, limit) in FIRST {
        let mut names = always.clone();
        for part in *needed {
            let own = parts.get(*part).filter(|files| !files.is_empty());
            let own = own.ok_or_else(|| Failure::new(format!("The app has no part {part}")))?;
            names.extend(own.iter().cloned());
        }
        // Parts share files.
        names.sort();
        names.dedup();
        let (raw, brotli) = total(&names);
        println!("first load of {who:<18}{raw:>10}{brotli:>10}   limit {limit}");
        if brotli > *limit {
            over.push(format!(
                "The first load of {who} is {} bytes over its limit",
                brotli - limit
            ));
        }
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(over.join("\n")))
    }
}

const fn add(sum: Size, more: &Size) -> Size {
    (sum.0 + more.0, sum.1 + more.1)
}

/// Files of this release by name. A file of the release before lies beside them; the page and the
/// list of parts name only their own.
fn sizes(
    outputs: &Outputs,
    parts: &BTreeMap<String, Vec<String>>,
) -> Outcome<BTreeMap<String, Size>> {
    let page = fs::read_to_string(outputs.dist.join("index.html")).unwrap_or_default();
    let mut found = Vec::new();
    for path in files(&outputs.dist)? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let quoted = format!("\"/{name}\"");
        let named = name == "index.html" || page.contains(&quoted);
        let always = named && ALWAYS.iter().any(|pattern| matches(pattern, &name));
        if always || parts.values().flatten().any(|part| *part == name) {
            found.push((name, path));
        }
    }
    let told = answer(
        command("node")
            .args(["-e", COMPRESS])
            .args(found.iter().map(|(_, path)| path)),
    )?;
    let sizes = told.lines().map(|line| {
        let mut numbers = line.split(' ').map(|number| number.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    });
    Ok(found.into_iter().map(|(name, _)| name).zip(sizes).collect())
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => pattern == name,
    }
}
