//! Lays out `dist`: hashed names, one style sheet, the page, and the service worker with its list.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::app;
use crate::build::Outputs;
use crate::fingerprint::{files, short, write};
use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::step::{answer, command};

/// The order of the cascade; a folder stands for its files by name.
const STYLES: &[&str] = &[
    "tokens.css",
    "base.css",
    "layout.css",
    "kit",
    "features",
    "print.css",
];
/// Styles that travel with the pages that come after the first one; they are part of the same cascade.
const LATER: &[&str] = &[
    "features/customer.css",
    "features/customers.css",
    "features/gallery.css",
    "features/import.css",
    "features/leads.css",
    "features/log.css",
    "features/outbox.css",
    "features/settings.css",
];
/// Files that the browser or the platform asks for itself; the app runs without them.
const NOT_PRECACHED: &[&str] = &["_headers", "robots.txt", "sw.js", "index.html"];

/// Where the icons stand in the page.
const ICONS: &str = "<!--icons-->";

/// The note of which files each part of the app needs.
pub const PARTS: &str = "parts.json";

/// The files of a release by their path below `dist`.
type Release = BTreeMap<String, Vec<u8>>;

/// Writes the release to `outputs.dist`, and removes what neither it nor the one before needs.
pub fn lay_out(outputs: &Outputs) -> Outcome {
    let app = paths::root().join("app");
    let mut release = public_files()?;
    let icons = named_icons(&text(&app.join("icons.svg"))?, &sources(&app.join("src"))?);
    let mut page = page_with_icons(&text(&app.join("index.html"))?, &icons)?;
    let mut boot = text(&app.join("boot.js"))?;
    let mut script = text(&outputs.bound.join("app.min.js"))?;
    let mut named = BTreeMap::new();
    for path in app::parts(&outputs.bound)? {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let name = add_hashed(&mut release, &part_stem(&file), "wasm", read(&path)?);
        // The script stands beside the files, so it asks for them by their bare names.
        script = script.replace(&format!("./{file}"), &format!("./{name}"));
        named.insert(file.into_owned(), name);
    }
    let (style, later) = styles(&outputs.made)?;
    let later = add_hashed(&mut release, "app-pages", "css", later.into_bytes());
    page = page.replace("\"/app-pages.css\"", &format!("\"/{later}\""));
    record_parts(outputs, &named, later)?;
    let parts = [
        ("app", "js", script.into_bytes()),
        ("app", "wasm", read(&outputs.bound.join("app.wasm"))?),
        ("app", "css", style.into_bytes()),
    ];
    for (stem, end, content) in parts {
        let name = add_hashed(&mut release, stem, end, content);
        for user in [&mut page, &mut boot] {
            *user = user.replace(&format!("\"/{stem}.{end}\""), &format!("\"/{name}\""));
        }
    }
    let boot = add_hashed(&mut release, "boot", "js", boot.into_bytes());
    page = page.replace("\"/boot.js\"", &format!("\"/{boot}\""));
    release.insert("index.html".into(), page.into_bytes());
    let worker = service_worker(&text(&app.join("sw/sw.js"))?, &release, &boot)?;
    release.insert("sw.js".into(), worker.into_bytes());
    store(outputs, &release)
}

/// The page with the icons in it. In a file of their own they would be fetched and read again whenever one comes into the page.
fn page_with_icons(page: &str, icons: &str) -> Outcome<String> {
    let (before, after) = page
        .split_once(ICONS)
        .ok_or_else(|| Failure::new(format!("{ICONS} is missing in the page")))?;
    Ok(format!("{before}{icons}{after}"))
}

/// The icons that a source names, in quotes or as a link; the others need not travel. One icon stands on one line.
fn named_icons(icons: &str, sources: &str) -> String {
    let is_named = |line: &&str| match line.split("id=\"icon-").nth(1) {
        Some(rest) => rest.split('"').next().is_some_and(|name| {
            sources.contains(&format!("\"{name}\"")) || sources.contains(&format!("#icon-{name}\""))
        }),
        None => true,
    };
    icons.lines().map(str::trim).filter(is_named).collect()
}

/// The text of all sources below a folder.
fn sources(folder: &Path) -> Outcome<String> {
    files(folder)?.iter().map(|path| text(path)).collect()
}

/// The name of a part without its hash: `app-door` for `split_door.wasm`.
fn part_stem(file: &str) -> String {
    let stem = file.trim_end_matches(".wasm").trim_start_matches("split_");
    format!("app-{}", stem.replace('_', "-"))
}

/// Notes which files of the release each part of the app needs, for whoever measures them.
fn record_parts(outputs: &Outputs, named: &BTreeMap<String, String>, style: String) -> Outcome {
    let release_names = |files: Vec<String>| {
        files
            .iter()
            .filter_map(|file| named.get(file).cloned())
            .collect()
    };
    let mut needs: BTreeMap<String, Vec<String>> = app::needs(&outputs.bound)?
        .into_iter()
        .map(|(part, files)| (part, release_names(files)))
        .collect();
    needs.entry("pages".to_owned()).or_default().push(style);
    write(&outputs.made.join(PARTS), json!(needs).to_string())
}

fn add_hashed(release: &mut Release, stem: &str, end: &str, content: Vec<u8>) -> String {
    let name = format!("{stem}-{}.{end}", short(&content));
    release.insert(name.clone(), content);
    name
}

fn public_files() -> Outcome<Release> {
    let public = paths::root().join("public");
    let mut release = Release::new();
    for path in files(&public)? {
        let name = path.strip_prefix(&public).unwrap_or(&path);
        release.insert(name.to_string_lossy().replace('\\', "/"), read(&path)?);
    }
    Ok(release)
}

