//! What befalls a device: it dies, its disk fails, its profile is lost or put back.

use super::*;
use crate::simulator::script::NEWEST;

impl Device {
    /// Its clock runs too fast or too slow.
    pub const fn drifts(&self) -> bool {
        self.drift != 0
    }

    /// All tabs are closed, and opened again with the newest app.
    pub fn update(&mut self) {
        self.version = NEWEST;
        self.kill_all();
        self.revive();
    }

    /// The device under another id and with nothing in it.
    pub fn evict(&mut self) {
        self.kill_all();
        self.id = self.new_id();
        self.store = Store::default();
        self.safe = None;
        self.revive();
    }

    pub fn copy_profile(&mut self) {
        self.copy = Some((self.id, self.store.clone()));
    }

    /// The profile is as it was when it was copied. False if it never was.
    pub fn set_back(&mut self) -> bool {
        let Some((id, store)) = self.copy.clone() else {
            return false;
        };
        self.kill_all();
        (self.id, self.store) = (id, store);
        self.safe = None;
        self.revive();
        true
    }

    /// The tab that leads is killed; the next one takes over at once.
    pub fn kill_leader(&mut self) {
        self.leader = None;
        if !self.tabs.is_empty() {
            self.tabs.remove(0);
        }
        self.revive();
    }

    pub fn kill_all(&mut self) {
        self.leader = None;
        self.tabs.clear();
    }

    /// Somebody opens the app again.
    pub fn revive(&mut self) {
        if self.tabs.is_empty() {
            self.open_tab();
        }
        self.take_lead();
    }

    /// All tabs die, and what was not written strictly is gone.
    pub fn lose_power(&mut self) {
        self.kill_all();
        if let Some((id, store)) = self.safe.take() {
            (self.id, self.store) = (id, store);
        }
        self.revive();
    }

    /// One step of a transaction is done. True when the device dies here.
    pub(super) fn dies(&mut self) -> bool {
        match &mut self.fuse {
            Some(0) => {
                self.fuse = None;
                self.met.push(("Death", self.doing));
                self.kill_all();
                self.revive();
                true
            }
            Some(left) => {
                *left -= 1;
                false
            }
            None => false,
        }
    }

    /// True when there is no room for this write.
    pub(super) fn is_full(&mut self) -> bool {
        match &mut self.room {
            Some(0) => {
                self.room = None;
                self.met.push(("NoRoom", self.doing));
                true
            }
            Some(left) => {
                *left -= 1;
                false
            }
            None => false,
        }
    }

    /// What syncing is at, for the table of faults.
    pub fn state(&self) -> &'static str {
        let Some(leader) = &self.leader else {
            return "disk failed";
        };
        match &leader.flight {
            Some(Flight {
                answer: Some(_), ..
            }) => "answered",
            Some(Flight {
                request: Request::Push(push),
                ..
            }) if push.groups.is_empty() => "probing",
            Some(Flight {
                request: Request::Push(_),
                ..
            }) => "pushing",
            Some(Flight {
                request: Request::Renew(_),
                ..
            }) => "renewing",
            Some(_) if self.store.kept.epoch.is_empty() => "first pull",
            Some(_) => "pulling",
            None => match leader.phase {
                Phase::NeedsSignIn => "signed out",
                Phase::Synced => "at rest",
                _ => "backing off",
            },
        }
    }

    /// What it does when a transaction is torn, by the answer that it takes.
    pub(super) const fn taking(request: &Request) -> &'static str {
        match request {
            Request::Push(push) if push.groups.is_empty() => "a probe's answer",
            Request::Push(_) => "a push's answer",
            Request::Pull(_) => "a pull's answer",
            Request::Renew(_) => "a renewal",
        }
    }
}
