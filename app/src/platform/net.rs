//! Requests to the server: JSON both ways, never without an end.

use forecourt_sync::failure::Failure;
use forecourt_sync::wire::Refusal;
use gloo::timers::callback::Timeout;
use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, Headers, Request, RequestCache, RequestCredentials, RequestInit,
    Response,
};

/// Time for an answer, ms: long enough for half a megabyte over a poor mobile network.
const PATIENCE_MS: u32 = 30_000;

/// Marks requests of the app itself: a form on a foreign page cannot set it.
const MARK: (&str, &str) = ("x-forecourt", "1");

/// Asks for something.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    let text = exchange("GET", path, None).await?;
    serde_json::from_str(&text).map_err(unreadable)
}

/// Sends something and reads the answer.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    let body = serde_json::to_string(body).map_err(unreadable)?;
    let text = exchange("POST", path, Some(body)).await?;
    serde_json::from_str(&text).map_err(unreadable)
}

async fn exchange(method: &str, path: &str, body: Option<String>) -> Result<String, Failure> {
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
    let answer = match request(method, path, body, &abort.signal()) {
        Ok(request) => read(&request).await,
        Err(error) => Err(Failure::Unreadable(format!("{error:?}"))),
    };
    drop(timer);
    match answer {
        Err(Failure::Unreachable) if late.get() => Err(Failure::Timeout),
        answer => answer,
    }
}

fn request(
    method: &str,
    path: &str,
    body: Option<String>,
    signal: &AbortSignal,
) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    headers.set(MARK.0, MARK.1)?;
    let init = RequestInit::new();
    if let Some(body) = body {
        headers.set("content-type", "application/json")?;
        init.set_body(&body.into());
    }
    init.set_method(method);
    init.set_headers(&headers);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_signal(Some(signal));
    Request::new_with_str_and_init(path, &init)
}

async fn read(request: &Request) -> Result<String, Failure> {
    let response = JsFuture::from(window().fetch_with_request(request)).await;
    let response: Response = response
        .and_then(JsCast::dyn_into)
        .map_err(|_| Failure::Unreachable)?;
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await,
        Err(error) => Err(error),
    };
    let text = text.ok().and_then(|text| text.as_string());
    let text = text.ok_or(Failure::Unreachable)?;
    if response.ok() {
        Ok(text)
    } else {
        Err(refused(&response, &text))
    }
}

/// A refusal of the server itself has a body with a code. Anything else, such
/// as the error page of a proxy, comes from somewhere on the way.
fn refused(response: &Response, text: &str) -> Failure {
    let status = response.status();
    match serde_json::from_str::<Refusal>(text) {
        Ok(refusal) => Failure::Refused { status, refusal },
        Err(_) => Failure::Intercepted { status },
    }
}

fn unreadable<E: core::fmt::Display>(error: E) -> Failure {
    Failure::Unreadable(format!("{error}"))
}
