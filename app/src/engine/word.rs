//! What tabs say to each other. Never data: that is read from the database.

use forecourt_domain::Millis;
use forecourt_sync::machine::Phase;
use serde::{Deserialize, Serialize};

const PHASES: [Phase; 6] = [
    Phase::Synced,
    Phase::Syncing,
    Phase::Waiting,
    Phase::Offline,
    Phase::NeedsSignIn,
    Phase::OutOfDate,
];

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// There is something new in the database.
    Wrote,
    /// The leader says where syncing stands.
    Status {
        phase: Phase,
        last_synced: Option<Millis>,
        /// Groups that the server has not decided.
        unsent: usize,
    },
    /// A new tab asks for the status.
    Hello,
    /// Somebody wants to sync now.
    Ask,
    /// Somebody signed in.
    SignedIn,
    /// An act found no room on the disk.
    Full,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Written {
    Wrote,
    Status(usize, Option<Millis>, usize),
    Hello,
    Ask,
    SignedIn,
    Full,
}

impl Word {
    /// As it travels.
    pub(super) fn write(&self) -> String {
        let written = match self {
            Self::Wrote => Written::Wrote,
            Self::Status {
                phase,
                last_synced,
                unsent,
            } => {
                let place = PHASES.iter().position(|other| other == phase);
                Written::Status(place.unwrap_or_default(), *last_synced, *unsent)
            }
            Self::Hello => Written::Hello,
            Self::Ask => Written::Ask,
            Self::SignedIn => Written::SignedIn,
            Self::Full => Written::Full,
        };
        // Plain words and numbers: writing them cannot fail.
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// What another tab said. A tab of another version may say what is not known here.
    pub(super) fn read(text: &str) -> Option<Self> {
        Some(match serde_json::from_str(text).ok()? {
            Written::Wrote => Self::Wrote,
            Written::Status(place, last_synced, unsent) => Self::Status {
                phase: *PHASES.get(place)?,
                last_synced,
                unsent,
            },
            Written::Hello => Self::Hello,
            Written::Ask => Self::Ask,
            Written::SignedIn => Self::SignedIn,
            Written::Full => Self::Full,
        })
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn words_arrive_as_they_were_said() {
        let mut words = vec![
            Word::Wrote,
            Word::Hello,
            Word::Ask,
            Word::SignedIn,
            Word::Full,
        ];
        for phase in PHASES {
            words.push(Word::Status {
                phase,
                last_synced: Some(7),
                unsent: 3,
            });
        }
        for word in words {
            assert_eq!(Word::read(&word.write()), Some(word));
        }
        assert_eq!(Word::read("\"sing\""), None);
        assert_eq!(Word::read(r#"{"status":[9,null,0]}"#), None);
    }
}
