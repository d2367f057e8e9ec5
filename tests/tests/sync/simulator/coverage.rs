//! Which fault met which state of the protocol, and how often.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Counts by name of the fault and of the state.
#[derive(Clone, Debug, Default)]
pub struct Coverage(BTreeMap<(String, &'static str), u64>);

impl Coverage {
    pub fn note(&mut self, fault: String, state: &'static str) {
        *self.0.entry((fault, state)).or_default() += 1;
    }

    pub fn add(&mut self, other: Self) {
        for (key, count) in other.0 {
            *self.0.entry(key).or_default() += count;
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states: BTreeSet<&str> = self.0.keys().map(|(_, state)| *state).collect();
        let faults: BTreeSet<&str> = self.0.keys().map(|(fault, _)| fault.as_str()).collect();
        write!(out, "{:<16}", "fault")?;
        for state in &states {
            write!(out, "{state:>13}")?;
        }
        for fault in faults {
            write!(out, "\n{fault:<16}")?;
            for state in &states {
                let count = self.0.get(&(fault.to_owned(), *state)).unwrap_or(&0);
                write!(out, "{count:>13}")?;
            }
        }
        Ok(())
    }
}
