//! The live socket of the tab that leads: news are announced on it, so that
//! an edit of another device is seen at once. It carries no data, and nothing
//! depends on it: without it the machine asks more often.

use forecourt_sync::failure::Failure;
use forecourt_sync::machine::{Event, back_off_ms};
use forecourt_sync::wire::News;
use gloo::timers::callback::Timeout;

use super::{Sender, Wake};
use crate::platform::socket::{Said, Socket};

const PATH: &str = "/api/v1/live";
/// Between two signs of life, ms. A socket on which nothing came back since the
/// last one is dead, whatever the browser thinks: a network that goes away says nothing.
const BEAT_MS: u32 = 25_000;
/// From so many devices on, each waits a moment of its own before it asks.
const CROWD: usize = 20;
/// That moment at least, and how much longer it is at most, ms.
const MOMENT_MS: (u32, u32) = (50, 250);

/// What happens to the socket.
#[derive(Debug)]
pub enum Turn {
    /// The other end, or the browser, said something.
    Said(Said),
    /// It is time for a sign of life, or for another try.
    Due,
    /// The moment after a nudge in a crowd is over.
    News(u64),
    /// The socket was given up on this side.
    Lost,
}

/// The socket and what keeps it.
pub(super) struct Live {
    sender: Sender,
    socket: Option<Socket>,
    is_open: bool,
    /// Something came since the last sign of life.
    heard: bool,
    /// Sockets in a row on which nothing came.
    failures: u32,
    timer: Option<Timeout>,
}

impl Live {
    pub(super) const fn new(sender: Sender) -> Self {
        Self {
            sender,
            socket: None,
            is_open: false,
            heard: false,
            failures: 0,
            timer: None,
        }
    }

    /// Opens the socket once the server answers, and gives it up when there is
    /// nobody to listen any more.
    pub(super) fn follow(&mut self, may_open: bool, may_stay: bool) {
        if !may_stay {
            self.failures = 0;
            self.timer = None;
            self.give_up();
        } else if may_open && self.socket.is_none() && self.timer.is_none() {
            self.open();
        }
    }

    /// Takes notice of a turn; gives what the machine should hear.
    pub(super) fn take(&mut self, turn: Turn) -> Option<Event> {
        match turn {
            Turn::Said(Said::Opened) => {
                self.is_open = true;
                Some(Event::Connected)
            }
            Turn::Said(Said::Text(text)) => {
                self.heard = true;
                self.failures = 0;
                let news: News = serde_json::from_str(&text).ok()?;
                self.hear(news)
            }
            Turn::Said(Said::Closed { is_sent_away }) => {
                self.give_up();
                self.failures = self.failures.saturating_add(1);
                let silence = Failure::Unreachable;
                let ms = back_off_ms(self.failures, js_sys::Math::random(), &silence);
                self.start_timer(u32::try_from(ms).unwrap_or(u32::MAX));
                // Why, is told to whoever asks: the session is over, other units are read, or the device was taken away.
                is_sent_away.then_some(Event::Asked)
            }
            Turn::Due => {
                self.timer = None;
                self.beat()
            }
            Turn::News(seq) => Some(Event::Nudged { seq }),
            Turn::Lost => Some(Event::Disconnected),
        }
    }

    fn open(&mut self) {
        let sender = self.sender.clone();
        self.socket = Socket::open(PATH, move |said| {
            sender.unbounded_send(Wake::Live(Turn::Said(said))).ok();
        });
        // A socket that neither opens nor closes is found out like a dead one.
        self.heard = false;
        self.start_timer(BEAT_MS);
    }

    fn beat(&mut self) -> Option<Event> {
        match &self.socket {
            // The next turn that the engine takes opens one, if it may.
            None => None,
            Some(_) if !self.heard => self.take(Turn::Said(Said::Closed {
                is_sent_away: false,
            })),
            Some(socket) => {
                self.heard = false;
                socket.say("ping");
                self.start_timer(BEAT_MS);
                None
            }
        }
    }

    fn hear(&self, news: News) -> Option<Event> {
        if news.crowd < CROWD {
            return Some(Event::Nudged { seq: news.seq });
        }
        let (least, more) = MOMENT_MS;
        let moment = least + (f64::from(more) * js_sys::Math::random()) as u32;
        let sender = self.sender.clone();
        let ring = move || drop(sender.unbounded_send(Wake::Live(Turn::News(news.seq))));
        Timeout::new(moment, ring).forget();
        None
    }

    fn give_up(&mut self) {
        self.socket = None;
        if core::mem::take(&mut self.is_open) {
            self.sender.unbounded_send(Wake::Live(Turn::Lost)).ok();
        }
    }

    fn start_timer(&mut self, ms: u32) {
        let sender = self.sender.clone();
        let ring = move || drop(sender.unbounded_send(Wake::Live(Turn::Due)));
        self.timer = Some(Timeout::new(ms, ring));
    }
}
