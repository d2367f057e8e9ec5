//! Syncing as a whole: devices that run the client machine against the
//! server's statements, which run here on SQLite with the limits of D1.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod access;
mod arbitrary;
mod bounded;
mod convergence;
mod deed;
mod device;
mod garbage;
mod later;
mod merge;
mod monotonic;
mod organisation;
mod reach;
mod rewound;
mod scenarios;
mod server;
mod simulator;
mod way;
