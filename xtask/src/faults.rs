//! `cargo xtask faults`: breaks real systems, and says what was violated.

use std::process::Command;

use crate::args::Args;
use crate::build::{self, Mode};
use crate::outcome::{Failure, Outcome};
use crate::step::{aloud, command};
use crate::tools;

/// Kills servers, tabs and networks under the built product, and prints a table.
pub fn run(args: &mut Args) -> Outcome {
    let mode = if args.flag("--fast") {
        Mode::Fast
    } else {
        Mode::Release
    };
    build::all(mode)?;
    let mut node = program(mode)?;
    if aloud(node.args(args.rest()))?.0 {
        Ok(())
    } else {
        Err(Failure::said())
    }
}

/// What runs the faults against a build.
pub fn program(mode: Mode) -> Outcome<Command> {
    let browser = tools::browser()?;
    let mut node = command("node");
    node.arg("tests/faults/run.mjs")
        .env("CHROMIUM", browser.chromium)
        .env("FORECOURT_BUILD", mode.profile());
    Ok(node)
}
