//! Dealerships, their devices and tabs, one server, a bad network, wrong clocks,
//! failing disks and people who lose their rights, all from one seed; against a
//! reference that knows what everybody did and in which state it has to end.
//!
//! The test plays a fixed number of seeds. `cargo xtask soak` plays any number
//! (`FORECOURT_SEEDS`), and shows what a failing one comes down to.

mod check;
mod coverage;
mod crash;
mod device;
mod play;
mod random;
mod reference;
mod run;
mod script;
mod world;

use run::{Wish, play_all};

/// Seeds of the test.
const SEEDS: u64 = 2_000;

#[test]
fn every_seed_ends_in_the_right_state() {
    let wish = Wish::from_env(SEEDS);
    play_all(&wish);
}
