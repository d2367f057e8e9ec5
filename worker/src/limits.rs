//! Every number that bounds a caller, in one place.

use forecourt_domain::Millis;

const SECOND: Millis = 1_000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// A session ends when it is not used for so long, ms.
pub const SESSION_IDLE: Millis = 12 * HOUR;
/// A session ends after so long, used or not, ms.
pub const SESSION_TOTAL: Millis = 30 * DAY;
/// A session in use is prolonged so often, ms. Each time costs a written row.
pub const SESSION_TOUCH: Millis = HOUR;
/// What waits on a device is noted at most so often, ms. Each time costs a written row.
pub const DEVICE_NOTED: Millis = MINUTE;

/// Bytes of the body of anything but a push or a pull.
pub const FORM_BYTES: usize = 16 * 1024;
/// Bytes of the body of a pull: one cursor per unit.
pub const PULL_BYTES: usize = 64 * 1024;
/// Bytes of a body that is too large which are still read, and dropped.
pub const DRAIN_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of one bound parameter; D1 takes two million.
pub const PARAMETER_BYTES: usize = 1_900_000;
/// Characters of a name of a person, place or device.
pub const NAME_LENGTH: usize = 120;
/// Characters of a login.
pub const LOGIN_LENGTH: core::ops::RangeInclusive<usize> = 3..=64;
/// Memory that a key may be derived with, KiB. The least is that of OWASP's second profile.
pub const DERIVATION_MEMORY: core::ops::RangeInclusive<u32> = 19_456..=1_048_576;
/// Passes that a key may be derived with.
pub const DERIVATION_PASSES: core::ops::RangeInclusive<u32> = 2..=16;

/// Oldest version of the wire that may push: work made offline is taken for long.
pub const MIN_PUSH_VERSION: u32 = 1;
/// Oldest version of the wire that may pull.
pub const MIN_PULL_VERSION: u32 = 1;

/// How often a push reads and decides again when something moved meanwhile.
pub const PUSH_TRIES: usize = 3;
/// How often a sign-up takes the next number when somebody else was faster.
pub const SIGN_UP_TRIES: usize = 8;
/// Rows in one page over all units that the device knows.
pub const PAGE_ROWS: usize = 1_000;
/// Rows per unit in a first page, when the number of units is not known yet.
pub const FIRST_PAGE_ROWS: usize = 100;

/// Changes that the history of a record gives; up to twice as many and one push are kept.
pub const HISTORY_ITEMS: usize = 50;
/// Characters of a value from which on a history keeps only so many.
pub const HISTORY_VALUE: usize = 500;

/// A hub asks so often, at most, whether its sockets may stay, ms. Each time costs some rows per socket.
pub const SOCKETS_CHECKED: Millis = MINUTE;
/// Units by which a socket is found. The platform takes ten words for one.
pub const SOCKET_UNITS: usize = 7;

/// How long verdicts of refused groups are kept for replays, ms.
pub const REFUSALS_KEPT: Millis = 45 * DAY;
/// How long a record can be brought back from the bin, ms.
pub const BIN_KEPT: Millis = 30 * DAY;
/// How long the id of a purged record is kept, so that devices hear of it, ms.
pub const PURGED_KEPT: Millis = 180 * DAY;
/// Rows that one statement of the night shift deletes: a long one would hold up everybody.
pub const SLICE: usize = 1_000;
/// Statements of one night shift; the free plan allows 50.
pub const SLICES: usize = 48;

/// How often something may be tried.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// First part of the key under which tries are counted.
    pub word: &'static str,
    /// Tries in a window.
    pub tries: u32,
    /// Length of the window, ms.
    pub window: Millis,
}

/// Wrong keys for one login. The window is short, so that nobody can lock a colleague out for long.
pub const BY_LOGIN: Limit = Limit {
    word: "login",
    tries: 10,
    window: 15 * MINUTE,
};
/// Wrong keys from one address: a dealership may sit behind one.
pub const BY_ADDRESS: Limit = Limit {
    word: "address",
    tries: 50,
    window: 15 * MINUTE,
};
/// Wrong set-up codes from one address.
pub const SET_UP: Limit = Limit {
    word: "set-up",
    tries: 10,
    window: 15 * MINUTE,
};
/// Dealerships made from one address.
pub const SIGN_UP: Limit = Limit {
    word: "sign-up",
    tries: 120,
    window: HOUR,
};
/// The longest window of all.
pub const LONGEST_WINDOW: Millis = HOUR;

/// Devices that are listed at once.
pub const DEVICES_LISTED: usize = 200;
