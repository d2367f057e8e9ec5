//! Drives syncing: one tab leads, asks the server what the machine of
//! `forecourt_sync` decides to ask, and tells the other tabs. Knows the data
//! by its narrow side for the engine, and no page.
//!
//! A task per tab takes wakes from a channel, one after the other. Every tab
//! waits for the same lock; whoever holds it leads, until the tab goes away.

mod leader;
mod live;
mod word;

use forecourt_domain::Id;
use forecourt_sync::auth::Enrolled;
use forecourt_sync::failure::Failure;
use forecourt_sync::machine::{Event, Queued};
use forecourt_sync::wire::{PullReply, PushReply};
use futures::StreamExt;
use futures::channel::mpsc;
use gloo::events::EventListener;
use wasm_bindgen_futures::spawn_local;

use crate::data::{Data, StoreError};
use crate::platform::channel::Channel;
use crate::platform::{locks, presence};
use leader::Leader;
use word::Word;

/// Why the engine wakes.
#[derive(Debug)]
pub enum Wake {
    /// This tab made acts durable, or changed the refused tray.
    Wrote(Vec<Queued>),
    /// Somebody wants to sync now.
    Asked,
    /// Somebody signed in.
    SignedIn,
    /// An act of this tab found no room on the disk.
    Full,
    /// The browser gained or lost its network.
    Network(bool),
    /// The page came to the front or went to the back.
    Visible(bool),
    /// Another tab said something.
    Heard(String),
    /// This tab leads from now on.
    Leads(locks::Held),
    /// The timer of the machine ran out.
    Timer,
    /// A push of these groups came to an end, in which life of the leader it began.
    Pushed(u32, Vec<Queued>, Result<PushReply, Failure>),
    /// A pull came to an end, likewise.
    Pulled(u32, Result<PullReply, Failure>),
    /// A renewal came to an end, likewise.
    Renewed(u32, Result<(Id, Enrolled), Failure>),
    /// Something about the live socket.
    Live(live::Turn),
    /// The data is closed.
    Close,
}

/// Where the engine is told things.
pub type Sender = mpsc::UnboundedSender<Wake>;

/// What the engine was told and did not take yet.
pub type Inbox = mpsc::UnboundedReceiver<Wake>;

/// What starts the engine of a tab: [`start`], or what brings it first.
pub type StartSync = fn(Data, Sender, Inbox);

/// Starts the engine of a tab. It ends with [`Wake::Close`].
pub fn start(
    data: Data,
    sender: mpsc::UnboundedSender<Wake>,
    mut inbox: mpsc::UnboundedReceiver<Wake>,
) {
    spawn_local(async move {
        let mut engine = Engine::new(data, sender);
        engine.say(&Word::Hello);
        while let Some(wake) = inbox.next().await {
            if matches!(wake, Wake::Close) {
                return;
            }
            engine.take(wake).await;
        }
    });
}

struct Engine {
    data: Data,
    sender: mpsc::UnboundedSender<Wake>,
    channel: Option<Channel>,
    leader: Option<Leader>,
    /// How often this tab took the lead.
    lives: u32,
    _listeners: [EventListener; 3],
}

impl Engine {
    fn new(data: Data, sender: mpsc::UnboundedSender<Wake>) -> Self {
        let tell = |wake: fn(bool) -> Wake| {
            let sender = sender.clone();
            move |now| drop(sender.unbounded_send(wake(now)))
        };
        let [online, offline] = presence::on_network(tell(Wake::Network));
        let visible = presence::on_visibility(tell(Wake::Visible));
        let hears = sender.clone();
        let channel = Channel::join(data.name(), move |text| {
            hears.unbounded_send(Wake::Heard(text)).ok();
        });
        wait_for_lead(format!("{}.sync", data.name()), sender.clone());
        Self {
            data,
            sender,
            channel,
            leader: None,
            lives: 0,
            _listeners: [online, offline, visible],
        }
    }

    async fn take(&mut self, wake: Wake) {
        match wake {
            Wake::Wrote(queued) => {
                self.say(&Word::Wrote);
                self.queue(queued).await;
            }
            Wake::Asked => self.pass_on(Event::Asked, &Word::Ask).await,
            Wake::SignedIn => self.pass_on(Event::SignedIn, &Word::SignedIn).await,
            Wake::Full if self.leader.is_some() => self.make_room().await,
            Wake::Full => self.say(&Word::Full),
            Wake::Network(true) => self.lead(Event::Online).await,
            Wake::Network(false) => self.lead(Event::Offline).await,
            Wake::Visible(true) => self.lead(Event::Visible).await,
            Wake::Visible(false) => self.lead(Event::Hidden).await,
            Wake::Timer => {
                self.look_around().await;
                self.lead(Event::Timer).await;
            }
            // The leader of today asked for something else: it would take the groups that this
            // answer says nothing of for gone, and a refusal for one of what it sent itself.
            Wake::Pushed(life, ..) | Wake::Pulled(life, _) | Wake::Renewed(life, _)
                if !self.lives(life) => {}
            Wake::Pushed(_, sent, answer) => {
                self.queue(sent).await;
                self.lead(Event::PushAnswered(answer)).await;
            }
            Wake::Pulled(_, answer) => self.lead(Event::PullAnswered(answer)).await,
            Wake::Renewed(_, answer) => {
                if let (Some(leader), Ok((device, _))) = (&mut self.leader, &answer) {
                    leader.note_device(*device);
                }
                let answer = answer.map(|(_, enrolled)| enrolled);
                self.lead(Event::Renewed(answer)).await;
            }
            Wake::Live(turn) => self.live(turn).await,
            Wake::Leads(lock) => self.take_lead(lock).await,
            Wake::Heard(text) => {
                if let Some(word) = Word::read(&text) {
                    self.hear(word).await;
                }
            }
            Wake::Close => {}
        }
    }

