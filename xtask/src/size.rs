//! The bytes of a first visit as they travel, against goal and ceiling.

use std::path::Path;

use crate::args::Args;
use crate::build::{self, Mode};
use crate::fingerprint::files;
use crate::outcome::{Failure, Outcome};
use crate::step::{answer, command};

/// Bytes that a first visit should cost at this stage, compressed by brotli. Not reached yet: decision 0009.
const GOAL: u64 = 300 * 1024;
/// Bytes above which the tests fail. It follows the figure down, never up.
const CEILING: u64 = 800 * 1024;
/// What a first visit loads: page, style, boot script, bindings, app.
const FIRST_LOAD: &[&str] = &[
    "index.html",
    "app-*.css",
    "boot-*.js",
    "app-*.js",
    "app-*.wasm",
];
/// Node has brotli built in, so the build needs no library for it.
const COMPRESS: &str = "const { readFileSync } = require('fs'); \
    const { brotliCompressSync } = require('zlib'); \
    for (const file of process.argv.slice(1)) { const raw = readFileSync(file); \
    console.log(raw.length, brotliCompressSync(raw).length); }";

/// `cargo xtask size`
pub fn run(args: &mut Args) -> Outcome {
    args.done()?;
    let outputs = build::all(Mode::Release)?;
    measure(&outputs.dist)
}

/// Prints the sizes of `dist`.
///
/// # Errors
/// The first load is over the ceiling.
pub fn measure(dist: &Path) -> Outcome {
    let page = std::fs::read_to_string(dist.join("index.html")).unwrap_or_default();
    let mut first = Vec::new();
    for path in files(dist)? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // A file of the release before lies beside this one; the page names only its own.
        let is_current = name == "index.html" || page.contains(&format!("\"/{name}\""));
        if is_current && FIRST_LOAD.iter().any(|pattern| matches(pattern, &name)) {
            first.push((name, path));
        }
    }
    let told = answer(
        command("node")
            .args(["-e", COMPRESS])
            .args(first.iter().map(|(_, path)| path)),
    )?;
    println!("{:<28}{:>10}{:>10}", "first load", "raw", "brotli");
    let (mut raw_sum, mut brotli_sum) = (0, 0);
    for ((name, _), line) in first.iter().zip(told.lines()) {
        let mut numbers = line
            .split(' ')
            .map(|number| number.parse::<u64>().unwrap_or(0));
        let (raw, brotli) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        println!("{name:<28}{raw:>10}{brotli:>10}");
        (raw_sum, brotli_sum) = (raw_sum + raw, brotli_sum + brotli);
    }
    println!(
        "{:<28}{raw_sum:>10}{brotli_sum:>10}   goal {GOAL}, ceiling {CEILING}",
        "together"
    );
    if first.len() != FIRST_LOAD.len() {
        return Err(Failure::new(format!(
            "A first load is {} files, found {}",
            FIRST_LOAD.len(),
            first.len()
        )));
    }
    if brotli_sum > CEILING {
        return Err(Failure::new(format!(
            "The first load is {brotli_sum} bytes, {} over the ceiling",
            brotli_sum - CEILING
        )));
    }
    Ok(())
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => pattern == name,
    }
}
