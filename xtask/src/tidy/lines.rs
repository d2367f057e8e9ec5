//! What the house rules look for in a line of text.

use std::collections::BTreeSet;

use super::Source;

/// The files that rules look at.
pub const ENDS: &[&str] = &[".rs", ".mjs", ".css", ".toml", "Cargo.lock"];

/// Whether the file is code of the app.
pub fn is_app(path: &str) -> bool {
    path.starts_with("app/src/")
}

/// Whether the file is code of the Worker.
pub fn is_worker(path: &str) -> bool {
    path.starts_with("worker/src/")
}

/// The numbered lines that are code: no comments, no tests.
///
/// A test module is the last thing in a file, or a file named `tests.rs`.
pub fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let is_test = source.path.ends_with("/tests.rs") || source.path.contains("/tests/");
    let mut previous = "";
    source
        .text
        .lines()
        .take_while(move |line| {
            let ends = is_test || (previous == "#[cfg(test)]" && line.starts_with("mod "));
            previous = line.trim();
            !ends
        })
        .enumerate()
        .map(|(index, line)| (index + 1, without_comment(line)))
}

fn without_comment(line: &str) -> &str {
    match line.find("//") {
        // An address in a string is no comment.
        Some(at) if !line.get(..at).is_some_and(|before| before.ends_with(':')) => {
            line.get(..at).unwrap_or(line)
        }
        _ => line,
    }
}

/// `style=` as an attribute, except `style=("name", value)`, which uses the style object.
pub fn has_inline_style(line: &str) -> bool {
    line.match_indices("style=").any(|(at, found)| {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + found.len()..).unwrap_or_default();
        !before.ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_')
            && !after.starts_with(['(', '='])
    })
}

/// A colour by number: `#` with 3, 4, 6 or 8 digits, or a colour function.
pub fn has_colour(line: &str) -> bool {
    let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab("];
    functions.iter().any(|function| line.contains(function))
        || line.split('#').skip(1).any(|after| {
            let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
            let word = after
                .split(|c: char| !is_name(c))
                .next()
                .unwrap_or_default();
            matches!(word.len(), 3 | 4 | 6 | 8) && word.chars().all(|c| c.is_ascii_hexdigit())
        })
}

/// A string literal that begins with a verb of SQL.
pub fn has_sql(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.split('"').skip(1).any(|literal| {
        let literal = literal.trim_start();
        ["select ", "insert ", "update ", "delete "]
            .iter()
            .any(|verb| literal.starts_with(verb))
    })
}

/// Whether `path` stands in the line and does not merely begin a longer name.
pub fn has_word(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let after = line.get(at + path.len()..).unwrap_or_default();
        !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// The names at the top of a TOML file; a table counts once, since plural forms differ by language.
pub fn toml_keys(text: &str) -> BTreeSet<String> {
    let table: toml::Table = text.parse().unwrap_or_default();
    table.into_iter().map(|(name, _)| name).collect()
}
