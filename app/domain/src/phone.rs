//! Telephone numbers in E.164.

use serde::{Deserialize, Serialize};

/// A telephone number, E.164 with its plus sign: `+8613800138000`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// The number with its plus sign.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
