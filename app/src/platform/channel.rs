//! Words between tabs of this browser.

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel to the other tabs. A tab does not hear itself. Closed when dropped.
pub struct Channel {
    inner: BroadcastChannel,
    _listener: EventListener,
}

impl Channel {
    /// Joins a channel; `hear` is called with what others say. `None` when the browser has none.
    pub fn join(name: &str, hear: impl Fn(String) + 'static) -> Option<Self> {
        let inner = BroadcastChannel::new(name).ok()?;
        let listener = EventListener::new(&inner, "message", move |event| {
            let message = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            if let Some(text) = message.and_then(|data| data.as_string()) {
                hear(text);
            }
        });
        Some(Self {
            inner,
            _listener: listener,
        })
    }

    /// Says something to the other tabs. A tab that is closing may miss it, so
    /// nothing may depend on being heard.
    pub fn say(&self, text: &str) {
        self.inner.post_message(&JsValue::from_str(text)).ok();
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.inner.close();
    }
}
