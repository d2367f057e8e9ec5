//! Locks that one tab holds at a time. The browser gives a lock on when its
//! tab goes away, however that ends.

use futures::channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// A lock that this tab holds until this is dropped.
#[derive(Debug)]
pub struct Held {
    give_back: Option<Function>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(give_back) = &self.give_back {
            give_back.call0(&JsValue::UNDEFINED).ok();
        }
    }
}

/// Waits until this tab holds the lock. In a browser without locks every tab
/// gets it at once: the server tells twice sent work from new work.
pub async fn hold(name: &str) -> Held {
    let (got, gets) = oneshot::channel();
    // The browser holds the lock for as long as the promise of this closure is open.
    let granted = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
        let mut give_back = None;
        let held = Promise::new(&mut |resolve, _| give_back = Some(resolve));
        // Who waited may be gone: then `Held` is dropped here, which gives the lock back.
        got.send(Held { give_back }).ok();
        held.into()
    });
    match request(name, &granted) {
        Some(()) => gets.await.unwrap_or(Held { give_back: None }),
        None => Held { give_back: None },
    }
}

/// The typed binding needs a compiler flag, as it counts as unstable.
fn request(name: &str, granted: &JsValue) -> Option<()> {
    let navigator = window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    request.call2(&locks, &name.into(), granted).ok().map(drop)
}
