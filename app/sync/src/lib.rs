//! Sync
