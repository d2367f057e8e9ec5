//! The sample dealership as SQL, and the bench; both live in the `tests` crate and folder.

use std::path::Path;

use crate::args::Args;
use crate::build::{self, Mode};
use crate::outcome::{Failure, Outcome};
use crate::paths;
use crate::step::{aloud, command, quietly};
use crate::tools;

/// `cargo xtask sample`
pub fn run(args: &mut Args) -> Outcome {
    let out = args
        .value("--out")?
        .unwrap_or_else(|| paths::target().join("made/sample.sql"));
    // Without a server there is no secret yet; logins then answer to this one.
    print!("{}", write(&args.rest(), &out, "sample")?);
    println!("{}", out.display());
    Ok(())
}

/// Writes the SQL to `out`; `pepper` is the secret of the server that the logins are for, and
/// `options` go to the generator. Returns what it says about its sign-ins.
pub fn write(options: &[String], out: &Path, pepper: &str) -> Outcome<String> {
    let mut cargo = command("cargo");
    cargo.args([
        "run",
        "--quiet",
        "--package",
        "forecourt-tests",
        "--bin",
        "sample",
        "--",
    ]);
    cargo
        .args(options)
        .arg("--out")
        .arg(out)
        .env("PEPPER", pepper);
    quietly("Make the sample dealership", &mut cargo)
}

/// `cargo xtask bench`
pub fn bench(args: &mut Args) -> Outcome {
    build::all(Mode::Release)?;
    let browser = tools::browser()?;
    let mut node = command("node");
    node.arg("tests/bench/run.mjs").args(args.rest());
    node.env("CHROMIUM", browser.chromium)
        .env("FORECOURT_BUILD", Mode::Release.profile());
    match aloud(&mut node)? {
        (true, _) => Ok(()),
        (false, _) => Err(Failure::new("The bench failed.")),
    }
}
