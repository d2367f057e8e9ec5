//! Publishes to Cloudflare with the account that wrangler is signed in to.

use std::io::Write;
use std::process::Stdio;

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

/// `cargo xtask deploy`
pub fn run(args: &mut Args) -> Outcome {
    args.done()?;
    build::all(Mode::Release)?;
    answer(&mut wrangler(&["whoami"])).map_err(|_| {
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
    let said = quietly("Publish app and Worker", &mut remote(&["deploy"]))?;
    let secrets = answer(&mut remote(&["secret", "list", "--format", "json"])).unwrap_or_default();
    let is_set = |name: &str| secrets.contains(&format!("\"{name}\""));
    // A new pepper would lock everybody out, so it is only ever set once.
    if !is_set("PEPPER") {
        put_secret(&config, "PEPPER", &random(32)?)?;
    }
    if !is_set("SETUP_CODE") {
        let code = random(5)?;
        put_secret(&config, "SETUP_CODE", &code)?;
        println!(
            "\nSet-up code: {code}\nOpen the address below and create your dealership with it."
        );
    }
    for address in said
        .split_whitespace()
        .filter(|word| word.starts_with("https://"))
    {
        println!("{address}");
    }
    Ok(())
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
    let text = std::fs::read_to_string(folder.join("wrangler.toml")).while_("wrangler.toml")?;
    let config = folder.join(".wrangler.deploy.toml");
    write(&config, text.replace(NO_ID, id))?;
    Ok(config.to_string_lossy().into_owned())
}

fn put_secret(config: &str, name: &str, value: &str) -> Outcome {
    let mut put = wrangler(&["secret", "put", name, "--config", config]);
    let mut child = put.stdin(Stdio::piped()).spawn().while_(name)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(value.as_bytes()).while_(name)?;
    }
    match child.wait().while_(name)?.success() {
        true => Ok(()),
        false => Err(Failure::new(format!("The secret {name} could not be set"))),
    }
}
