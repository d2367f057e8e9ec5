//! Live: the Worker's side of the hub. Lets devices in, tells what a push
//! wrote, closes the sockets of a session that ends.

use forecourt_domain::Id;
use forecourt_domain::row::Unit;
use worker::{Headers, Method, ObjectNamespace, Request, RequestInit, Response, console_error};

use crate::auth::{Caller, need_token};
use crate::call::{Answer, Call};
use crate::error::ApiError;
use crate::headers;
use crate::hub::{Nudge, Seat, Wish};

/// What a hub is called with; only its path would matter, and it has none.
const ADDRESS: &str = "https://hub/";

/// `GET /live`, answered by a socket.
pub async fn join(call: &Call) -> Result<Answer, ApiError> {
    headers::check_socket(call)?;
    let token = need_token(call)?;
    let caller = Caller::read(call, &token).await?;
    let wish = Wish::Join {
        seat: Seat {
            device: caller.own_device()?,
            units: caller.units.clone(),
            session: token,
        },
        seq: caller.seq,
    };
    let text = serde_json::to_string(&wish).map_err(ApiError::json("writing a wish"))?;
    let failed = || ApiError::runtime("opening a socket");
    let headers = Headers::new();
    headers.set("upgrade", "websocket").map_err(failed())?;
    headers.set("x-wish", &text).map_err(failed())?;
    let mut init = RequestInit::new();
    init.with_headers(headers);
    let request = Request::new_with_init(ADDRESS, &init).map_err(failed())?;
    let response = ask(&call.hubs()?, caller.ten, request)
        .await
        .map_err(failed())?;
    response
        .websocket()
        .map(Answer::socket)
        .ok_or(ApiError::Contended {
            doing: "opening a socket",
        })
}

/// Tells the devices of a dealership that a push wrote something, once it is answered.
pub fn nudge(call: &Call, ten: u64, nudge: Nudge) {
    if !nudge.units.is_empty() {
        wish_later(call, ten, Wish::Nudge(nudge));
    }
}

/// Closes the sockets of a session that was ended.
pub fn leave(call: &Call, ten: u64, session: String) {
    wish_later(call, ten, Wish::Leave { session });
}

/// Closes the sockets of devices that were taken away, so that these ask at once and hear it.
pub fn take_away(call: &Call, ten: u64, devices: Vec<Id>) {
    if !devices.is_empty() {
        wish_later(call, ten, Wish::TakeAway { devices });
    }
}

/// Where nobody listens nothing is lost: devices ask by themselves.
fn wish_later(call: &Call, ten: u64, wish: Wish) {
    let Ok(hubs) = call.hubs() else {
        return;
    };
    call.afterwards(async move {
        let told = async {
            let mut init = RequestInit::new();
            init.with_method(Method::Post)
                .with_body(Some(serde_json::to_string(&wish)?.into()));
            ask(&hubs, ten, Request::new_with_init(ADDRESS, &init)?).await
        };
        if let Err(error) = told.await {
            console_error!("telling the hub: {error}");
        }
    });
}

async fn ask(hubs: &ObjectNamespace, ten: u64, request: Request) -> worker::Result<Response> {
    let hub = hubs.get_by_name(&ten.to_string())?;
    hub.fetch_with_request(request).await
}

/// The units of a list, each once.
pub fn distinct(units: impl IntoIterator<Item = Unit>) -> Vec<Unit> {
    let mut units: Vec<Unit> = units.into_iter().collect();
    units.sort_unstable();
    units.dedup();
    units
}
