//! A WebSocket to the server of this page.

use gloo::events::EventListener;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// Close code of the server for a socket behind which no session stands.
const SENT_AWAY: u16 = 4401;

/// What comes from the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The socket is open.
    Opened,
    /// A message.
    Text(String),
    /// The socket was refused or is lost. Nothing comes after it.
    Closed {
        /// The server closed it, because whoever opened it may not listen any more.
        is_sent_away: bool,
    },
}

/// A socket. Closed without another word when dropped.
pub struct Socket {
    inner: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Opens a socket at a path; `hear` is called with what comes. `None` when
    /// the browser does not even try.
    pub fn open(path: &str, hear: impl Fn(Said) + Clone + 'static) -> Option<Self> {
        // `http` becomes `ws`, `https` becomes `wss`.
        let origin = window().location().origin().ok()?;
        let address = format!("{}{path}", origin.replacen("http", "ws", 1));
        let inner = WebSocket::new(&address).ok()?;
        let (opened, told) = (hear.clone(), hear.clone());
        let listeners = [
            EventListener::new(&inner, "open", move |_| opened(Said::Opened)),
            EventListener::new(&inner, "message", move |event| {
                let message = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
                if let Some(text) = message.and_then(|data| data.as_string()) {
                    told(Said::Text(text));
                }
            }),
            EventListener::new(&inner, "close", move |event| {
                let code = event.dyn_ref::<CloseEvent>().map(CloseEvent::code);
                let is_sent_away = code == Some(SENT_AWAY);
                hear(Said::Closed { is_sent_away });
            }),
        ];
        Some(Self {
            inner,
            _listeners: listeners,
        })
    }

    /// Says something. What cannot be said is lost, as on the way.
    pub fn say(&self, text: &str) {
        self.inner.send_with_str(text).ok();
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.inner.close().ok();
    }
}
