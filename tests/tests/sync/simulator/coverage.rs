//! Which fault met which state of the protocol, how often, and how often it has to.
//!
//! Two faults of real systems are not here. A stale replica: the Worker asks D1 for no session,
//! and without one D1 answers every statement from the primary. A flipped bit that still decodes:
//! `delivery.rs` says why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::script::Fate;

/// A fault has to meet each state that it can meet once in so many seeds.
const SEEDS_PER_MEETING: u64 = 1_000;

/// States in which a request is on its way to the server.
const ASKING: [&str; 5] = ["first pull", "pulling", "pushing", "probing", "renewing"];
/// The others. A device whose disk failed leads nobody until its next try.
const OTHERS: [&str; 5] = [
    "answered",
    "at rest",
    "backing off",
    "signed out",
    "disk failed",
];
/// What a device does while a transaction is torn.
const WRITING: [&str; 6] = [
    "an act",
    "an event",
    "a pull's answer",
    "a push's answer",
    "a probe's answer",
    "a renewal",
];

/// What may happen to a device whatever it is at.
const ANYWHERE: [&str; 21] = [
    "KillTab",
    "Crash",
    "PowerLoss",
    "Evict",
    "SetBack",
    "SetClock",
    "Drift",
    "Offline",
    "Partition",
    "Reboot",
    "GiveUp",
    "Grant",
    "Reach",
    "Team",
    "Mask",
    "HandOver",
    "Purge",
    "Floor",
    "TooOld",
    "Update",
    "Rollback",
];

/// What cannot meet, and why: every word of the first list with every word of the second.
const APART: [(&[&str], &[&str], &str); 5] = [
    (
        &["WriteFails", "CommitUnknown"],
        &["first pull", "pulling"],
        "a pull writes nothing",
    ),
    (
        &["Overtaken"],
        &["first pull", "pulling", "renewing"],
        "only a push reads first and writes then",
    ),
    (
        &["GiveUp"],
        &["at rest", "backing off", "signed out", "disk failed"],
        "there is nothing to wait for",
    ),
    (
        &["Floor"],
        &["first pull"],
        "before the first answer there is no cursor",
    ),
    (
        &["Offline"],
        &["disk failed"],
        "no tab listens to the browser's events",
    ),
];
/// An event of another kind stores something only when a group is too long to be sent.
const NO_WRITE: [(&str, &str); 1] = [("NoRoom", "an event")];

/// Counts by name of the fault and of the state.
#[derive(Clone, Debug, Default)]
pub struct Coverage(BTreeMap<(String, &'static str), u64>);

impl Coverage {
    pub fn note(&mut self, fault: &str, state: &'static str) {
        *self.0.entry((fault.to_owned(), state)).or_default() += 1;
    }

    pub fn add(&mut self, other: Self) {
        for (key, count) in other.0 {
            *self.0.entry(key).or_default() += count;
        }
    }

    /// What met less often than so many seeds have to bring about.
    pub fn gaps(&self, seeds: u64) -> Vec<String> {
        let least = seeds / SEEDS_PER_MEETING;
        let count = |fault: &String, state| self.0.get(&(fault.clone(), state)).copied();
        let counts = meetings()
            .into_iter()
            .map(|(fault, state)| (count(&fault, state).unwrap_or(0), fault, state));
        let short = counts.filter(|(count, ..)| *count < least);
        short
            .map(|(count, fault, state)| format!("{fault} met {state:?} {count} times"))
            .collect()
    }
}

/// Every fault with every state in which it can occur.
fn meetings() -> Vec<(String, &'static str)> {
    let fates = Fate::BAD.map(|fate| format!("{fate:?}"));
    let fates = fates
        .iter()
        .flat_map(|fate| ASKING.map(|state| (fate.clone(), state)));
    let states = || ASKING.into_iter().chain(OTHERS);
    let anywhere = ANYWHERE
        .into_iter()
        .flat_map(|fault| states().map(|state| (fault.to_owned(), state)));
    let torn = ["Death", "NoRoom"]
        .into_iter()
        .flat_map(|fault| WRITING.map(|state| (fault.to_owned(), state)));
    let can_meet = |(fault, state): &(String, &'static str)| {
        let apart = |(faults, states, _): &(&[&str], &[&str], &str)| {
            faults.contains(&fault.as_str()) && states.contains(state)
        };
        !APART.iter().any(apart) && !NO_WRITE.contains(&(fault.as_str(), *state))
    };
    fates.chain(anywhere).chain(torn).filter(can_meet).collect()
}

impl fmt::Display for Coverage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states: BTreeSet<&str> = self.0.keys().map(|(_, state)| *state).collect();
        let faults: BTreeSet<&str> = self.0.keys().map(|(fault, _)| fault.as_str()).collect();
        write!(out, "{:<16}", "fault")?;
        for state in &states {
            write!(out, "{state:>17}")?;
        }
        for fault in faults {
            write!(out, "\n{fault:<16}")?;
            for state in &states {
                let count = self.0.get(&(fault.to_owned(), *state)).unwrap_or(&0);
                write!(out, "{count:>17}")?;
            }
        }
        Ok(())
    }
}
