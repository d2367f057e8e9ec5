//! Publishes to Cloudflare with the account that wrangler is signed in to.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::args::Args;
use crate::build::{self, Mode};
use crate::fingerprint::write;
use crate::local::{random, wrangler};
use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::step::{answer, quietly};

const DATABASE: &str = "forecourt";
/// The id in `wrangler.toml` that stands for "not created yet".
const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

/// What the platform answers about a Worker that was never published.
const NO_SUCH_WORKER: &str = "10007";

/// `cargo xtask deploy`
pub fn run(args: &mut Args) -> Outcome {
    args.done()?;
    build::all(Mode::Release)?;
    answer(&mut wrangler(&["whoami", "--json"])).map_err(|_| {
        Failure::new(
            "wrangler is not signed in: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.",
        )
    })?;
    let id = match database_id()? {
        Some(id) => id,
        None => {
            quietly(
                "Create the database",
                &mut wrangler(&["d1", "create", DATABASE]),
            )?;
            database_id()?.ok_or_else(|| Failure::new("The new database is not listed"))?
        }
    };
    let config = config_with(&id)?;
    let remote = |words: &[&str]| wrangler(&[words, &["--config", &config]].concat());
    let mut migrate = remote(&["d1", "migrations", "apply", "DB", "--remote"]);
    quietly("Apply the migrations", &mut migrate)?;
    let (secrets, setup_code) = missing_secrets(&mut remote(&["secret", "list"]))?;
    let mut publish = remote(&["deploy", "--keep-vars"]);
    let file = paths::state().join("deploy.env");
    if !secrets.is_empty() {
        write(&file, secrets)?;
        publish.arg("--secrets-file").arg(&file);
    }
    let said = quietly("Publish app and Worker", &mut publish);
    let _ = fs::remove_file(&file);
    for address in said?
        .split_whitespace()
        .filter(|word| word.starts_with("https://"))
    {
        println!("{address}");
    }
    if let Some(code) = setup_code {
        println!("Set-up code: {code}\nOpen the address and create your dealership with it.");
    }
    Ok(())
}

/// The secrets that the Worker does not have yet, as lines of a file, and the set-up code if it is
/// among them. A new pepper would lock everybody out, so an unclear answer ends the deployment.
fn missing_secrets(list: &mut Command) -> Outcome<(String, Option<String>)> {
    let present = match answer(list) {
        Err(failure) if failure.to_string().contains(NO_SUCH_WORKER) => String::new(),
        answered => answered?,
    };
    let is_missing = |name: &str| !present.contains(&format!("\"{name}\""));
    let mut lines = String::new();
    if is_missing("PEPPER") {
        lines += &format!("PEPPER={}\n", random(32)?);
    }
    let setup_code = if is_missing("SETUP_CODE") {
        Some(random(5)?)
    } else {
        None
    };
    if let Some(code) = &setup_code {
        lines += &format!("SETUP_CODE={code}\n");
    }
    Ok((lines, setup_code))
}

fn database_id() -> Outcome<Option<String>> {
    let list = answer(&mut wrangler(&["d1", "list", "--json"]))?;
    let list: Value = serde_json::from_str(&list).while_("wrangler d1 list")?;
    let is_ours = |entry: &&Value| entry.get("name").and_then(Value::as_str) == Some(DATABASE);
    let ours = list
        .as_array()
        .and_then(|entries| entries.iter().find(is_ours));
    Ok(ours.and_then(|entry| Some(entry.get("uuid")?.as_str()?.to_owned())))
}

/// Writes the configuration with the id of this account's database beside the committed one,
/// because its paths are relative to its folder.
fn config_with(id: &str) -> Outcome<String> {
    let folder = paths::root().join("worker");
    let text = fs::read_to_string(folder.join("wrangler.toml")).while_("wrangler.toml")?;
    let config = folder.join(".wrangler.deploy.toml");
    write(&config, text.replace(NO_ID, id))?;
    Ok(config.to_string_lossy().into_owned())
}
