//! Brings the tools that a build needs, at the versions of the lock files, or says how to get them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::step::{answer, command, quietly};

const WASM: &str = "wasm32-unknown-unknown";
/// The cutter that understands the marks of the `wasm_split_helpers` in the lock file.
const SPLIT: &str = "0.2.4";
const NODE_MAJOR: u32 = 20;
/// What a browser test needs on Debian: browser, driver, and a font with Chinese characters.
const BROWSER_PACKAGES: &[&str] = &["chromium", "chromium-driver", "fonts-noto-cjk"];

/// The programs, written in Rust, that bind and bundle wasm.
pub struct WasmTools {
    /// `wasm-bindgen`, of the very version that the app links.
    pub bindgen: PathBuf,
    /// Runs wasm tests in a browser.
    pub test_runner: PathBuf,
    /// Cuts a program into files, along the functions that `leptos::wasm_split` marks.
    pub split: PathBuf,
    /// `worker-build`, of the version of the `worker` crate.
    pub worker_build: PathBuf,
}

/// The browser and its driver.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

/// Checks Node, and installs the npm packages when they differ from the lock file.
pub fn node() -> Outcome {
    check_node()?;
    if packages_match().unwrap_or(false) {
        return Ok(());
    }
    let mut npm = command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    quietly("Install the npm packages of package-lock.json", &mut npm).map(drop)
}

/// Adds the wasm target to the Rust toolchain when it is missing.
pub fn wasm_target() -> Outcome {
    let libs = answer(command("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(libs.trim()).is_dir() {
        return Ok(());
    }
    let mut rustup = command("rustup");
    rustup.args(["target", "add", WASM]);
    quietly("Add the wasm32 target to Rust", &mut rustup).map(drop).map_err(|failure| {
        Failure::new(format!(
            "{failure}\nRust lacks the target {WASM}: install it with `rustup target add {WASM}`."
        ))
    })
}

/// The wasm programs, installed into the cache of this user when they are missing.
pub fn wasm() -> Outcome<WasmTools> {
    wasm_target()?;
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).while_("Cargo.lock")?;
    let bindgen = locked_version(&lock, "wasm-bindgen")?;
    let worker = locked_version(&lock, "worker")?;
    let bindgen = cargo_tool("wasm-bindgen", "wasm-bindgen-cli", bindgen, &[])?;
    Ok(WasmTools {
        test_runner: bindgen.join("wasm-bindgen-test-runner"),
        bindgen: bindgen.join("wasm-bindgen"),
        split: cargo_tool(
            "wasm-split-cli",
            "wasm_split_cli_support",
            SPLIT,
            &["--features", "build-binary"],
        )?
        .join("wasm-split-cli"),
        worker_build: cargo_tool("worker-build", "worker-build", worker, &[])?.join("worker-build"),
    })
}

/// The one version of `package` in the text of a Cargo.lock.
pub fn locked_version<'a>(lock: &'a str, package: &str) -> Outcome<&'a str> {
    let versions = locked_versions(lock, package);
    match versions.as_slice() {
        [version] => Ok(version),
        _ => Err(Failure::new(format!(
            "Cargo.lock must hold exactly one version of {package}, not {}: {}",
            versions.len(),
            versions.join(", ")
        ))),
    }
}

fn locked_versions<'a>(lock: &'a str, package: &str) -> Vec<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    let mut versions = Vec::new();
    while lines.any(|line| line == name) {
        let version = lines
            .next()
            .and_then(|line| line.strip_prefix("version = \""));
        versions.extend(version.map(|version| version.trim_end_matches('"')));
    }
    versions
}

/// The folder with the programs of one crate at one version.
fn cargo_tool(name: &str, package: &str, version: &str, more: &[&str]) -> Outcome<PathBuf> {
    let home = paths::cache()
        .join("tools")
        .join(format!("{name}-{version}"));
    let bin = home.join("bin");
    if !bin.join(name).is_file() {
        let what = format!("Install {package} {version} for this user (once, some minutes)");
        let mut cargo = command("cargo");
        cargo
            .args(["install", "--root"])
            .arg(&home)
            .args(more)
            .arg(format!("{package}@{version}"));
        quietly(&what, &mut cargo)?;
    }
    Ok(bin)
}

