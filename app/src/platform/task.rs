//! Tasks that run beside the pages.

use core::future::Future;

use futures::channel::oneshot;
use futures::future::select;
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdleDeadline;

use super::clock;

/// Milliseconds that work takes at once where the browser does not say how long it is idle.
const PORTION_MS: u64 = 4;
/// Milliseconds between two portions there.
const PAUSE_MS: i32 = 12;
/// Milliseconds after which work goes on that waits for idle time.
const PATIENCE_MS: u32 = 1_000;

/// Starts a task that outlives the component that starts it, so that nothing it began is cut off
/// half done. By the time it answers the page may be gone: signals of a page are reached by `try_`.
pub fn start(task: impl Future<Output = ()> + 'static) {
    spawn_local(task);
}

/// Calls `step` while nobody waits for anything else, until it says that nothing is left. A step
/// takes a millisecond or two.
pub fn in_idle_time(step: impl FnMut() -> bool + 'static) {
    later(Box::new(step));
}

/// Waits until nobody waits for anything else, or for a second: a page in the background is never called idle.
pub async fn idle() {
    let (done, heard) = oneshot::channel();
    let mut done = Some(done);
    in_idle_time(move || {
        done.take().map(|done| done.send(()));
        false
    });
    let late = core::pin::pin!(clock::sleep(PATIENCE_MS));
    select(heard, late).await;
}

fn later(mut step: Box<dyn FnMut() -> bool>) {
    let portion = Closure::once_into_js(move |deadline: JsValue| {
        let begun = clock::now();
        let goes_on = || match deadline.dyn_ref::<IdleDeadline>() {
            Some(deadline) => deadline.time_remaining() > PORTION_MS as f64,
            None => clock::now().saturating_sub(begun) < PORTION_MS,
        };
        while step() {
            if !goes_on() {
                return later(step);
            }
        }
    });
    let portion = portion.unchecked_ref();
    // Safari has no idle callbacks: https://webkit.org/b/164193
    if window().request_idle_callback(portion).is_err() {
        window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(portion, PAUSE_MS)
            .ok();
    }
}
