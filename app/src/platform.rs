//! The only place that touches browser globals. Nothing here knows the product.

pub mod channel;
pub mod clock;
pub mod crypto;
pub mod files;
pub mod ids;
pub mod install;
pub mod location;
pub mod locks;
pub mod net;
pub mod page;
pub mod presence;
pub mod quota;
pub mod socket;
pub mod storage;
pub mod task;
