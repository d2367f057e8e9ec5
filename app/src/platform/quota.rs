//! Room for the app's data, and whether the browser promises to keep it.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// What the browser says about room, in bytes. Browsers round generously.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Bytes taken.
    pub used: u64,
    /// Bytes that may be taken.
    pub quota: u64,
}

/// Asks for room taken and given. `None` when the browser does not say.
pub async fn estimate() -> Option<Estimate> {
    let asked = window().navigator().storage().estimate().ok()?;
    let answer = JsFuture::from(asked).await.ok()?;
    let answer: web_sys::StorageEstimate = answer.unchecked_into();
    Some(Estimate {
        used: answer.get_usage()? as u64,
        quota: answer.get_quota()? as u64,
    })
}

/// True when less than a fiftieth of the room is left.
pub async fn is_nearly_full() -> bool {
    estimate()
        .await
        .is_some_and(|room| room.quota.saturating_sub(room.used) < room.quota / 50)
}

/// True when the browser promised not to clear the data by itself.
pub async fn is_persisted() -> bool {
    match window().navigator().storage().persisted() {
        Ok(asked) => answers_yes(asked).await,
        Err(_) => false,
    }
}

/// Asks for that promise. Browsers that decide by use answer without a question.
pub async fn persist() -> bool {
    match window().navigator().storage().persist() {
        Ok(asked) => answers_yes(asked).await,
        Err(_) => false,
    }
}

async fn answers_yes(asked: js_sys::Promise) -> bool {
    JsFuture::from(asked)
        .await
        .is_ok_and(|answer| answer.is_truthy())
}
