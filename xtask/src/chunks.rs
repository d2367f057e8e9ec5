//! Joins the files that parts of the app share. The cutting tool makes one for every combination of parts; those that first
//! loads always fetch together become one file each: fewer questions at a start, and one file compresses better than many.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::step::{answer, command};

/// What the app's wasm uses beyond the first version of WebAssembly, and several memories while files are being joined.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multimemory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Files by the name of the part that needs them.
type Needs = BTreeMap<String, Vec<String>>;

/// Joins the shared files in `bound`. Returns the loader, which asks for the joined ones.
pub fn join(bound: &Path, loader: &str, needs: &Needs) -> Outcome<String> {
    let mut loader = loader.to_owned();
    for group in groups(needs).values().filter(|group| group.len() > 1) {
        let joined = joined(bound, group)?;
        let (first, rest) = group
            .split_first()
            .ok_or_else(|| Failure::new("no files"))?;
        fs::write(bound.join(first), joined).while_(first)?;
        for file in rest {
            fs::remove_file(bound.join(file)).while_(file)?;
            loader = stand_in(&loader, file, first)?;
        }
    }
    Ok(loader)
}

/// The shared files, by whether a visitor's page, a member's page, and only the first page after it need them.
fn groups(needs: &Needs) -> BTreeMap<(bool, bool, bool), Vec<String>> {
    let needed_by =
        |part: &str, file: &String| needs.get(part).is_some_and(|all| all.contains(file));
    let mut shared: Vec<&String> = needs.values().flatten().collect();
    shared.retain(|file| file.starts_with("chunk_"));
    shared.sort_by_key(|file| (file.len(), *file));
    shared.dedup();
    let mut groups: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for file in shared {
        let (door, home) = (needed_by("door", file), needed_by("home", file));
        let day = needed_by("day", file) && !home;
        groups
            .entry((door, home, day))
            .or_default()
            .push(file.clone());
    }
    groups
}

/// One wasm in place of several that import the same memory, table and globals. `wasm-merge` imports each of these once per
/// file; in the text of what it makes, all of one kind and name become the first.
fn joined(bound: &Path, files: &[String]) -> Outcome<Vec<u8>> {
    let whole = bound.join("joined.wasm");
    let mut merge = command(paths::node_bin("wasm-merge"));
    for file in files {
        merge.arg(bound.join(file)).arg(file);
    }
    answer(merge.args(FEATURES).arg("-o").arg(&whole))?;
    let mut read = command(paths::node_bin("wasm-dis"));
    let text = answer(read.args(FEATURES).arg(&whole))?;
    let source = bound.join("joined.wat");
    fs::write(&source, with_imports_once(&text)).while_(source.display())?;
    // Only in one file can it be seen that a function of one of them does what one of another does.
    let mut write = command(paths::node_bin("wasm-opt"));
    write
        .args(FEATURES)
        .arg(&source)
        .arg("--duplicate-function-elimination");
    answer(write.arg("-o").arg(&whole))?;
    let joined = fs::read(&whole).while_(whole.display())?;
    fs::remove_file(&source).while_(source.display())?;
    fs::remove_file(&whole).while_(whole.display())?;
    Ok(joined)
}

/// The text of a module with every import once; names of the others become that of the first.
fn with_imports_once(text: &str) -> String {
    let mut first: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut instead: BTreeMap<&str, &str> = BTreeMap::new();
    let mut lines = Vec::new();
    for line in text.lines() {
        // (import "module" "name" (kind $name …
        let mut words = line
            .trim()
            .strip_prefix("(import ")
            .unwrap_or("")
            .split('"');
        let imported = (words.nth(1), words.nth(1));
        let mut inner = words.next().unwrap_or("").split_whitespace();
        let own = (inner.next(), inner.next());
        if let ((Some(_), Some(name)), (Some(kind), Some(own))) = (imported, own) {
            let own = own.trim_end_matches(')');
            let known = *first.entry((kind, name)).or_insert(own);
            if known != own {
                instead.insert(own, known);
                continue;
            }
        }
        lines.push(line);
    }
    let mut out = String::with_capacity(text.len());
    for line in lines {
        let mut rest = line;
        // Text in quotes is data, where a `$` means nothing.
        while let Some(at) = rest.find(['$', '"']) {
            let (before, from) = rest.split_at(at);
            out += before;
            let end = if from.starts_with('"') {
                end_of_quotes(from)
            } else {
                end_of_name(from)
            };
            let (word, after) = from.split_at(end);
            out += instead.get(word).copied().unwrap_or(word);
            rest = after;
        }
        out += rest;
        out.push('\n');
    }
    out
}

