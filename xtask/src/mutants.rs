//! `cargo xtask mutants`: breaks the product on purpose, in small ways, and says which test noticed.

mod list;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::args::Args;
use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::step::{answer, command, silently};
use list::{Mutant, all};

/// The test that judges whether chance brought about enough: it notices no mutant.
const CHANCE: &str = "every_fault_meets_every_state_of_the_protocol";

/// Tries every mutant, or those whose name has one of the words in it.
pub fn run(args: &mut Args) -> Outcome {
    let words = args.rest();
    let is_wanted = |mutant: &&Mutant| {
        words.is_empty() || words.iter().any(|word| mutant.name.contains(word.as_str()))
    };
    let tree = copy()?;
    let mut missed = 0;
    for mutant in all().filter(is_wanted) {
        let start = Instant::now();
        let caught = attempt(mutant, &tree)?;
        missed += usize::from(caught.is_none());
        let said = caught.map_or_else(|| "MISSED".to_owned(), |test| format!("caught by {test}"));
        let seconds = start.elapsed().as_secs();
        println!("{:<44}{said} ({seconds} s)", mutant.name);
    }
    if missed == 0 {
        Ok(())
    } else {
        Err(Failure::new(format!("{missed} mutants were missed")))
    }
}

/// A copy of the tree, so that a mutant never lies in the one that is worked on.
fn copy() -> Outcome<PathBuf> {
    let tree = paths::target().join("mutants");
    let _ = fs::remove_dir_all(&tree);
    let files = answer(command("git").args(["ls-files", "-co", "--exclude-standard"]))?;
    for file in files.lines().filter(|file| is_needed(file)) {
        let (from, to) = (paths::root().join(file), tree.join(file));
        if !from.is_file() {
            continue;
        }
        fs::create_dir_all(to.parent().unwrap_or(&tree)).while_(file)?;
        fs::copy(&from, &to).while_(file)?;
    }
    Ok(tree)
}

/// Pictures and pages are not; what cargo reads is.
fn is_needed(file: &str) -> bool {
    [".rs", ".sql", ".toml", ".lock", ".csv", ".xml", ".json"]
        .iter()
        .any(|end| file.ends_with(end))
}

/// The test that catches a mutant, if one does.
fn attempt(mutant: &Mutant, tree: &Path) -> Outcome<Option<String>> {
    let mut originals = Vec::new();
    for (file, from, to) in mutant.changes {
        let path = tree.join(file);
        let text = fs::read_to_string(&path).while_(file)?;
        if !text.contains(from) {
            let name = mutant.name;
            return Err(Failure::new(format!("{name}: {file} has no `{from}`")));
        }
        fs::write(&path, text.replace(from, to)).while_(file)?;
        originals.push((path, text));
    }
    let mut cargo = command("cargo");
    cargo
        .current_dir(tree)
        .args(["test", "--no-fail-fast", "--package", "forecourt-sync"])
        .args(["--package", "forecourt-tests"])
        .env("CARGO_TARGET_DIR", paths::target())
        .env("FORECOURT_SEARCH", "0");
    let (success, text) = silently(&mut cargo)?;
    for (path, text) in originals {
        fs::write(&path, text).while_("putting back what was changed")?;
    }
    if success {
        return Ok(None);
    }
    let failed: Vec<&str> = text.lines().filter_map(failed_test).collect();
    if failed.iter().any(|test| test.ends_with(CHANCE)) && failed.len() == 1 {
        return Ok(None);
    }
    match failed.as_slice() {
        [] => Err(Failure::new(format!(
            "{}: does not build\n{text}",
            mutant.name
        ))),
        tests => {
            let simulated = tests.iter().any(|test| test.contains("every_seed"));
            let first = tests.first().copied().unwrap_or_default();
            let also = if simulated { ", the simulation" } else { "" };
            Ok(Some(format!("{first}{also}")))
        }
    }
}

/// The name in a line like `test merge::tests::a ... FAILED`.
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutant_changes_what_stands_in_the_tree() {
        for mutant in all() {
            for (file, from, to) in mutant.changes {
                let text = fs::read_to_string(paths::root().join(file)).unwrap_or_default();
                assert!(
                    text.contains(from),
                    "{}: {file} has no `{from}`",
                    mutant.name
                );
                assert_ne!(from, to);
            }
        }
    }

    #[test]
    fn a_failed_test_is_read_from_its_line() {
        assert_eq!(failed_test("test a::b ... FAILED"), Some("a::b"));
        assert_eq!(failed_test("test a::b ... ok"), None);
    }
}
