//! A server that answers what the test says, and remembers what it was asked.

use forecourt_app::platform::clock;
use forecourt_domain::access::{Access, Reach};
use forecourt_domain::{Fields, Id, State};
use forecourt_sync::wire::{Page, PullReply, PullRequest, WireRow};
use wasm_bindgen::JsValue;

/// Takes the place of the network in this page.
pub struct Server;

impl Server {
    /// Pulls wait from now on until they are answered, and nobody takes what a device did.
    pub fn new() -> Self {
        js_sys::eval(
            r#"globalThis.asked = [];
             globalThis.waiting = [];
             globalThis.fetch = async (request) => {
               const path = new URL(request.url).pathname;
               if (path === '/api/v1/device') return new Response('{}');
               if (path === '/api/v1/push') return new Response('{"code":"not_now"}', { status: 409 });
               if (path !== '/api/v1/pull') throw new TypeError('no way there');
               globalThis.asked.push(await request.text());
               return new Promise((answer) => globalThis.waiting.push(answer));
             };"#,
        )
        .unwrap();
        Self
    }

    /// Waits for a pull and returns what it asks.
    pub async fn asked(&self) -> PullRequest {
        for _ in 0..3_000 {
            let text = js_sys::eval("globalThis.asked[0]").unwrap().as_string();
            if let Some(text) = text {
                return serde_json::from_str(&text).unwrap();
            }
            clock::sleep(10).await;
        }
        panic!("nobody asked for rows");
    }

    /// Breaks off the pull that waits.
    #[allow(
        dead_code,
        reason = "not every test of a server that answers needs one that does not"
    )]
    pub fn fall_silent(&self) {
        js_sys::eval(
            "globalThis.asked.shift(); globalThis.waiting.shift()(Promise.reject(new TypeError('gone')));",
        )
        .unwrap();
    }

    /// Waits for a pull and answers it.
    pub async fn answer(&self, reply: &PullReply) -> PullRequest {
        let asked = self.asked().await;
        let text = serde_json::to_string(reply).unwrap();
        let answer = js_sys::Function::new_with_args(
            "text",
            "globalThis.asked.shift(); globalThis.waiting.shift()(new Response(text));",
        );
        answer.call1(&JsValue::NULL, &text.into()).unwrap();
        asked
    }
}

/// A customer of the server.
pub fn row(seq: u64, id: u128, name: &str) -> WireRow {
    let fields = Fields::new().with("name", name);
    let kind = "customer".to_owned();
    WireRow(
        seq,
        kind,
        Id::from_u128(id),
        State::Live,
        None,
        fields.into(),
    )
}

/// An answer without pages.
pub fn reply(epoch: &str, high: u64) -> PullReply {
    PullReply {
        now: 0,
        epoch: epoch.to_owned(),
        units: [].into(),
        clock: None,
        high,
        access: None,
        mid: None,
    }
}

/// The same with a page of a unit.
pub fn with(mut reply: PullReply, unit: &str, rows: Vec<WireRow>, more: bool) -> PullReply {
    let cursor = match rows.last() {
        Some(WireRow(seq, ..)) if more => *seq,
        _ => reply.high,
    };
    let page = Page {
        rows,
        cursor,
        more,
        restart: false,
    };
    reply.units.insert(unit.to_owned(), page);
    reply
}

/// The same with what the person reads.
pub fn reading(mut reply: PullReply, version: u64, units: &[(&str, Reach)]) -> PullReply {
    let units = units
        .iter()
        .map(|(unit, reach)| ((*unit).to_owned(), *reach));
    reply.access = Some(Access {
        version,
        units: units.collect(),
        ..Access::default()
    });
    reply
}
