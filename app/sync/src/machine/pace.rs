//! When to try again.

use crate::failure::Failure;

/// Shortest wait after a failure, ms.
const FIRST_MS: u64 = 1_000;
/// Longest wait after a failure, ms, unless the server asks for more.
const LAST_MS: u64 = 300_000;
/// Shortest wait after the server had too much to do, ms.
const OVERLOAD_MS: u64 = 5_000;
/// Longest wait that a server may ask for, ms; a wrong header must not stop a device for a week.
const ASKED_MS: u64 = 3_600_000;
/// Between two looks for news while somebody waits for them, ms.
const POLL_OFTEN_MS: u64 = 15_000;
/// Between two looks for news while the page is in the back or news are announced, ms.
const POLL_SELDOM_MS: u64 = 60_000;

/// Between two looks whether the server gives rows to this build again, ms.
const POLL_OUT_OF_DATE_MS: u64 = 300_000;

/// Milliseconds to the next look for news.
pub(super) const fn poll_ms(often: bool, out_of_date: bool) -> u64 {
    if out_of_date {
        POLL_OUT_OF_DATE_MS
    } else if often {
        POLL_OFTEN_MS
    } else {
        POLL_SELDOM_MS
    }
}

/// Milliseconds to wait after the `failures`th failure in a row. The range
/// doubles each time and any moment in it is as likely, so that the devices
/// that a failing server lost do not all come back at once.
pub fn back_off_ms(failures: u32, jitter: f64, failure: &Failure) -> u64 {
    let doubled = 1_u64.checked_shl(failures).unwrap_or(u64::MAX);
    let range = FIRST_MS.saturating_mul(doubled).min(LAST_MS) - FIRST_MS;
    let waited = FIRST_MS + (range as f64 * jitter.clamp(0.0, 1.0)) as u64;
    let floor = if failure.is_overload() {
        OVERLOAD_MS
    } else {
        FIRST_MS
    };
    let asked = failure.retry_after().unwrap_or(0).saturating_mul(1_000);
    waited.max(floor).max(asked.min(ASKED_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Refusal;

    fn refused(status: u16, retry_after: Option<u64>) -> Failure {
        Failure::Refused {
            status,
            refusal: Refusal {
                code: String::new(),
                retry_after,
                expected: None,
            },
        }
    }

    #[track_caller]
    fn check(failures: u32, jitter: f64, failure: &Failure, expect: u64) {
        assert_eq!(back_off_ms(failures, jitter, failure), expect);
    }

    #[test]
    fn waits_grow_from_a_second_to_five_minutes() {
        check(1, 0.0, &Failure::Unreachable, 1_000);
        check(1, 0.5, &Failure::Unreachable, 1_500);
        check(3, 0.999_999, &Failure::Timeout, 7_999);
        check(9, 1.0, &Failure::Unreachable, 300_000);
        check(400, 1.0, &Failure::Unreachable, 300_000);
        check(400, 0.0, &Failure::Unreachable, 1_000);
    }

    #[test]
    fn the_server_may_ask_for_more_time() {
        check(1, 0.0, &refused(503, None), 5_000);
        check(1, 0.0, &refused(429, None), 5_000);
        check(1, 0.0, &refused(409, None), 1_000);
        check(1, 0.0, &refused(429, Some(40)), 40_000);
        check(9, 1.0, &refused(429, Some(40)), 300_000);
        check(1, 0.0, &refused(503, Some(u64::MAX)), ASKED_MS);
    }
}
