//! The layers of tests in order, quickest knowledge first, and the sum at the end.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::args::Args;
use crate::build::{self, Mode};
use crate::check;
use crate::engines;
use crate::faults;
use crate::fingerprint::files;
use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::size;
use crate::step::{aloud, command};
use crate::tools;

/// The variable by which cargo finds what runs wasm tests.
const TEST_RUNNER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";

/// How many tests of a layer passed and failed, and what could not be tested here.
#[derive(Clone, Default)]
pub struct Score {
    pub passed: u64,
    pub failed: u64,
    pub skipped: Vec<&'static str>,
}

impl Score {
    /// Counts one more, and says why it failed.
    pub fn count<T>(&mut self, outcome: Outcome<T>) {
        match outcome {
            Ok(_) => self.passed += 1,
            Err(failure) => {
                println!("{failure}");
                self.failed += 1;
            }
        }
    }

    /// A run that ended badly has failed, whatever it counted; so has one that ran no test.
    fn judged(mut self, success: bool) -> Self {
        if self.failed == 0 && (!success || self.passed == 0) {
            println!(
                "{}",
                if success {
                    "No test ran."
                } else {
                    "The run broke off."
                }
            );
            self.failed = 1;
        }
        self
    }
}

/// One layer: the name to ask for it, what it shows, and how it runs.
struct Layer {
    name: &'static str,
    about: &'static str,
    run: fn(&mut Product) -> Outcome<Score>,
}

/// The build that tests of the product run against.
struct Product {
    mode: Mode,
    is_broken: bool,
}

impl Product {
    /// Makes it up to date; does not try a second time when that failed.
    fn build(&mut self) -> Outcome {
        if self.is_broken {
            return Err(Failure::new("Nothing to test: the build failed above."));
        }
        self.is_broken = true;
        build::all(self.mode)?;
        self.is_broken = false;
        Ok(())
    }
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "check",
        about: "format, lints, house rules",
        run: |_| check::score(),
    },
    Layer {
        name: "native",
        about: "rules, merge, simulation",
        run: |_| native(),
    },
    Layer {
        name: "style",
        about: "contrast of the tokens",
        run: |_| specs("tests/style", &mut command("node")),
    },
    Layer {
        name: "store",
        about: "IndexedDB in Chromium",
        run: |_| store(),
    },
    Layer {
        name: "worker",
        about: "the Worker on workerd and D1",
        run: worker,
    },
    Layer {
        name: "browser",
        about: "the product in Chromium",
        run: browser,
    },
    Layer {
        name: "browsers",
        about: "Firefox and WebKitGTK",
        run: browsers,
    },
    Layer {
        name: "faults",
        about: "servers, tabs and networks die",
        run: faulty,
    },
    Layer {
        name: "size",
        about: "bytes of a first visit",
        run: budget,
    },
];

/// `cargo xtask test`
pub fn run(args: &mut Args) -> Outcome {
    let mode = if args.flag("--fast") {
        Mode::Fast
    } else {
        Mode::Release
    };
    let asked = args.rest();
    if let Some(word) = asked
        .iter()
        .find(|word| LAYERS.iter().all(|layer| layer.name != **word))
    {
        let names: Vec<_> = LAYERS.iter().map(|layer| layer.name).collect();
        return Err(Failure::new(format!(
            "`{word}` is no layer: {}",
            names.join(", ")
        )));
    }
    let mut product = Product {
        mode,
        is_broken: false,
    };
    let mut done = Vec::new();
    for layer in LAYERS {
        if asked.is_empty() || asked.iter().any(|name| name == layer.name) {
            println!("\n== {}: {}", layer.name, layer.about);
            let start = Instant::now();
            let score = (layer.run)(&mut product).unwrap_or_else(|failure| {
                println!("{failure}");
                Score {
                    failed: 1,
                    ..Score::default()
                }
            });
            done.push((layer, score, start.elapsed()));
        }
    }
    sum_up(&done)
}

fn sum_up(done: &[(&Layer, Score, Duration)]) -> Outcome {
    println!(
        "\n{:<10}{:<30}{:>8}{:>8}{:>10}",
        "layer", "", "passed", "failed", "time"
    );
    let mut sum = Score::default();
    for (layer, score, time) in done {
        let Score { passed, failed, .. } = score;
        let seconds = time.as_secs_f64();
        println!(
            "{:<10}{:<30}{passed:>8}{failed:>8}{seconds:>8.1} s",
            layer.name, layer.about
        );
        sum.passed += passed;
        sum.failed += failed;
        sum.skipped.extend(&score.skipped);
    }
    if !sum.skipped.is_empty() {
        println!("\nskipped, not installed here: {}", sum.skipped.join(", "));
    }
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    if sum.failed == 0 {
        Ok(())
    } else {
        Err(Failure::said())
    }
}

fn native() -> Outcome<Score> {
    let mut cargo = command("cargo");
    cargo.args(["test", "--quiet", "--no-fail-fast"]);
    for package in [
        "forecourt-domain",
        "forecourt-sync",
        "forecourt-replica",
        "forecourt-tests",
        "xtask",
    ] {
        cargo.args(["--package", package]);
    }
    rust_tests(&mut cargo)
}

