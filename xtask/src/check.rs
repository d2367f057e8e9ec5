//! Format, lints and house rules: what can be judged without running anything.

use crate::args::Args;
use crate::layers::Score;
use crate::outcome::{Failure, Outcome};
use crate::step::{command, quietly};
use crate::tidy;
use crate::tools;

const DENY: &[&str] = &["--", "-D", "warnings"];
/// The words of each cargo check, after its name.
const CARGO: &[(&str, &[&str])] = &[
    ("Check the format", &["fmt", "--all", "--check", "--", "-l"]),
    (
        "Lint what runs natively",
        &[
            "clippy",
            "-p",
            "forecourt-domain",
            "-p",
            "forecourt-sync",
            "-p",
            "forecourt-tests",
            "-p",
            "xtask",
            "--all-targets",
        ],
    ),
    (
        "Lint what runs as wasm",
        &[
            "clippy",
            "-p",
            "forecourt-app",
            "-p",
            "forecourt-worker",
            "--lib",
            "--bins",
            "--tests",
            "--all-features",
            "--target",
            "wasm32-unknown-unknown",
        ],
    ),
];

/// `cargo xtask check`
pub fn run(args: &mut Args) -> Outcome {
    args.done()?;
    match score()? {
        Score { failed: 0, .. } => Ok(()),
        Score { failed, .. } => Err(Failure::new(format!("{failed} checks failed."))),
    }
}

/// Runs every check, also after one that failed.
pub fn score() -> Outcome<Score> {
    tools::wasm_target()?;
    let mut score = Score::default();
    for (what, words) in CARGO {
        let mut cargo = command("cargo");
        cargo.args(*words);
        if words.first() == Some(&"clippy") {
            cargo.args(DENY);
        }
        score.count(quietly(what, &mut cargo));
    }
    println!("Check the house rules …");
    for (rule, offences) in tidy::judge()? {
        if offences.is_empty() {
            score.passed += 1;
            continue;
        }
        score.failed += 1;
        for offence in offences {
            println!("{offence}: {rule}");
        }
    }
    Ok(score)
}
