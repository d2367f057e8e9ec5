//! Reading a request's body without holding more of it than is allowed.

use forecourt_sync::Code;
use futures::StreamExt;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::error::ApiError;

/// Reads the body of a call as JSON of at most `limit` bytes.
pub async fn read<T: DeserializeOwned>(call: &mut Call, limit: usize) -> Result<T, ApiError> {
    let bytes = collect(call, limit).await?;
    serde_json::from_slice(&bytes).map_err(|_| ApiError::refused(Code::BadBody))
}

/// The announced length is checked first, and what really comes while it comes:
/// the announcement may be missing or wrong.
async fn collect(call: &mut Call, limit: usize) -> Result<Vec<u8>, ApiError> {
    let too_large = || ApiError::refused(Code::BodyTooLarge);
    let announced = call
        .header("content-length")
        .and_then(|text| text.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let Ok(mut chunks) = call.request.stream() else {
        return Ok(Vec::new()); // no body at all
    };
    let mut bytes = Vec::with_capacity(announced.unwrap_or_default());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(ApiError::runtime("reading the body"))?;
        if bytes.len() + chunk.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
