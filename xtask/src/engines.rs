//! The browsers beside Chromium: finds them, installs them where that can be done, and says which are missing.
//!
//! Must not know what is tested in them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::outcome::{Failure, Outcome};
use crate::paths;
use crate::tools::{apt, find_program, from_env};

/// Where a program lies, under the name of the variable that tells it to the tests.
type Place = (&'static str, PathBuf);

/// A browser: what it is called, the tests it is asked for, what it takes on Debian, and how it is found.
struct Engine {
    name: &'static str,
    spec: &'static str,
    packages: &'static [&'static str],
    find: fn() -> Option<Vec<Place>>,
}

const ENGINES: &[Engine] = &[
    Engine {
        name: "Firefox",
        spec: "tests/browsers/firefox.spec.mjs",
        packages: &["firefox-esr"],
        find: firefox,
    },
    Engine {
        name: "WebKitGTK",
        spec: "tests/browsers/webkit.spec.mjs",
        packages: &["webkit2gtk-driver", "xvfb"],
        find: webkit,
    },
];

/// What can be tested here.
#[derive(Default)]
pub struct Present {
    /// The tests of the browsers that are there.
    pub specs: Vec<PathBuf>,
    /// Variables that the tests find them by.
    pub places: Vec<Place>,
    /// The names of those that are not there.
    pub missing: Vec<&'static str>,
}

/// Finds the browsers; on Debian as root, installs those that are missing.
///
/// # Errors
/// One is still missing, and the variable `CI` says that none may be.
pub fn present() -> Outcome<Present> {
    let wanted = packages(&missing());
    if !wanted.is_empty()
        && let Err(failure) = apt("Install Firefox and WebKitGTK", &wanted)
    {
        println!("{failure}");
    }
    let missing = missing();
    if !missing.is_empty() && is_ci() {
        return Err(Failure::new(format!(
            "Every browser is tested in CI: `apt-get install --yes {}`.",
            packages(&missing).join(" ")
        )));
    }
    let mut present = Present::default();
    for engine in ENGINES {
        match (engine.find)() {
            Some(places) => {
                present.specs.push(paths::root().join(engine.spec));
                present.places.extend(places);
            }
            None => present.missing.push(engine.name),
        }
    }
    Ok(present)
}

fn missing() -> Vec<&'static Engine> {
    ENGINES
        .iter()
        .filter(|engine| (engine.find)().is_none())
        .collect()
}

fn packages(engines: &[&Engine]) -> Vec<&'static str> {
    engines
        .iter()
        .flat_map(|engine| engine.packages)
        .copied()
        .collect()
}

/// Nobody reads what CI leaves out, so it leaves nothing out.
fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

fn firefox() -> Option<Vec<Place>> {
    let found = from_env("FIREFOX").or_else(|| {
        ["firefox-esr", "firefox"]
            .into_iter()
            .find_map(find_program)
    })?;
    Some(vec![("FIREFOX", found)])
}

fn webkit() -> Option<Vec<Place>> {
    let driver = from_env("WEBKIT_DRIVER").or_else(|| find_program("WebKitWebDriver"))?;
    let browser = from_env("MINIBROWSER").or_else(mini_browser)?;
    let display = from_env("XVFB").or_else(|| find_program("Xvfb"))?;
    Some(vec![
        ("WEBKIT_DRIVER", driver),
        ("MINIBROWSER", browser),
        ("XVFB", display),
    ])
}

/// The browser of WebKitGTK is no command; it lies beside the library, in a folder of the architecture.
fn mini_browser() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten();
    folders
        .map(|entry| entry.path())
        .chain([PathBuf::from("/usr/libexec")])
        .map(|folder| folder.join(Path::new("webkit2gtk-4.1/MiniBrowser")))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_browser_has_tests_and_every_test_a_browser() {
        let mut asked: Vec<_> = ENGINES
            .iter()
            .map(|engine| engine.spec.to_owned())
            .collect();
        let folder = fs::read_dir(paths::root().join("tests/browsers")).unwrap();
        let mut there: Vec<_> = folder
            .map(|entry| format!("tests/browsers/{}", entry.unwrap().file_name().display()))
            .filter(|name| name.ends_with(".spec.mjs"))
            .collect();
        asked.sort();
        there.sort();
        assert_eq!(asked, there);
    }
}
