//! Requests to the server: JSON both ways, never without an end.

use forecourt_sync::failure::Failure;
use forecourt_sync::wire::Refusal;
use gloo::timers::callback::Timeout;
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::{AbortController, RequestCache, RequestCredentials};

/// Time for an answer, ms: long enough for half a megabyte over a poor mobile network.
const PATIENCE_MS: u32 = 30_000;

/// Marks requests of the app itself: a form on a foreign page cannot set it.
const MARK: (&str, &str) = ("x-forecourt", "1");

/// Asks for something.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    exchange(Request::get(path), None).await
}

/// Sends something and reads the answer.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    let body = serde_json::to_string(body).map_err(unreadable)?;
    exchange(Request::post(path), Some(body)).await
}

async fn exchange<T: DeserializeOwned>(
    request: RequestBuilder,
    body: Option<String>,
) -> Result<T, Failure> {
    let Ok(abort) = AbortController::new() else {
        return Err(Failure::Unreachable);
    };
    let late = Rc::new(Cell::new(false));
    let timer = {
        let (abort, late) = (abort.clone(), Rc::clone(&late));
        Timeout::new(PATIENCE_MS, move || {
            late.set(true);
            abort.abort();
        })
    };
    let request = request
        .header(MARK.0, MARK.1)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::SameOrigin)
        .abort_signal(Some(&abort.signal()));
    let answer = read(request, body).await;
    drop(timer);
    match answer {
        Err(Failure::Unreachable) if late.get() => Err(Failure::Timeout),
        Err(failure) => Err(failure),
        Ok(text) => serde_json::from_str(&text).map_err(unreadable),
    }
}

async fn read(request: RequestBuilder, body: Option<String>) -> Result<String, Failure> {
    let request = match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body),
        None => request.build(),
    };
    let response = request.map_err(unreadable)?.send().await;
    let response = response.map_err(|_| Failure::Unreachable)?;
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    if response.ok() {
        Ok(text)
    } else {
        Err(refused(&response, &text))
    }
}

/// A refusal of the server itself has a body with a code. Anything else, such
/// as the error page of a proxy, tells only that the server was not reached.
fn refused(response: &Response, text: &str) -> Failure {
    let status = response.status();
    match serde_json::from_str::<Refusal>(text) {
        Ok(refusal) => Failure::Refused { status, refusal },
        Err(_) => Failure::Unreadable(format!("status {status}")),
    }
}

fn unreadable<E: core::fmt::Display>(error: E) -> Failure {
    Failure::Unreadable(format!("{error}"))
}
