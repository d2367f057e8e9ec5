//! Builds the app: compiles it, cuts it into the files that travel apart, binds it to JavaScript.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::build::{Mode, Outputs};
use crate::chunks;
use crate::imports;
use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::step::{answer, command, quietly};
use crate::tools::WasmTools;

/// What is left of the first file once others are cut off; wasm-bindgen writes beside it.
const STEM: &str = "app";
/// What the cutting tool writes to load the files that it cut off.
const LOADER: &str = "__wasm_split.js";

/// Builds the app of `mode` into its folder of bound files.
pub fn build(mode: Mode, tools: &WasmTools) -> Outcome {
    let Outputs { bound, .. } = mode.outputs();
    if bound.is_dir() {
        // Files that are not cut off any more would travel on.
        fs::remove_dir_all(&bound).while_(bound.display())?;
    }
    fs::create_dir_all(&bound).while_(bound.display())?;
    compile(mode)?;
    cut(mode, tools, &bound)?;
    bind(mode, tools, &bound)?;
    if mode == Mode::Release {
        strip_parts(&bound)?;
    }
    join_shared(&bound)?;
    join_scripts(&bound)
}

/// Joins the files that parts share, and notes which part needs which.
fn join_shared(bound: &Path) -> Outcome {
    let path = bound.join(LOADER);
    let loader = fs::read_to_string(&path).while_(path.display())?;
    let joined = chunks::join(bound, &loader, &read_needs(&loader))?;
    fs::write(&path, joined).while_(path.display())
}

fn compile(mode: Mode) -> Outcome {
    let mut cargo = command("cargo");
    cargo.args(["build", "--package", "forecourt-app", "--bin", "forecourt"]);
    cargo.args(["--target", "wasm32-unknown-unknown"]);
    cargo.args(["--profile", mode.profile(), "--config", &short_paths()?]);
    if mode == Mode::Fast {
        cargo.args(["--features", "gallery"]);
    }
    quietly(&format!("Build the app ({})", mode.profile()), &mut cargo).map(drop)
}

/// Messages of panics name source files. Where they lie on this machine is nobody's business and
/// would make two builds of the same sources differ.
fn short_paths() -> Outcome<String> {
    let mut flags = Vec::new();
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let sources = home.unwrap_or_default().join("registry/src");
    if sources.is_dir() {
        for registry in fs::read_dir(&sources).while_(sources.display())? {
            let registry = registry.while_(sources.display())?.path();
            flags.push(format!("--remap-path-prefix={}/=", registry.display()));
        }
    }
    flags.push(format!("--remap-path-prefix={}/=", paths::root().display()));
    Ok(format!(
        "target.wasm32-unknown-unknown.rustflags={}",
        json!(flags)
    ))
}

fn cut(mode: Mode, tools: &WasmTools, bound: &Path) -> Outcome {
    let whole = paths::target()
        .join("wasm32-unknown-unknown")
        .join(mode.profile())
        .join("forecourt.wasm");
    let mut split = command(&tools.split);
    split.arg(&whole).arg(bound).args(["--out-name", STEM]);
    quietly("Cut the app into files", &mut split).map(drop)
}

fn bind(mode: Mode, tools: &WasmTools, bound: &Path) -> Outcome {
    let mut bindgen = command(&tools.bindgen);
    bindgen.args(["--target", "web", "--no-typescript"]);
    // The files that are cut off share the table of functions, which the linker named.
    bindgen.args(["--remove-producers-section", "--keep-lld-exports"]);
    if mode == Mode::Release {
        bindgen.arg("--remove-name-section");
    }
    bindgen
        .args(["--out-name", STEM, "--out-dir"])
        .arg(bound)
        .arg(bound.join(format!("{STEM}.wasm")));
    quietly("Bind the app to JavaScript", &mut bindgen).map(drop)
}

/// Takes the names of functions out of the files that were cut off. Optimising again was measured:
/// `-Oz` makes the wasm a seventh smaller and what travels four per cent larger.
fn strip_parts(bound: &Path) -> Outcome {
    for part in parts(bound)? {
        let mut strip = command(paths::node_bin("wasm-opt"));
        strip.args(["--strip-debug", "--dce"]);
        strip.arg(&part).arg("-o").arg(&part);
        answer(&mut strip)?;
    }
    Ok(())
}

