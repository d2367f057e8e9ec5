//! The hub of a dealership: a Durable Object that holds the sockets of its
//! devices and tells them that there is something new. It must not know what.
//!
//! Sockets hibernate: nothing here runs while nobody writes. What has to
//! outlast that is attached to a socket; a nudge that is lost is no loss, since
//! every device also asks by itself.

use std::cell::Cell;

use forecourt_domain::row::Unit;
use forecourt_domain::{Id, Millis};
use forecourt_sync::wire::News;
use serde::{Deserialize, Serialize};
use worker::{
    Date, DurableObject, Env, Error, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    WebSocketPair, WebSocketRequestResponsePair, console_error, durable_object,
};

use crate::db::{Database, Statement, sql};
use crate::error::ApiError;
use crate::limits::{SOCKET_UNITS, SOCKETS_CHECKED};

/// Close code for a socket behind which no session stands any more.
const NO_SESSION: u16 = 4401;
/// Word of the sockets of somebody with too many units to be found by each.
const EVERY_UNIT: &str = "*";

/// What the Worker asks of a hub.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Take this socket.
    Join {
        /// For whom.
        seat: Seat,
        /// Sequence of the dealership before.
        seq: u64,
    },
    /// Tell that there is something new.
    Nudge(Nudge),
    /// Close the sockets of a session that was ended.
    Leave {
        /// Hash of its token.
        session: String,
    },
    /// Close the sockets of devices that were taken away.
    TakeAway {
        /// Which.
        devices: Vec<Id>,
    },
}

/// Whose a socket is; attached to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seat {
    /// Hash of the session's token.
    pub session: String,
    /// The device.
    pub device: Id,
    /// Units of the person as stored, JSON.
    pub units: String,
}

/// What is new.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Nudge {
    /// Sequence of the dealership now.
    pub seq: u64,
    /// Where something changed.
    pub units: Vec<Unit>,
    /// The device that changed it; it knows.
    pub device: Id,
}

/// A row of `live.sql`.
#[derive(Deserialize)]
struct Standing {
    token: String,
}

/// The hub.
#[durable_object]
pub struct Hub {
    state: State,
    env: Env,
    /// When the sockets were checked last; forgotten while asleep.
    checked: Cell<Millis>,
    /// Highest sequence that was told of; forgotten while asleep.
    told: Cell<u64>,
}

