//! Writes the sample dealership to a file.
//!
//! `sample --out FILE [--customers 400] [--seed 1] [--today YYYY-MM-DD]
//! [--format sql|json|csv] [--password WORD] [--pepper SECRET]`; the pepper may
//! also stand in the environment as `PEPPER`. Prints who can sign in.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use forecourt_domain::organisation::Role;
use forecourt_domain::{Date, Millis};
use forecourt_tests::sample::write::{Secrets, write_csv, write_json, write_sql};
use forecourt_tests::sample::{Sample, SampleSize, generate};

/// What the command line asks for.
struct Wish {
    customers: u64,
    seed: u64,
    today: Option<Date>,
    format: String,
    out: String,
    password: String,
    pepper: String,
}

fn main() -> ExitCode {
    match Wish::read(std::env::args().skip(1)).and_then(|wish| run(&wish)) {
        Ok(said) => {
            print!("{said}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("sample: {reason}");
            ExitCode::FAILURE
        }
    }
}

impl Wish {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wish = Self {
            customers: 400,
            seed: 1,
            today: None,
            format: "sql".into(),
            out: String::new(),
            password: "forecourt-9".into(),
            pepper: std::env::var("PEPPER").unwrap_or_default(),
        };
        while let Some(option) = words.next() {
            let value = words.next().ok_or(format!("{option} needs a value"))?;
            let wrong = |_| format!("{option} cannot be {value}");
            match option.as_str() {
                "--customers" => wish.customers = value.parse().map_err(wrong)?,
                "--seed" => wish.seed = value.parse().map_err(wrong)?,
                "--today" => {
                    let day = value.parse().map_err(|_| format!("{value} is no date"))?;
                    wish.today = Some(day);
                }
                "--format" => wish.format = value,
                "--out" => wish.out = value,
                "--password" => wish.password = value,
                "--pepper" => wish.pepper = value,
                _ => return Err(format!("{option} is unknown")),
            }
        }
        if wish.out.is_empty() {
            return Err("--out FILE is missing".into());
        }
        Ok(wish)
    }
}

fn run(wish: &Wish) -> Result<String, String> {
    let (today, now) = match wish.today {
        Some(today) => (today, noon(today)),
        None => (Date::at(clock(), 0), clock()),
    };
    let size = SampleSize {
        customers: wish.customers,
    };
    let sample = generate(size, wish.seed, today, now);
    let file = File::create(&wish.out).map_err(|error| format!("{}: {error}", wish.out))?;
    let mut out = BufWriter::new(file);
    match wish.format.as_str() {
        "sql" => {
            let secrets = Secrets {
                password: &wish.password,
                pepper: &wish.pepper,
            };
            write_sql(&sample, secrets, &mut out)
        }
        "json" => write_json(&sample, &mut out),
        "csv" => write_csv(&sample, &mut out),
        other => return Err(format!("--format cannot be {other}")),
    }
    .map_err(|error| format!("{}: {error}", wish.out))?;
    out.flush().map_err(|error| error.to_string())?;
    Ok(summary(&sample, wish))
}

/// Who can sign in: the first of each role.
fn summary(sample: &Sample, wish: &Wish) -> String {
    let mut said = format!(
        "Sample dealership: {}, {} customers. Sign in with the password {} as\n",
        sample.tenant.name, wish.customers, wish.password
    );
    for (role, name) in [
        (Role::SalesConsultant, "sales consultant"),
        (Role::SalesManager, "sales manager"),
        (Role::DccClerk, "web lead clerk"),
        (Role::Administrator, "administrator"),
    ] {
        let person = sample
            .staff
            .iter()
            .find(|person| person.entity.role == role);
        said.extend(person.map(|person| format!("  {:<16} {name}\n", person.login)));
    }
    said
}

/// Noon of a day, UTC.
fn noon(day: Date) -> Millis {
    let days = day.days_since(Date::at(0, 0));
    u64::try_from(days * 86_400_000 + 43_200_000).unwrap_or(0)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the ban on std clocks is for code that runs as wasm; this program runs on the host"
)]
fn clock() -> Millis {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(0))
}