    /// True while the leader of this life leads.
    fn lives(&self, life: u32) -> bool {
        self.leader.as_ref().is_some_and(|own| own.life() == life)
    }

    async fn live(&mut self, turn: live::Turn) {
        let Some(leader) = &mut self.leader else {
            return;
        };
        match leader.take_turn(turn) {
            Some(event) => self.lead(event).await,
            None => leader.follow_live(),
        }
    }

    async fn hear(&mut self, word: Word) {
        match word {
            Word::Wrote => self.catch_up().await,
            Word::Status {
                phase,
                last_synced,
                unsent,
            } if self.leader.is_none() => self.data.show_phase(phase, last_synced, unsent),
            Word::Status { .. } => {}
            Word::Hello => {
                self.look_around().await;
                self.tell_status();
            }
            Word::Ask => self.lead(Event::Asked).await,
            Word::SignedIn => self.lead(Event::SignedIn).await,
            Word::Full => self.make_room().await,
        }
    }

    /// A tab that dies right after it wrote says no word of it. The leader finds that when a tab opens, and each time
    /// that it looks for news.
    async fn look_around(&mut self) {
        if self.leader.is_some() {
            self.catch_up().await;
        }
    }

    async fn catch_up(&mut self) {
        // What cannot be read now is read with the next word.
        if let Ok((_, fresh)) = self.data.catch_up().await {
            self.queue(fresh).await;
        }
    }

    async fn queue(&mut self, queued: Vec<Queued>) {
        for group in queued {
            self.lead(Event::Queued(group)).await;
        }
    }

    /// Does it when this tab leads; asks the tab that does otherwise.
    async fn pass_on(&mut self, event: Event, word: &Word) {
        if self.leader.is_some() {
            self.lead(event).await;
        } else {
            self.say(word);
        }
    }

    async fn take_lead(&mut self, lock: locks::Held) {
        // What the last leader wrote comes first; the outbox is read with it.
        let caught_up = match self.data.follow_segments().await {
            Ok(()) => self.data.catch_up().await,
            Err(error) => Err(error),
        };
        let start = match caught_up {
            Ok((kept, _)) => kept,
            Err(_) => return leader::try_again(Wake::Leads(lock), &self.sender, false),
        };
        self.lives += 1;
        self.leader = Some(Leader::new(lock, start, self.sender.clone(), self.lives));
        let outbox = self.data.queued();
        if !presence::is_online() {
            self.lead(Event::Offline).await;
        }
        if !presence::is_visible() {
            self.lead(Event::Hidden).await;
        }
        self.lead(Event::Started(outbox)).await;
    }

    /// Tells the machine what happened and does what it says.
    async fn lead(&mut self, event: Event) {
        let Some(leader) = &mut self.leader else {
            return;
        };
        match leader.take(&self.data, event, &self.sender).await {
            Ok(said) => {
                if said.wrote {
                    self.say(&Word::Wrote);
                }
                if said.status {
                    self.tell_status();
                }
            }
            Err(error) => {
                // The status names the disk already. The machine is ahead of
                // what is written: start again from there, a little later.
                if let Some(leader) = self.leader.take() {
                    let is_full = matches!(error, StoreError::Full);
                    let has_room = is_full && self.data.make_room().await;
                    leader::try_again(Wake::Leads(leader.into_lock()), &self.sender, has_room);
                }
            }
        }
    }

    /// Only the tab that leads takes away what the disk can do without.
    async fn make_room(&mut self) {
        if self.leader.is_some() && self.data.make_room().await {
            // Units start again on the disk, which the machine does not know yet.
            if let Some(leader) = self.leader.take() {
                leader::try_again(Wake::Leads(leader.into_lock()), &self.sender, true);
            }
        }
    }

    fn tell_status(&self) {
        if let Some(leader) = &self.leader {
            self.say(&leader.status());
        }
    }

    fn say(&self, word: &Word) {
        if let Some(channel) = &self.channel {
            channel.say(&word.write());
        }
    }
}

fn wait_for_lead(name: String, sender: mpsc::UnboundedSender<Wake>) {
    spawn_local(async move {
        let lock = locks::hold(&name).await;
        // When the data is closed meanwhile, the lock comes back with the error and is dropped.
        sender.unbounded_send(Wake::Leads(lock)).ok();
    });
}
