//! Sample dealership, simulation world and benches of Forecourt.

pub mod sample;

#[cfg(test)]
mod codes;
