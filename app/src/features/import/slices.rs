//! Long work in slices, so that the page can draw and answer in between.

use forecourt_domain::Millis;

use crate::platform::clock;

/// How long a slice may take, ms: half a frame at 60 per second.
const SLICE: Millis = 8;

/// Counts the time of a slice.
pub struct Slices {
    began: Millis,
}

impl Default for Slices {
    fn default() -> Self {
        Self {
            began: clock::now(),
        }
    }
}

impl Slices {
    /// Lets the page breathe when the slice is over. True when it did.
    pub async fn pause(&mut self) -> bool {
        if clock::now().saturating_sub(self.began) < SLICE {
            return false;
        }
        clock::sleep(0).await;
        self.began = clock::now();
        true
    }
}
