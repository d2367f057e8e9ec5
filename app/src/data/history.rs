//! The history of a record. It stays on the server and is asked for when
//! somebody looks: most records are never asked about.

use forecourt_domain::{Id, Kind};
use forecourt_sync::failure::Failure;
use forecourt_sync::wire::{HistoryReply, HistoryRequest, Past, WIRE_VERSION};

use super::Data;
use crate::platform::net;

/// The last changes of a record, oldest first.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn of(data: &Data, kind: Kind, id: Id) -> Result<Vec<Past>, Failure> {
    let request = HistoryRequest {
        v: WIRE_VERSION,
        device: data.device(),
        kind: kind.as_str().to_owned(),
        id,
    };
    let reply: HistoryReply = net::post("/api/v1/history", &request).await?;
    Ok(reply.items)
}
