//! Plays scripts, many at a time, and cuts a failing one down.

#![expect(
    clippy::disallowed_methods,
    reason = "the ban on std clocks is for code that runs as wasm; this runs on the host"
)]

use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::coverage::Coverage;
use super::script::Script;
use super::world::World;

/// Longest search for a shorter script.
const SEARCH: Duration = Duration::from_secs(60);
/// Between two lines about how far it is.
const REPORT: Duration = Duration::from_secs(5);

/// Which seeds to play.
pub struct Wish {
    from: u64,
    pub count: u64,
    /// Somebody watches and wants to know more.
    is_watched: bool,
}

impl Wish {
    /// `FORECOURT_SEEDS` is `from count`, as `cargo xtask soak` sets it.
    pub fn from_env(count: u64) -> Self {
        let asked = std::env::var("FORECOURT_SEEDS").ok();
        let words = asked.iter().flat_map(|text| text.split(' '));
        let numbers: Vec<u64> = words.filter_map(|word| word.parse().ok()).collect();
        match numbers.as_slice() {
            [from, count] => Self {
                from: *from,
                count: *count,
                is_watched: true,
            },
            _ => Self {
                from: 0,
                count,
                is_watched: false,
            },
        }
    }
}

/// Plays every seed. Says which fault met which state, or what the first that fails comes down to.
pub fn play_all(wish: &Wish) -> Result<Coverage, String> {
    let start = Instant::now();
    let next = AtomicU64::new(0);
    let failed: Mutex<BTreeSet<u64>> = Mutex::default();
    let coverage: Mutex<Coverage> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    // A failing check says what it has to say below, once and cut down.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (next, failed, coverage) = (&next, &failed, &coverage);
            scope.spawn(move || {
                let mut seen = Coverage::default();
                let mut told = Instant::now();
                loop {
                    let played = next.fetch_add(1, Ordering::Relaxed);
                    if played >= wish.count || !failed.lock().unwrap().is_empty() {
                        break;
                    }
                    let seed = wish.from + played;
                    match play(&Script::of(seed)) {
                        Ok(played) => seen.add(played),
                        Err(_) => drop(failed.lock().unwrap().insert(seed)),
                    }
                    if wish.is_watched && thread == 0 && told.elapsed() > REPORT {
                        told = Instant::now();
                        println!("{played} seeds, {:.0} a second", rate(played, start));
                    }
                }
                coverage.lock().unwrap().add(seen);
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    let found = failed.first().map(|seed| cut_down(*seed));
    std::panic::set_hook(hook);
    if let Some(report) = found {
        return Err(report);
    }
    let (count, coverage) = (wish.count, coverage.into_inner().unwrap());
    println!("{count} seeds held, {:.0} a second", rate(count, start));
    if wish.is_watched {
        println!("{coverage}");
    }
    Ok(coverage)
}

fn rate(seeds: u64, since: Instant) -> f64 {
    seeds as f64 / since.elapsed().as_secs_f64()
}

/// A violation, and how many steps had been played then.
struct Broken {
    reason: String,
    steps: usize,
}

/// Plays a script to its end. Says what was violated.
fn play(script: &Script) -> Result<Coverage, Broken> {
    let steps = Cell::new(0);
    let run = || {
        let mut world = World::new(&script.plan);
        for step in &script.steps {
            steps.set(steps.get() + 1);
            world.play(*step);
        }
        world.settle();
        world.check_at_rest();
        world.coverage
    };
    catch_unwind(AssertUnwindSafe(run)).map_err(|reason| {
        let text = reason.downcast_ref::<String>().cloned();
        let text = text.or_else(|| reason.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Broken {
            reason: text.unwrap_or_else(|| "no reason".to_owned()),
            steps: steps.get(),
        }
    })
}

/// Leaves out steps as long as something still fails.
fn cut_down(seed: u64) -> String {
    let mut script = Script::of(seed);
    let all = script.steps.len();
    let Err(mut broken) = play(&script) else {
        return format!("seed {seed} failed, and held when it was played again");
    };
    script.steps.truncate(broken.steps);
    let start = Instant::now();
    // Who only wants to know whether something fails, sets this to 0.
    let asked = std::env::var("FORECOURT_SEARCH").ok();
    let asked = asked.and_then(|seconds| seconds.parse().ok());
    let search = asked.map_or(SEARCH, Duration::from_secs);
    let mut size = script.steps.len().div_ceil(2);
    while size > 0 && start.elapsed() < search {
        let before = script.steps.len();
        let mut end = before;
        // From the end, where less depends on what is left out.
        while end > 0 && start.elapsed() < search {
            let from = end.saturating_sub(size);
            let mut tried = script.clone();
            tried.steps.drain(from..end.min(tried.steps.len()));
            if let Err(why) = play(&tried) {
                tried.steps.truncate(why.steps);
                (script, broken) = (tried, why);
            }
            end = from;
        }
        if size > 1 || script.steps.len() == before {
            size /= 2;
        }
    }
    let steps: String = script
        .steps
        .iter()
        .map(|step| format!("\n  {step:?}"))
        .collect();
    let (left, plan, reason) = (script.steps.len(), script.plan, broken.reason);
    format!(
        "seed {seed}: {reason}\n{left} of its {all} steps are enough, in {plan:?}:{steps}\n\
         Play it again by `cargo xtask soak --seed {seed}`."
    )
}