/// All style sheets in the order of the cascade, minified: those of every start, and those of
/// [`LATER`].
fn styles(made: &Path) -> Outcome<(String, String)> {
    let style = paths::root().join("style");
    let mut left: BTreeSet<PathBuf> = files(&style)?.into_iter().collect();
    let (mut now, mut later) = (String::new(), String::new());
    for part in STYLES {
        for path in files(&style.join(part))? {
            left.remove(&path);
            let is_later = LATER.iter().any(|name| path.ends_with(name));
            let sheet = if is_later { &mut later } else { &mut now };
            *sheet += &text(&path)?;
        }
    }
    if let Some(stray) = left.first() {
        return Err(Failure::new(format!(
            "{} has no place in the cascade: {}",
            stray.display(),
            STYLES.join(", ")
        )));
    }
    Ok((
        minified(made, "app.css", now)?,
        minified(made, "app-pages.css", later)?,
    ))
}

fn minified(made: &Path, name: &str, sheet: String) -> Outcome<String> {
    let joined = made.join(name);
    write(&joined, sheet)?;
    let mut esbuild = command(paths::node_bin("esbuild"));
    answer(
        esbuild
            .arg(joined)
            .args(["--minify", "--log-level=warning"]),
    )
}

/// Fills the name of the release and the list of its files into the service worker.
fn service_worker(source: &str, release: &Release, boot: &str) -> Outcome<String> {
    let names = release
        .keys()
        .filter(|name| !NOT_PRECACHED.contains(&name.as_str()));
    let list: Vec<String> = ["/".to_owned()]
        .into_iter()
        .chain(names.map(|name| format!("/{name}")))
        .collect();
    // The name covers the content of every file, so a change of the page alone is an update too.
    let mut all = source.as_bytes().to_vec();
    for (name, content) in release {
        all.extend(format!("{name} {}", short(content)).bytes());
    }
    let filled = source
        .replace("\"%release%\"", &format!("\"{}\"", short(&all)))
        .replace("[\"%files%\"]", &json!(list).to_string())
        .replace("%boot%", boot);
    match filled.find('%') {
        None => Ok(filled),
        Some(at) => Err(Failure::new(format!(
            "sw.js: a placeholder is left at byte {at}"
        ))),
    }
}

/// Writes what differs. The hashed files of the release before stay: a page that was loaded from
/// it may still ask for them, and the fallback to the page would answer with HTML.
fn store(outputs: &Outputs, release: &Release) -> Outcome {
    let record = outputs.made.join("releases.json");
    let old: Value = fs::read_to_string(&record)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let list = |key: &str| -> BTreeSet<String> {
        let names = old.get(key).and_then(Value::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let current: BTreeSet<String> = release
        .keys()
        .filter(|name| is_hashed(name))
        .cloned()
        .collect();
    let previous = if list("current") == current {
        list("previous")
    } else {
        list("current")
    };
    for (name, content) in release {
        let path = outputs.dist.join(name);
        if fs::read(&path).ok().as_ref() != Some(content) {
            write(&path, content)?;
        }
    }
    for path in files(&outputs.dist)? {
        let name = path
            .strip_prefix(&outputs.dist)
            .unwrap_or(&path)
            .to_string_lossy()
            .into_owned();
        if !release.contains_key(&name) && !previous.contains(&name) {
            fs::remove_file(&path).while_(path.display())?;
        }
    }
    write(
        &record,
        json!({ "current": current, "previous": previous }).to_string(),
    )
}

fn is_hashed(name: &str) -> bool {
    ["app-", "boot-"].iter().any(|stem| name.starts_with(stem))
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).while_(path.display())
}

fn text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).while_(path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "const R = \"%release%\"; const F = [\"%files%\"];";

    fn release(page: &str) -> Release {
        let files = [
            ("index.html", page),
            ("app-1.js", "x"),
            ("robots.txt", "y"),
            ("icon.svg", "z"),
        ];
        files
            .into_iter()
            .map(|(name, text)| (name.into(), text.into()))
            .collect()
    }

    #[test]
    fn the_list_holds_the_page_as_root_and_leaves_out_what_the_app_runs_without() {
        let text = service_worker(SOURCE, &release("page"), "boot-1.js").unwrap();
        assert!(text.contains(r#"["/","/app-1.js","/icon.svg"]"#), "{text}");
    }

    #[test]
    fn a_change_of_the_page_alone_changes_the_release() {
        let one = service_worker(SOURCE, &release("page"), "boot-1.js").unwrap();
        assert_ne!(
            one,
            service_worker(SOURCE, &release("pages"), "boot-1.js").unwrap()
        );
    }

    #[test]
    fn the_icons_that_are_named_stand_in_the_page() {
        let icons = "<svg>\n  <symbol id=\"icon-up\"/>\n  <symbol id=\"icon-upper\"/>\n  <symbol id=\"icon-mark\"/>\n</svg>\n";
        let icons = named_icons(icons, r##"icon("upper") href="#icon-mark""##);
        assert_eq!(
            icons,
            r#"<svg><symbol id="icon-upper"/><symbol id="icon-mark"/></svg>"#
        );
        let page = page_with_icons("<p><!--icons--></p>", &icons).unwrap();
        assert_eq!(page, format!("<p>{icons}</p>"));
        assert!(page_with_icons("<p></p>", &icons).is_err());
    }

    #[test]
    fn a_misspelt_placeholder_is_refused() {
        assert!(service_worker("const R = \"%relaese%\";", &release("page"), "boot-1.js").is_err());
    }
}
