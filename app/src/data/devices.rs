//! The devices of a person, and for an administrator those of the whole dealership. They are not kept here: what is shown
//! has to be what stands now, and taking one away is for the server to decide.

use forecourt_domain::Id;
use forecourt_sync::auth::{DeviceEntry, Devices, Revoke};
use forecourt_sync::failure::Failure;

use crate::platform::net;

/// Those that may be used first, the last seen first.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn all() -> Result<Vec<DeviceEntry>, Failure> {
    let devices: Devices = net::get("/api/v1/devices").await?;
    Ok(devices.devices)
}

/// Takes a device away, or all others of this person. What it holds is deleted when it asks for anything next.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn revoke(device: Option<Id>) -> Result<(), Failure> {
    let _: serde_json::Value = net::post("/api/v1/devices/revoke", &Revoke { device }).await?;
    Ok(())
}
