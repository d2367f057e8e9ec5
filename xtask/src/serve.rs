//! Runs the whole product on this machine until it is interrupted.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::args::Args;
use crate::build::{self, Mode};
use crate::local;
use crate::outcome::{Failure, Outcome, While};
use crate::paths;
use crate::step::{answer, command, timed};

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(4);
const POLL: Duration = Duration::from_millis(50);

/// `cargo xtask serve`
pub fn run(args: &mut Args) -> Outcome {
    let port: u16 = args.value("--port")?.unwrap_or(8787);
    let reset = args.flag("--reset");
    args.done()?;
    let start = Instant::now();
    check_port(port)?;
    build::all(Mode::Release)?;
    if reset && paths::state().is_dir() {
        fs::remove_dir_all(paths::state()).while_(".state")?;
    }
    let secrets = local::secrets()?;
    local::migrate()?;
    let sample = local::load_sample(&secrets)?;
    let interrupted = on_interrupt()?;
    let mut server = timed("Start the server", || start_server(port, &interrupted))?;
    println!(
        "\nForecourt runs at http://localhost:{port} (after {:.0} s)",
        start.elapsed().as_secs_f64()
    );
    if !sample.trim().is_empty() {
        println!("{}", sample.trim());
    }
    println!("Set-up code for a first dealership: {}", secrets.setup_code);
    println!("Press Ctrl-C to stop; `cargo xtask serve --reset` starts from nothing.");
    let ended = wait(&mut server, &interrupted);
    stop(&mut server)?;
    ended
}

fn check_port(port: u16) -> Outcome {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .map_err(|_| {
            Failure::new(format!(
                "Port {port} is taken: stop what uses it, or `cargo xtask serve --port {}`.",
                port.saturating_add(1)
            ))
        })
}

fn on_interrupt() -> Outcome<Receiver<()>> {
    let (sender, interrupted) = channel();
    ctrlc::set_handler(move || {
        let _ = sender.send(());
    })
    .while_("watch for Ctrl-C")?;
    Ok(interrupted)
}

/// Starts workerd in a process group of its own, so that all of it can be stopped at once.
fn start_server(port: u16, interrupted: &Receiver<()>) -> Outcome<Child> {
    let port_word = port.to_string();
    let mut wrangler = local::local(&["dev", "--ip", "127.0.0.1", "--port", &port_word]);
    wrangler
        .args([
            "--inspector-port",
            "0",
            "--show-interactive-dev-session=false",
        ])
        .args(["--log-level", "error", "--env-file"])
        .arg(local::secrets_file())
        .process_group(0);
    let mut server = wrangler.spawn().while_("wrangler dev")?;
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        let stopped = server.try_wait().while_("wrangler dev")?.is_some();
        if stopped || interrupted.try_recv().is_ok() || start.elapsed() > START_LIMIT {
            stop(&mut server)?;
            return Err(Failure::new(
                "The server did not start; its words are above.",
            ));
        }
        thread::sleep(POLL);
    }
    Ok(server)
}

fn wait(server: &mut Child, interrupted: &Receiver<()>) -> Outcome {
    loop {
        if interrupted.recv_timeout(POLL * 4).is_ok() {
            println!("\nStopping …");
            return Ok(());
        }
        if let Some(status) = server.try_wait().while_("wrangler dev")? {
            return Err(Failure::new(format!(
                "The server ended by itself: {status}"
            )));
        }
    }
}

/// Ends the process group of the server: politely, then by force.
fn stop(server: &mut Child) -> Outcome {
    let group = format!("-{}", server.id());
    for signal in ["-TERM", "-KILL"] {
        let _ = answer(command("kill").args([signal, "--", &group]));
        let start = Instant::now();
        while start.elapsed() < STOP_LIMIT {
            let _ = server.try_wait().while_("wrangler dev")?;
            // Signal 0 asks whether any process of the group is left.
            if answer(command("kill").args(["-0", "--", &group])).is_err() {
                return Ok(());
            }
            thread::sleep(POLL);
        }
    }
    Err(Failure::new(format!(
        "Processes of group {group} did not end"
    )))
}
