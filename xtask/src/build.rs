//! Builds the app and the Worker, each only when its sources changed, and lays out `dist`.

use std::fs;
use std::path::PathBuf;

use crate::app;
use crate::args::Args;
use crate::bundle;
use crate::fingerprint;
use crate::outcome::{Outcome, While};
use crate::paths;
use crate::step::{answer, command, quietly};
use crate::tools::{self, WasmTools};

/// What any wasm output depends on besides the sources of its crate.
const COMMON: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "app/domain",
    "app/sync",
    "xtask/src/build.rs",
];
const APP: &[&str] = &[
    "xtask/src/app.rs",
    "xtask/src/chunks.rs",
    "xtask/src/imports.rs",
    "app/Cargo.toml",
    "app/replica",
    "app/build.rs",
    "app/src",
    "app/locales",
];
const WORKER: &[&str] = &["worker/Cargo.toml", "worker/src"];

/// How much work goes into the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// What is shipped: small.
    Release,
    /// What browser tests use while working: quick to link, not optimised for size.
    Fast,
}

/// Where the outputs of a mode lie.
pub struct Outputs {
    /// The static assets.
    pub dist: PathBuf,
    /// The folder with the `index.js` of the Worker.
    pub worker: PathBuf,
    /// The bound app before it gets its hashed names.
    pub bound: PathBuf,
    /// Notes of the build itself.
    pub made: PathBuf,
}

impl Mode {
    /// The name of the cargo profile.
    pub const fn profile(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Fast => "fast",
        }
    }

    /// The folders that this mode writes; the two modes never touch each other's.
    pub fn outputs(self) -> Outputs {
        let made = paths::target().join("made").join(self.profile());
        let (dist, worker) = match self {
            Self::Release => (
                paths::root().join("dist"),
                paths::root().join("worker/build"),
            ),
            Self::Fast => (made.join("dist"), made.join("worker")),
        };
        Outputs {
            dist,
            worker,
            bound: made.join("bound"),
            made,
        }
    }
}

/// `cargo xtask build`
pub fn run(args: &mut Args) -> Outcome {
    let mode = if args.flag("--fast") {
        Mode::Fast
    } else {
        Mode::Release
    };
    args.done()?;
    all(mode).map(drop)
}

/// Makes everything of `mode` that is not up to date.
pub fn all(mode: Mode) -> Outcome<Outputs> {
    tools::node()?;
    let tools = tools::wasm()?;
    app(mode, &tools)?;
    worker(mode, &tools)?;
    let outputs = mode.outputs();
    bundle::lay_out(&outputs)?;
    // Tests that are started by hand take the newest build.
    let last = paths::target().join("made/last");
    fs::write(&last, mode.profile()).while_(last.display())?;
    Ok(outputs)
}

fn app(mode: Mode, tools: &WasmTools) -> Outcome {
    let Outputs { bound, made, .. } = mode.outputs();
    fingerprint::unless_fresh(
        &made.join("app-print"),
        &bound.join("app.min.js"),
        &print_of(mode, APP)?,
        || app::build(mode, tools),
    )
}

fn worker(mode: Mode, tools: &WasmTools) -> Outcome {
    let Outputs { worker, made, .. } = mode.outputs();
    let output = worker.join("index.js");
    fingerprint::unless_fresh(
        &made.join("worker-print"),
        &output,
        &print_of(mode, WORKER)?,
        || {
            let mut build = command(&tools.worker_build);
            build
                .current_dir(paths::root().join("worker"))
                .env("WASM_BINDGEN_BIN", &tools.bindgen)
                .env("ESBUILD_BIN", paths::node_bin("esbuild"))
                .env("WASM_OPT_BIN", paths::node_bin("wasm-opt"));
            match mode {
                Mode::Release => build.arg("--release"),
                Mode::Fast => build
                    .args(["--profile", "fast", "--no-opt", "--out-dir"])
                    .arg(&worker),
            };
            quietly(
                &format!("Build the Worker ({})", mode.profile()),
                &mut build,
            )
            .map(drop)
        },
    )
}

fn print_of(mode: Mode, sources: &[&str]) -> Outcome<String> {
    let compiler = answer(command("rustc").arg("--version"))?;
    fingerprint::of(&[COMMON, sources].concat(), &[mode.profile(), &compiler])
}