fn store() -> Outcome<Score> {
    let runner = tools::wasm()?.test_runner;
    let browser = tools::browser()?;
    let mut cargo = command("cargo");
    // Cargo would pass `--quiet` on to the runner, which does not know it.
    cargo
        .args([
            "test",
            "--no-fail-fast",
            "--package",
            "forecourt-app",
            "--lib",
            "--test",
            "*",
        ])
        .args(["--target", "wasm32-unknown-unknown"])
        .env(TEST_RUNNER, runner)
        .env("CHROMEDRIVER", browser.driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    rust_tests(&mut cargo)
}

fn worker(product: &mut Product) -> Outcome<Score> {
    product.build()?;
    let mut node = command("node");
    specs(
        "tests/worker",
        node.env("FORECOURT_BUILD", product.mode.profile()),
    )
}

/// The specs of a folder, by the test runner of Node.
fn specs(folder: &str, node: &mut Command) -> Outcome<Score> {
    let mut specs = files(&paths::root().join(folder))?;
    specs.retain(|path| path.to_string_lossy().ends_with(".spec.mjs"));
    run_specs(&specs, node)
}

fn run_specs(specs: &[PathBuf], node: &mut Command) -> Outcome<Score> {
    node.args(["--test", "--test-reporter=spec"]).args(specs);
    let (success, text) = aloud(node)?;
    Ok(count_specs(&text).judged(success))
}

/// Takes the sum from lines like `ℹ pass 12`.
fn count_specs(text: &str) -> Score {
    let number = |word: &str| text.lines().rev().find_map(|line| number_after(line, word));
    Score {
        passed: number("pass").unwrap_or(0),
        failed: number("fail").unwrap_or(0),
        ..Score::default()
    }
}

fn browser(product: &mut Product) -> Outcome<Score> {
    product.build()?;
    let browser = tools::browser()?;
    let report = paths::root().join("tests/results/browser.json");
    let _ = fs::remove_file(&report);
    let mut playwright = command(paths::node_bin("playwright"));
    playwright
        .args(["test", "--config", "tests/e2e/playwright.config.mjs"])
        .env("CHROMIUM", browser.chromium)
        .env("FORECOURT_BUILD", product.mode.profile());
    let (success, _) = aloud(&mut playwright)?;
    let text = fs::read_to_string(&report).while_("Playwright left no report")?;
    let report: Value = serde_json::from_str(&text).while_("the report of Playwright")?;
    let stat = |name: &str| {
        report
            .pointer(&format!("/stats/{name}"))
            .and_then(Value::as_u64)
    };
    let number = |name: &str| stat(name).unwrap_or(0);
    let failed = number("unexpected") + number("flaky");
    Ok(Score {
        passed: number("expected"),
        failed,
        ..Score::default()
    }
    .judged(success))
}

fn browsers(product: &mut Product) -> Outcome<Score> {
    product.build()?;
    let present = engines::present()?;
    let mut score = Score::default();
    if !present.specs.is_empty() {
        let mut node = command("node");
        // One engine after the other: each is given time to answer, not half of the machine.
        node.arg("--test-concurrency=1")
            .env("FORECOURT_BUILD", product.mode.profile())
            .env(TEST_RUNNER, tools::wasm()?.test_runner)
            .envs(present.places);
        score = run_specs(&present.specs, &mut node)?;
    }
    score.skipped = present.missing;
    Ok(score)
}

fn faulty(product: &mut Product) -> Outcome<Score> {
    product.build()?;
    let (success, text) = aloud(faults::program(product.mode)?.arg("--quick"))?;
    Ok(count_specs(&text).judged(success))
}

fn budget(product: &mut Product) -> Outcome<Score> {
    match product.mode {
        Mode::Release => product.build()?,
        Mode::Fast => build::all(Mode::Release).map(drop)?,
    }
    let mut score = Score::default();
    score.count(size::measure(&Mode::Release.outputs()));
    Ok(score)
}

fn rust_tests(cargo: &mut Command) -> Outcome<Score> {
    let (success, text) = aloud(cargo)?;
    Ok(count_rust(&text).judged(success))
}

/// Adds up lines like `test result: ok. 12 passed; 0 failed; 0 ignored; …`.
fn count_rust(text: &str) -> Score {
    let mut score = Score::default();
    for line in text
        .lines()
        .filter_map(|line| line.split_once("test result: "))
    {
        score.passed += number_before(line.1, "passed").unwrap_or(0);
        score.failed += number_before(line.1, "failed").unwrap_or(0);
    }
    score
}

fn number_before(line: &str, word: &str) -> Option<u64> {
    let words: Vec<&str> = line
        .split([' ', ';'])
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .find(|pair| pair.last() == Some(&word))?
        .first()?
        .parse()
        .ok()
}

/// The number in a line like `ℹ pass 12`.
fn number_after(line: &str, word: &str) -> Option<u64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [_, found, number] if *found == word => number.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_results_add_up_over_binaries() {
        let text = "test result: ok. 12 passed; 0 failed; 1 ignored; finished in 0.1s\nx\n\
                    test result: FAILED. 3 passed; 2 failed; 0 ignored\n";
        let Score { passed, failed, .. } = count_rust(text);
        assert_eq!((passed, failed), (15, 2));
    }

    #[test]
    fn node_results_are_read_from_their_line_only() {
        assert_eq!(number_after("ℹ pass 7", "pass"), Some(7));
        assert_eq!(number_after("a test that must pass 7", "pass"), None);
    }

    #[test]
    fn a_run_without_a_test_or_with_a_bad_end_has_failed() {
        let three = Score {
            passed: 3,
            ..Score::default()
        };
        assert_eq!(Score::default().judged(true).failed, 1);
        assert_eq!(three.clone().judged(false).failed, 1);
        assert_eq!(three.judged(true).failed, 0);
    }
}
