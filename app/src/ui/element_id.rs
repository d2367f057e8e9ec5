//! Ids for elements that name or describe each other.

use core::sync::atomic::{AtomicU32, Ordering};

static LAST: AtomicU32 = AtomicU32::new(0);

/// An id that no other element of this page has.
pub fn element_id(prefix: &str) -> String {
    format!("{prefix}-{}", LAST.fetch_add(1, Ordering::Relaxed))
}
