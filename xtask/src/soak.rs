//! `cargo xtask soak`: plays any number of seeds of the simulation of syncing.

use crate::args::Args;
use crate::outcome::{Failure, Outcome};
use crate::step::{aloud, command};

/// Seeds of a soak that does not say how many.
const SEEDS: u64 = 20_000;

/// Plays seeds one after the other, and says how many a second and which fault met which state.
pub fn run(args: &mut Args) -> Outcome {
    let one: Option<u64> = args.value("--seed")?;
    let from = args.value("--from")?.unwrap_or(0);
    let count = args.value("--seeds")?.unwrap_or(SEEDS);
    args.done()?;
    let (from, count) = one.map_or((from, count), |seed| (seed, 1));
    let mut cargo = command("cargo");
    cargo
        .args(["test", "--quiet", "--package", "forecourt-tests"])
        .args(["--test", "sync", "simulator::every", "--"])
        .arg("--nocapture")
        .env("FORECOURT_SEEDS", format!("{from} {count}"));
    match aloud(&mut cargo)? {
        (true, _) => Ok(()),
        (false, _) => Err(Failure::said()),
    }
}