fn check_node() -> Outcome {
    let mend = format!(
        "install Node {NODE_MAJOR} or newer (Debian: `apt-get install nodejs npm`, or from nodejs.org)"
    );
    let version = answer(command("node").arg("--version"))
        .map_err(|_| Failure::new(format!("Node.js is not installed: {mend}.")))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .unwrap_or_default();
    if major.parse::<u32>().unwrap_or(0) < NODE_MAJOR {
        return Err(Failure::new(format!(
            "Node {} is too old: {mend}.",
            version.trim()
        )));
    }
    answer(command("npm").arg("--version"))
        .map(drop)
        .map_err(|_| Failure::new(format!("npm is not installed: {mend}.")))
}

/// Compares the lock file with the record that npm keeps of what it installed.
fn packages_match() -> Outcome<bool> {
    let wanted = packages(&paths::root().join("package-lock.json"))?;
    let present = packages(&paths::root().join("node_modules/.package-lock.json"))?;
    let version = |package: &Value| package.get("version").cloned();
    let optional = |package: &Value| package.get("optional") == Some(&Value::Bool(true));
    Ok(wanted
        .iter()
        .filter(|(path, _)| !path.is_empty())
        .all(|(path, package)| match present.get(path) {
            Some(installed) => version(installed) == version(package),
            None => optional(package),
        }))
}

fn packages(lock: &Path) -> Outcome<serde_json::Map<String, Value>> {
    let text = fs::read_to_string(lock).while_(lock.display())?;
    let lock: Value = serde_json::from_str(&text).while_(lock.display())?;
    match lock.get("packages") {
        Some(Value::Object(packages)) => Ok(packages.clone()),
        _ => Err(Failure::new("a package lock without packages")),
    }
}

/// Finds Chromium and chromedriver; on Debian as root, installs them when they are missing.
pub fn browser() -> Outcome<Browser> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    let mend = format!("apt-get install --yes {}", BROWSER_PACKAGES.join(" "));
    apt(
        "Install Chromium, its driver and a Chinese font",
        BROWSER_PACKAGES,
    )?;
    find_browser().ok_or_else(|| {
        Failure::new(format!(
            "Browser tests need Chromium and chromedriver of the same version: `sudo {mend}`, or \
             set CHROMIUM and CHROMEDRIVER to their paths."
        ))
    })
}

/// Installs packages on Debian as root; does nothing elsewhere.
pub fn apt(what: &str, packages: &[&str]) -> Outcome {
    let is_root = answer(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root || find_program("apt-get").is_none() {
        return Ok(());
    }
    let mut update = command("apt-get");
    quietly("Update the list of Debian packages", update.arg("update"))?;
    let mut install = command("apt-get");
    install
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    quietly(what, &mut install).map(drop)
}

fn find_browser() -> Option<Browser> {
    let chromium = from_env("CHROMIUM").or_else(|| {
        ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(find_program)
    })?;
    let driver = from_env("CHROMEDRIVER").or_else(|| find_program("chromedriver"))?;
    Some(Browser { chromium, driver })
}

/// The program that a variable of the environment names, if it is there.
pub fn from_env(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

/// The first program of this name along `PATH`.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n\
                        [[package]]\nname = \"b\"\nversion = \"2.0.0\"\n\n\
                        [[package]]\nname = \"b\"\nversion = \"3.0.0\"\n";

    #[test]
    fn one_locked_version_is_found() {
        assert_eq!(locked_version(LOCK, "a").ok(), Some("1.0.0"));
    }

    #[test]
    fn two_locked_versions_or_none_are_refused() {
        assert!(locked_version(LOCK, "b").is_err());
        assert!(locked_version(LOCK, "c").is_err());
    }
}
