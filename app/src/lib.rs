//! Forecourt in the browser.
