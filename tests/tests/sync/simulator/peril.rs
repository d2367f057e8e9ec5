//! What befalls the server and all its devices at once, and whole devices.

use forecourt_sync::Failure;

use super::play::DAY_MS;
use super::random::Random;
use super::reference::is_same;
use super::world::{Act, World};
use crate::device::Target;
use crate::later::word_of;
use crate::server::Least;

impl World {
    /// The server starts again: answers on their way are lost.
    pub fn reboot(&mut self) {
        self.all_meet("Reboot", |_| true);
        for device in &mut self.devices {
            let flight = device.leader.as_ref().and_then(|lead| lead.flight.as_ref());
            if flight.is_some_and(|flight| flight.answer.is_some()) {
                device.fail(Failure::Unreachable);
            }
        }
    }

    pub fn purge(&mut self, who: usize, random: &mut Random) {
        let ten = self.devices[who].ten;
        let targets: Vec<Target> = self.reference.of(ten).map(|(target, _)| *target).collect();
        if let Some((kind, id)) = random.of(&targets) {
            self.all_meet("Purge", |device| device.ten == ten);
            self.server.purge_of(ten, &(word_of(kind).to_owned(), id));
            self.follow();
        }
    }

    /// Days pass, and a night. Whoever was not served meanwhile may be below the floor then.
    pub fn night(&mut self, random: &mut Random) {
        let days = random.of(&[1, 31, 31, 181]).unwrap_or(1);
        self.server.now += days * DAY_MS.unsigned_abs();
        self.server.night();
        self.follow();
        assert_eq!(
            self.server.debris(),
            0,
            "I13: a night leaves something over"
        );
        let bounds = self.reference.bounds.clone();
        self.all_meet("Floor", |device| {
            let (floor, _) = bounds.get(&device.ten).copied().unwrap_or_default();
            let cursors = &device.store.kept.cursors;
            cursors.values().any(|cursor| *cursor < floor)
        });
    }

    /// From now on the server gives no rows to apps that are too old, or takes no work
    /// of them either.
    pub fn demand(&mut self, random: &mut Random) {
        let least = [(0, 0), (0, 1), (0, 1), (0, 2), (1, 2)];
        let (push, pull) = random.of(&least).unwrap_or_default();
        self.server.least = Least { push, pull };
        self.all_meet("TooOld", |device| device.version < pull);
    }

    /// The newest app is loaded.
    pub fn update(&mut self, who: usize) {
        self.meet(who, "Update");
        self.devices[who].update();
    }

    pub fn back_up(&mut self) {
        self.backup = Some((self.server.backup(), self.reference.clone()));
    }

    /// The database goes back: what it had taken since is lost unless a device
    /// still has it.
    pub fn roll_back(&mut self) {
        if self.backup.is_some() {
            self.all_meet("Rollback", |_| true);
        }
        self.reboot();
        let Some((database, reference)) = &self.backup else {
            return;
        };
        self.server.restore(database);
        self.reference = reference.clone();
        self.note_sights();
        self.sign_all_in();
        self.lose(|_| true);
    }

    /// Of some acts, those that no device and no server has any more are lost
    /// with what kept them.
    fn lose(&mut self, which: impl Fn(&Act) -> bool) {
        for (key, act) in self.acts.iter_mut().filter(|(_, act)| which(act)) {
            let store = &self.devices[act.who].store;
            let waits = store.outbox.get(&act.mid);
            let tray = store.refused.get(&act.mid).map(|(_, ops)| ops);
            let mut kept = [waits, tray].into_iter().flatten();
            let is_kept = kept.any(|ops| is_same(ops, &act.ops));
            let is_taken = self
                .reference
                .taken
                .get(key)
                .is_some_and(|verdict| verdict.code.is_none());
            act.is_lost |= !is_kept && !is_taken;
            act.is_back |= !is_kept;
        }
    }

    /// The browser throws everything away: what was not sent is lost, and the
    /// device comes back as another one.
    pub fn evict(&mut self, who: usize) {
        self.meet(who, "Evict");
        let device = &mut self.devices[who];
        device.evict();
        let (id, ten, staff) = (device.id, device.ten, device.staff);
        self.owners.insert(id, (ten, staff));
        self.server.register(ten, staff, id);
        self.lose(|act| act.who == who);
    }

    /// The profile is put back from a copy.
    pub fn set_back(&mut self, who: usize) {
        let state = self.devices[who].state();
        if self.devices[who].set_back() {
            self.coverage.note("SetBack", state);
            self.sign_all_in();
            self.lose(|act| act.who == who);
            self.forget_verdicts(who);
        }
    }

    /// A copy of before a restore takes for applied what it holds as taken and the server has a
    /// number for. Its other half offered that again since. If that was refused, the tray that
    /// told of it is gone with the other half; and where the database that refused it is gone
    /// too, the number is void, because what is in a tray is sent to nobody.
    fn forget_verdicts(&mut self, who: usize) {
        let device = &self.devices[who];
        let kept = &device.store.kept;
        if kept.epoch == self.server.epoch(device.ten) {
            return;
        }
        let decided = self.server.mid(device.id);
        let acked = kept.acked.iter().map(|acked| acked.group.mid);
        let acked: Vec<u64> = acked.filter(|mid| *mid <= decided).collect();
        for (key, act) in &mut self.acts {
            let verdict = self.reference.taken.get(key);
            let is_applied = verdict.is_some_and(|verdict| verdict.code.is_none());
            act.is_lost |= act.who == who && acked.contains(&act.mid) && !is_applied;
        }
    }
}
