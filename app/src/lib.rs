//! Forecourt in the browser.

pub mod routes;
pub mod text;
