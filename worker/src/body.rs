//! Reading a request's body without holding more of it than is allowed.

use forecourt_sync::Code;
use futures::StreamExt;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::error::ApiError;
use crate::limits::DRAIN_BYTES;

/// Reads the body of a call as JSON of at most `limit` bytes.
pub async fn read<T: DeserializeOwned>(call: &mut Call, limit: usize) -> Result<T, ApiError> {
    let bytes = collect(call, limit).await?;
    serde_json::from_slice(&bytes).map_err(|_| ApiError::refused(Code::BadBody))
}

/// The announced length is checked first, and what really comes while it comes:
/// the announcement may be missing or wrong. What is too much is still taken
/// off the line, up to a point, because a peer that is cut off while it sends
/// may never read why.
async fn collect(call: &mut Call, limit: usize) -> Result<Vec<u8>, ApiError> {
    let announced = call
        .header("content-length")
        .and_then(|text| text.parse::<usize>().ok())
        .unwrap_or_default();
    if announced > DRAIN_BYTES {
        return Err(ApiError::refused(Code::BodyTooLarge));
    }
    let Ok(mut chunks) = call.request.stream() else {
        return Ok(Vec::new()); // no body at all
    };
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(ApiError::runtime("reading the body"))?;
        length = length.saturating_add(chunk.len());
        if length.max(announced) <= limit {
            bytes.extend_from_slice(&chunk);
        } else if length > DRAIN_BYTES {
            break;
        }
    }
    if length > limit {
        return Err(ApiError::refused(Code::BodyTooLarge));
    }
    Ok(bytes)
}
