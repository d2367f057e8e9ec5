//! Runs other programs, says what is being done, and shows that something is still going on.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::outcome::{Failure, Outcome, While};
use crate::paths;

/// How often a step that is not watched by a person reports its last line.
const QUIET_REPORT: Duration = Duration::from_secs(20);
/// How often the line of a step on a terminal is drawn again.
const REDRAW: Duration = Duration::from_millis(200);

/// A command that starts in the root of the workspace.
///
/// Compiler flags from the environment are dropped, because they would replace the ones in
/// `.cargo/config.toml` and build everything anew.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).stdin(Stdio::null());
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_MANIFEST_DIR"] {
        command.env_remove(name);
    }
    command
}

/// Says what a step does, runs `work`, and says how long it took when that was noticeable.
pub fn timed<T>(what: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("{what} …");
    let start = Instant::now();
    let value = work()?;
    report_time(start);
    Ok(value)
}

/// Runs `command` with its output hidden, and returns what it wrote to standard output.
///
/// # Errors
/// The command cannot be started or does not succeed; the failure carries the end of its output.
pub fn quietly(what: &str, command: &mut Command) -> Outcome<String> {
    let start = Instant::now();
    println!("{what} …");
    let (status, out, all) = watch(what, command, start)?;
    if !status.success() {
        return Err(Failure::new(format!(
            "{}\n{what}: {status}",
            tail(&all, 60)
        )));
    }
    report_time(start);
    Ok(out)
}

/// Runs a short `command` without a word, and returns its standard output.
pub fn answer(command: &mut Command) -> Outcome<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stderr(Stdio::piped()).output().while_(&name)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        Err(Failure::new(format!(
            "{name}: {}\n{}",
            output.status,
            said.trim()
        )))
    }
}

/// Runs `command` without a word, and returns whether it succeeded and all it printed.
pub fn silently(command: &mut Command) -> Outcome<(bool, String)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stderr(Stdio::piped()).output().while_(&name)?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    Ok((output.status.success(), said))
}

/// Runs `command` with its output shown, and returns whether it succeeded and what it printed to
/// standard output.
pub fn aloud(command: &mut Command) -> Outcome<(bool, String)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.stdout(Stdio::piped()).spawn().while_(&name)?;
    let mut text = String::new();
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n') {
            let line = line.while_(&name)?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
    }
    Ok((child.wait().while_(&name)?.success(), text))
}

fn report_time(start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    if seconds > 1.0 {
        println!("  {seconds:.1} s");
    }
}

/// A line of a child, and whether it came from standard output.
type Line = (bool, String);

fn watch(
    what: &str,
    command: &mut Command,
    start: Instant,
) -> Outcome<(ExitStatus, String, String)> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .while_(format!(
            "{what}: {}",
            command.get_program().to_string_lossy()
        ))?;
    let (sender, lines) = channel();
    forward(child.stdout.take(), true, &sender);
    forward(child.stderr.take(), false, &sender);
    drop(sender);
    let (out, all) = gather(&lines, start);
    Ok((child.wait().while_(what)?, out, all))
}

fn forward(pipe: Option<impl Read + Send + 'static>, is_out: bool, sender: &Sender<Line>) {
    let (Some(pipe), sender) = (pipe, sender.clone()) else {
        return;
    };
    thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if sender.send((is_out, line)).is_err() {
                return;
            }
        }
    });
}

fn gather(lines: &Receiver<Line>, start: Instant) -> (String, String) {
    let on_terminal = std::io::stdout().is_terminal();
    let (mut out, mut all, mut last) = (String::new(), String::new(), String::new());
    let mut reported = start;
    loop {
        match lines.recv_timeout(REDRAW) {
            Ok((is_out, line)) => {
                for text in [Some(&mut all), is_out.then_some(&mut out)]
                    .into_iter()
                    .flatten()
                {
                    text.push_str(&line);
                    text.push('\n');
                }
                if !line.trim().is_empty() {
                    last = line.trim().chars().take(90).collect();
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        let seconds = start.elapsed().as_secs();
        if on_terminal && seconds >= 1 && reported.elapsed() >= REDRAW {
            print!("\r\x1b[2K  {seconds} s  {last}");
            let _ = std::io::stdout().flush();
            reported = Instant::now();
        } else if !on_terminal && reported.elapsed() >= QUIET_REPORT {
            println!("  {seconds} s  {last}");
            reported = Instant::now();
        }
    }
    if on_terminal {
        print!("\r\x1b[2K");
    }
    (out, all)
}

fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    let from = all.len().saturating_sub(lines);
    all.get(from..).unwrap_or_default().join("\n")
}
