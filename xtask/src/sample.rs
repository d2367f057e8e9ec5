//! The sample dealership as SQL, and the bench; both live in the `tests` crate and folder.

use std::path::{Path, PathBuf};

use crate::args::Args;
use crate::build::{self, Mode};
use crate::outcome::{Failure, Outcome};
use crate::paths;
use crate::step::{aloud, command, quietly};
use crate::tools;

/// Customers of the dealership that `serve` shows.
pub const CUSTOMERS: u32 = 400;

/// `cargo xtask sample`
pub fn run(args: &mut Args) -> Outcome {
    let customers = args.value("--customers")?.unwrap_or(CUSTOMERS);
    let seed = args.value("--seed")?.unwrap_or(1);
    let out = args
        .value::<PathBuf>("--out")?
        .unwrap_or_else(|| paths::target().join("made/sample.sql"));
    args.done()?;
    // Without a server there is no secret yet; logins then answer to this one.
    write(customers, seed, &out, "sample")?;
    println!("{}", out.display());
    Ok(())
}

/// Writes the SQL to `out`; `pepper` is the secret of the server that the logins are for.
/// Returns what the generator says about its sign-ins.
pub fn write(customers: u32, seed: u64, out: &Path, pepper: &str) -> Outcome<String> {
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
    cargo.args([
        "--customers",
        &customers.to_string(),
        "--seed",
        &seed.to_string(),
        "--out",
    ]);
    cargo.arg(out).env("PEPPER", pepper);
    quietly(
        &format!("Make the sample dealership ({customers} customers)"),
        &mut cargo,
    )
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