fn end_of_name(text: &str) -> usize {
    let ends = |letter: char| letter.is_whitespace() || letter == ')' || letter == '(';
    text.find(ends).unwrap_or(text.len())
}

fn end_of_quotes(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The loader with `file` standing for `other`: its definition becomes the other's.
fn stand_in(loader: &str, file: &str, other: &str) -> Outcome<String> {
    let name = |file: &str| format!("__{}", file.trim_end_matches(".wasm"));
    let opens = format!("const {} = makeLoad(", name(file));
    let end = "\n, []);\n";
    let (before, rest) = loader.split_once(&opens).ok_or_else(|| lost(file))?;
    let (_, after) = rest.split_once(end).ok_or_else(|| lost(file))?;
    Ok(format!(
        "{before}const {} = {};\n{after}",
        name(file),
        name(other)
    ))
}

fn lost(file: &str) -> Failure {
    Failure::new(format!("the loader does not ask for {file} as it used to"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(parts: &[(&str, &[u8])]) -> Needs {
        let file = |number: &u8| format!("chunk_{number}.wasm");
        let part = |(name, files): &(&str, &[u8])| {
            let own = format!("split_{name}.wasm");
            (
                (*name).to_owned(),
                files.iter().map(file).chain([own]).collect(),
            )
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn nobody_fetches_a_shared_file_that_he_did_not_need() {
        let needs = needs(&[
            ("door", &[7, 8, 9]),
            ("home", &[7, 8, 10, 11]),
            ("day", &[7, 9, 10, 12]),
            ("pages", &[7, 8, 9, 10, 11, 12, 13]),
        ]);
        let groups: Vec<Vec<String>> = groups(&needs).into_values().collect();
        let numbered = |group: &[u8]| {
            group
                .iter()
                .map(|n| format!("chunk_{n}.wasm"))
                .collect::<Vec<_>>()
        };
        let expected = [&[13][..], &[12], &[10, 11], &[9], &[7, 8]].map(numbered);
        assert_eq!(groups, expected);
    }

    #[test]
    fn imports_of_one_name_become_one_and_data_stays() {
        let text = "(module\n (import \"m\" \"memory\" (memory $mimport$0 20))\n (import \"m\" \"memory\" (memory $mimport$1 20))\n \
            (import \"m\" \"g\" (global $gimport$0 (mut i32)))\n (import \"m\" \"memory\" (global $gimport$1 i32))\n \
            (data $0 (memory $mimport$1) (i32.const 1) \"$mimport$1 \\\" $mimport$1\")\n (global.get $gimport$1)\n)";
        let once = with_imports_once(text);
        assert!(!once.contains("(memory $mimport$1 20)"), "{once}");
        assert!(
            once.contains("(memory $mimport$0) (i32.const 1) \"$mimport$1 \\\" $mimport$1\""),
            "{once}"
        );
        assert!(
            once.contains("(global.get $gimport$1)"),
            "another kind of the same name: {once}"
        );
    }

    #[test]
    fn the_loader_asks_for_the_joined_file() {
        let loader = "const __chunk_5 = makeLoad(() => 5\n, []);\nconst __chunk_6 = makeLoad(() => 6\n, []);\nexport x";
        let loader = stand_in(loader, "chunk_6.wasm", "chunk_5.wasm").unwrap();
        assert_eq!(
            loader,
            "const __chunk_5 = makeLoad(() => 5\n, []);\nconst __chunk_6 = __chunk_5;\nexport x"
        );
        assert!(stand_in(&loader, "chunk_6.wasm", "chunk_5.wasm").is_err());
    }
}
