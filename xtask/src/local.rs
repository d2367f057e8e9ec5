//! The local platform: wrangler with its state in `.state`, the secrets, and the database.

use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;
use std::process::Command;

use crate::fingerprint::{self, write};
use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::sample;
use crate::step::{command, quietly};

/// The secrets of the local server. They are made once and live in `.state`.
pub struct Secrets {
    pub pepper: String,
    pub setup_code: String,
}

/// wrangler in `worker/`, without questions, banners, reports and update checks.
pub fn wrangler(words: &[&str]) -> Command {
    let mut wrangler = command(paths::node_bin("wrangler"));
    wrangler
        .current_dir(paths::root().join("worker"))
        .args(words)
        .envs([
            ("CI", "1"),
            ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
            ("WRANGLER_HIDE_BANNER", "true"),
            ("WRANGLER_SEND_METRICS", "false"),
            ("WRANGLER_SEND_ERROR_REPORTS", "false"),
        ]);
    wrangler
}

/// wrangler on the local database.
pub fn local(words: &[&str]) -> Command {
    let mut wrangler = wrangler(words);
    wrangler.args(["--local", "--persist-to"]).arg(platform());
    wrangler
}

/// Where the local platform keeps its databases.
fn platform() -> PathBuf {
    paths::state().join("platform")
}

/// Reads the secrets, or makes them at the first start.
pub fn secrets() -> Outcome<Secrets> {
    let file = secrets_file();
    if !file.is_file() {
        let lines = format!(
            "PEPPER={}\nSETUP_CODE={}\nSIGN_UP=open\n",
            random(32)?,
            random(5)?
        );
        write(&file, lines)?;
    }
    let text = fs::read_to_string(&file).while_(file.display())?;
    let read = |name: &str| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.map(str::to_owned).ok_or_else(|| {
            Failure::new(format!(
                "{} lacks {name}: start again with --reset",
                file.display()
            ))
        })
    };
    Ok(Secrets {
        pepper: read("PEPPER")?,
        setup_code: read("SETUP_CODE")?,
    })
}

/// The file that wrangler reads the secrets from.
pub fn secrets_file() -> PathBuf {
    paths::state().join("secrets.env")
}

/// Bytes of the operating system's randomness as hexadecimal digits.
pub fn random(bytes: usize) -> Outcome<String> {
    let mut buffer = vec![0; bytes];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut buffer))
        .while_("/dev/urandom")?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Applies the migrations that the local database does not have yet.
pub fn migrate() -> Outcome {
    let print = fingerprint::of(&["worker/migrations"], &[])?;
    let (stamp, database) = (
        paths::state().join("migrated"),
        paths::state().join("platform"),
    );
    fingerprint::unless_fresh(&stamp, &database, &print, || {
        let mut wrangler = local(&["d1", "migrations", "apply", "DB"]);
        quietly("Apply the migrations to the local database", &mut wrangler).map(drop)
    })
}

/// Loads the sample dealership once, and returns what to say about its sign-ins.
pub fn load_sample(secrets: &Secrets) -> Outcome<String> {
    let note = paths::state().join("sample.txt");
    if !note.is_file() {
        let sql = paths::state().join("sample.sql");
        let said = sample::write(&[], &sql, &secrets.pepper)?;
        let mut load = command("node");
        load.arg("tests/support/load.mjs").arg(platform()).arg(&sql);
        quietly("Load the sample dealership", &mut load)?;
        write(&note, said)?;
    }
    fs::read_to_string(&note).while_(note.display())
}
