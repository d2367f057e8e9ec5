//! The id of this device, and how it gets another one: when its profile was set
//! back or copied, the server knows other groups by its numbers.

use forecourt_domain::Id;
use forecourt_sync::auth::{Enrol, Enrolled};
use forecourt_sync::failure::Failure;

use super::{Data, lock};
use crate::platform::{ids, net, page};

impl Data {
    /// This device.
    pub(crate) fn device(&self) -> Id {
        *lock(&self.0.device)
    }

    /// Goes on under the id that is stored.
    pub(super) fn become_device(&self, device: Option<Id>) {
        if let Some(device) = device {
            *lock(&self.0.device) = device;
        }
    }
}

/// Binds the session to a new device whose numbers begin after `after`. The
/// caller stores the id; until then this device keeps its old one.
pub(crate) async fn enrol_anew(after: u64) -> Result<(Id, Enrolled), Failure> {
    let device = ids::new_id();
    let request = Enrol {
        device,
        name: page::device_name(),
        after,
    };
    let enrolled = net::post("/api/v1/device", &request).await?;
    Ok((device, enrolled))
}
