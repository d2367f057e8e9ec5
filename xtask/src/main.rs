//! The one build path of Forecourt: every command that builds, checks, runs or deploys it.
//!
//! Owns the order of the steps and the names of the outputs. Must not know what the product does.

#![expect(
    clippy::disallowed_methods,
    reason = "the ban on std clocks is for code that runs as wasm; this program runs on the host"
)]

mod app;
mod args;
mod build;
mod bundle;
mod check;
mod chunks;
mod deploy;
mod engines;
mod faults;
mod fingerprint;
mod imports;
mod layers;
mod local;
mod mutants;
mod outcome;
mod paths;
mod sample;
mod serve;
mod size;
mod soak;
mod step;
mod tidy;
mod tools;

use std::process::ExitCode;

use args::Args;
use outcome::{Failure, Outcome};

/// One command: its name, its options, what it does, and the function that does it.
struct Command {
    name: &'static str,
    options: &'static str,
    about: &'static str,
    run: fn(&mut Args) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        options: "[--port 8787] [--reset]",
        about: "build everything, run it here with a sample dealership",
        run: serve::run,
    },
    Command {
        name: "test",
        options: "[LAYER…] [--fast]",
        about: "run every layer of tests, or the named ones; --fast against the fast build",
        run: layers::run,
    },
    Command {
        name: "check",
        options: "",
        about: "format, lints (native and wasm32) and house rules",
        run: check::run,
    },
    Command {
        name: "build",
        options: "[--fast]",
        about: "build app and Worker; --fast for browser tests",
        run: build::run,
    },
    Command {
        name: "size",
        options: "",
        about: "bytes of a first load, against its limit",
        run: size::run,
    },
    Command {
        name: "sample",
        options: "[--customers N] [--seed N] [--out FILE]…",
        about: "write the sample dealership as SQL",
        run: sample::run,
    },
    Command {
        name: "bench",
        options: "[ARG…]",
        about: "measure against other local stores in one run",
        run: sample::bench,
    },
    Command {
        name: "soak",
        options: "[--seeds N] [--from S] [--seed S]",
        about: "play any number of seeds of the simulation of syncing",
        run: soak::run,
    },
    Command {
        name: "faults",
        options: "[--quick] [--fast] [NAME…]",
        about: "kill servers, tabs and networks under the product",
        run: faults::run,
    },
    Command {
        name: "mutants",
        options: "[WORD…]",
        about: "break the product in small ways and see which test notices",
        run: mutants::run,
    },
    Command {
        name: "deploy",
        options: "",
        about: "build and publish to Cloudflare",
        run: deploy::run,
    },
];

fn main() -> ExitCode {
    let mut args = Args::from_env();
    let Some(name) = args.next_word() else {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    };
    match dispatch(&name, &mut args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_said() {
                eprintln!("{failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(name: &str, args: &mut Args) -> Outcome {
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(args),
        None => Err(Failure::new(format!(
            "There is no command `{name}`.\n{}",
            usage()
        ))),
    }
}

fn usage() -> String {
    let mut text = String::from("cargo xtask COMMAND\n\n");
    for command in COMMANDS {
        text += &format!(
            "  {:<8}{:<42}{}\n",
            command.name, command.options, command.about
        );
    }
    text
}