impl DurableObject for Hub {
    fn new(state: State, env: Env) -> Self {
        // Answered without waking the hub.
        if let Ok(pair) = WebSocketRequestResponsePair::new("ping", "pong") {
            state.set_websocket_auto_response(&pair);
        }
        Self {
            state,
            env,
            checked: Cell::default(),
            told: Cell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let wish = match request.headers().get("x-wish")? {
            Some(text) => serde_json::from_str(&text)?,
            None => request.json().await?,
        };
        match wish {
            Wish::Join { seat, seq } => return self.join(&seat, seq),
            Wish::Nudge(nudge) => self.nudge(&nudge).await,
            Wish::Leave { session } => {
                close_all(self.state.get_websockets_with_tag(&session_tag(&session)));
            }
            Wish::TakeAway { devices } => {
                let sockets = self.state.get_websockets().into_iter();
                close_all(sockets.filter(|socket| {
                    let seat = socket.deserialize_attachment::<Seat>().ok().flatten();
                    seat.is_some_and(|seat| devices.contains(&seat.device))
                }));
            }
        }
        Response::empty()
    }

    /// Devices have nothing to say but `ping`.
    async fn websocket_message(
        &self,
        socket: WebSocket,
        _message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        socket.close(Some(1008), Some("nothing is expected here"))
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> worker::Result<()> {
        // The other end is gone or going: there is nobody to tell of a failure.
        socket.close(Some(1000), Some("bye")).ok();
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _error: Error) -> worker::Result<()> {
        socket.close(Some(1011), Some("broken")).ok();
        Ok(())
    }

    async fn alarm(&self) -> worker::Result<Response> {
        Response::empty()
    }
}

impl Hub {
    /// Takes a socket and tells it at once how far the dealership is. A push may
    /// have come in between the Worker's look and now, so what was told since counts.
    fn join(&self, seat: &Seat, seq: u64) -> worker::Result<Response> {
        let pair = WebSocketPair::new()?;
        let tags = tags(seat);
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        self.state.accept_websocket_with_tags(&pair.server, &tags);
        pair.server.serialize_attachment(seat)?;
        pair.server.send(&News {
            seq: seq.max(self.told.get()),
            crowd: 1,
        })?;
        Response::from_websocket(pair.client)
    }

    async fn nudge(&self, nudge: &Nudge) {
        self.told.set(nudge.seq.max(self.told.get()));
        let listening = self.listeners(nudge);
        let news = News {
            seq: nudge.seq,
            crowd: listening.len(),
        };
        for socket in listening {
            // One that cannot be told is closing; its device asks by itself.
            socket.send(&news).ok();
        }
        if let Err(error) = self.check().await {
            error.log("checking the sockets of a hub");
        }
    }

    /// The sockets to tell, each once, those of the writing device left out.
    fn listeners(&self, nudge: &Nudge) -> Vec<WebSocket> {
        let tags = nudge.units.iter().map(|unit| unit_tag(unit));
        let mut found: Vec<WebSocket> = Vec::new();
        for tag in tags.chain([EVERY_UNIT.to_owned()]) {
            for socket in self.state.get_websockets_with_tag(&tag) {
                let seat = socket.deserialize_attachment::<Seat>().ok().flatten();
                let is_writer = seat.is_none_or(|seat| seat.device == nudge.device);
                if !is_writer && !found.contains(&socket) {
                    found.push(socket);
                }
            }
        }
        found
    }

    /// Closes the sockets of sessions that ended without a word: by time, by a
    /// revoked device, by other units. The device comes back if it may.
    async fn check(&self) -> Result<(), ApiError> {
        let now = Date::now().as_millis();
        if now < self.checked.get() + SOCKETS_CHECKED {
            return Ok(());
        }
        self.checked.set(now);
        let sockets = self.state.get_websockets();
        let seats: Vec<Option<Seat>> = sockets
            .iter()
            .map(|socket| socket.deserialize_attachment().ok().flatten())
            .collect();
        let asked: Vec<&Seat> = seats.iter().flatten().collect();
        let asked = serde_json::to_string(&asked).map_err(ApiError::json("writing seats"))?;
        let db = Database::of(&self.env).map_err(ApiError::runtime("opening the database"))?;
        let reading = Statement::of(sql::LIVE).text(&asked).instant(now);
        let results = db.batch("checking sockets", vec![reading]).await?;
        let standing = results.rows::<Standing>(0)?;
        let stands = |seat: &Seat| standing.iter().any(|session| session.token == seat.session);
        let left = sockets
            .into_iter()
            .zip(seats)
            .filter(|(_, seat)| !seat.as_ref().is_some_and(stands));
        close_all(left.map(|(socket, _)| socket));
        Ok(())
    }
}

fn close_all(sockets: impl IntoIterator<Item = WebSocket>) {
    for socket in sockets {
        if let Err(error) = socket.close(Some(NO_SESSION), Some("no session")) {
            console_error!("closing a socket: {error}");
        }
    }
}

/// By what a socket is found.
fn tags(seat: &Seat) -> Vec<String> {
    let units: Vec<Unit> = serde_json::from_str(&seat.units).unwrap_or_default();
    let mut tags = vec![session_tag(&seat.session)];
    if units.len() > SOCKET_UNITS {
        tags.push(EVERY_UNIT.to_owned());
    } else {
        tags.extend(units.iter().map(|unit| unit_tag(unit)));
    }
    tags
}

fn session_tag(session: &str) -> String {
    format!("session {session}")
}

fn unit_tag(unit: &str) -> String {
    format!("unit {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(units: &[&str]) -> Seat {
        Seat {
            session: "ab".to_owned(),
            device: Id::default(),
            units: serde_json::to_string(units).unwrap(),
        }
    }

    #[test]
    fn a_socket_is_found_by_its_session_and_its_units() {
        assert_eq!(
            tags(&seat(&["t", "s:1"])),
            ["session ab", "unit t", "unit s:1"]
        );
    }

    #[test]
    fn somebody_with_many_units_hears_of_all() {
        let many = ["a", "b", "c", "d", "e", "f", "g", "h"];
        assert_eq!(tags(&seat(&many)), ["session ab", "*"]);
        assert_eq!(tags(&seat(&many[..SOCKET_UNITS])).len(), SOCKET_UNITS + 1);
    }
}
