//! The one build path of Forecourt.
fn main() {}
