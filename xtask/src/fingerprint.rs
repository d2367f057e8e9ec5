//! Tells whether the sources of an output changed since it was made.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::outcome::{Outcome, While};
use crate::paths;

/// Folders that hold outputs, never sources.
const OUTPUTS: &[&str] = &["node_modules", "target"];

/// All files below `at` (or `at` itself) in a fixed order, without outputs and hidden files.
///
/// # Errors
/// A folder cannot be read. A path that does not exist is an empty list.
pub fn files(at: &Path) -> Outcome<Vec<PathBuf>> {
    if at.is_file() {
        return Ok(vec![at.to_path_buf()]);
    }
    if !at.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(at).while_(at.display())? {
        let path = entry.while_(at.display())?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with('.') || (path.is_dir() && OUTPUTS.contains(&name.as_str())) {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The short hash of some bytes, as used in file names.
pub fn short(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).chars().take(10).collect()
}

/// A hash over the names and contents of `sources` (relative to the workspace) and some `words`.
pub fn of(sources: &[&str], words: &[&str]) -> Outcome<String> {
    let root = paths::root();
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    for source in sources {
        for path in files(&root.join(source))? {
            let name = path.strip_prefix(&root).unwrap_or(&path);
            hash.update(name.to_string_lossy().as_bytes());
            hash.update([0]);
            hash.update(fs::read(&path).while_(path.display())?);
        }
    }
    Ok(hex(&hash.finalize()))
}

/// Runs `make` unless `output` is there and `stamp` holds `print`; then writes it to `stamp`.
pub fn unless_fresh(
    stamp: &Path,
    output: &Path,
    print: &str,
    make: impl FnOnce() -> Outcome,
) -> Outcome {
    if output.exists() && fs::read_to_string(stamp).is_ok_and(|old| old == print) {
        return Ok(());
    }
    let _ = fs::remove_file(stamp);
    make()?;
    write(stamp, print)
}

/// Writes a file and the folders above it.
pub fn write(file: &Path, content: impl AsRef<[u8]>) -> Outcome {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).while_(folder.display())?;
    }
    fs::write(file, content).while_(file.display())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
