//! The only place that touches browser globals. Nothing here knows the product.

pub mod clock;
pub mod ids;
pub mod net;
pub mod page;
pub mod quota;