/// The files that were cut off.
pub fn parts(bound: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(bound).while_(bound.display())? {
        let path = entry.while_(bound.display())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if (name.starts_with("split_") || name.starts_with("chunk_")) && name.ends_with(".wasm") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// One minified script, and a wasm that asks for what it imports by short names: the names that
/// wasm-bindgen gives say what they are and carry a hash, and they travel twice.
fn join_scripts(bound: &Path) -> Outcome {
    let mut bundle = command(paths::node_bin("esbuild"));
    bundle.arg(bound.join(format!("{STEM}.js")));
    // The binder imports the loader once for each function of it, which esbuild warns about.
    bundle.args(["--bundle", "--minify", "--format=esm", "--log-level=error"]);
    let script = answer(&mut bundle)?;
    let raw = bound.join(format!("{STEM}_bg.wasm"));
    let wasm = fs::read(&raw).while_(raw.display())?;
    let (wasm, names) = imports::shorten(&wasm)
        .ok_or_else(|| Failure::new(format!("{} is not wasm", raw.display())))?;
    let script = imports::rename(&script, &names);
    fs::write(bound.join("app.wasm"), wasm).while_("app.wasm")?;
    fs::write(bound.join("app.min.js"), script).while_("app.min.js")
}

/// Which files each part needs, by the name of the part: its own and those that it shares.
pub fn needs(bound: &Path) -> Outcome<BTreeMap<String, Vec<String>>> {
    let path = bound.join(LOADER);
    let loader = fs::read_to_string(&path).while_(path.display())?;
    Ok(read_needs(&loader))
}

/// Reads the loader: each part is exported with its own file and the list of shared ones.
fn read_needs(loader: &str) -> BTreeMap<String, Vec<String>> {
    let mut needs = BTreeMap::new();
    for export in loader.split("export const __wasm_split_load_").skip(1) {
        let name: String = export.chars().take_while(|letter| *letter != ' ').collect();
        let text = export.split("export const").next().unwrap_or_default();
        let own = text
            .split("\"./")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let shared = text.rsplit_once(", [").map_or("", |(_, list)| list);
        let shared = shared.split(']').next().unwrap_or_default().split(", ");
        let shared = shared.filter_map(|name| resolve(loader, name).strip_prefix("__"));
        let files = shared.map(|stem| format!("{stem}.wasm"));
        let mut all: Vec<String> = own.map(str::to_owned).into_iter().chain(files).collect();
        let mut seen = BTreeSet::new();
        all.retain(|file| seen.insert(file.clone()));
        needs.insert(name, all);
    }
    needs
}

/// The name under which a shared file is really fetched: several may have become one.
fn resolve<'a>(loader: &'a str, name: &'a str) -> &'a str {
    let stands_in = loader.split_once(&format!("const {name} = __"));
    let other = stands_in.and_then(|(before, _)| {
        let rest = loader.get(before.len() + format!("const {name} = ").len()..)?;
        rest.split(';').next()
    });
    other.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER_TEXT: &str = "\
/* day, door */
const __chunk_5 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_5.wasm\", import.meta.url));
}, []);
export const __wasm_split_load_door = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL(\"./split_door.wasm\", import.meta.url));
}
, [__chunk_5, __chunk_6]));
export const __wasm_split_load_day = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_5]));
";

    #[test]
    fn a_part_needs_its_own_file_and_the_shared_ones() {
        let needs = read_needs(LOADER_TEXT);
        assert_eq!(
            needs["door"],
            ["split_door.wasm", "chunk_5.wasm", "chunk_6.wasm"]
        );
        assert_eq!(
            needs["day"],
            ["chunk_5.wasm"],
            "a part may have nothing of its own"
        );
        let joined = LOADER_TEXT.replace("/* day, door */", "const __chunk_6 = __chunk_5;");
        let needs = read_needs(&joined);
        assert_eq!(needs["door"], ["split_door.wasm", "chunk_5.wasm"]);
    }
}
