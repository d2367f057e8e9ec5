//! What may happen.

use serde_json::json;

use super::*;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Fine,
    RequestLost,
    ReplyLost,
    Twice,
    Raced,
    Overtaken,
    Busy,
    Broken,
    SignedOut,
}

impl Fate {
    /// What the device hears instead of an answer.
    pub fn failure(self) -> Option<Failure> {
        match self {
            Self::Fine | Self::Twice | Self::Raced | Self::Overtaken => None,
            Self::RequestLost => Some(Failure::Unreachable),
            Self::ReplyLost => Some(Failure::Timeout),
            Self::Busy => Some(refused(Code::TooManyRequests, None)),
            Self::Broken => Some(refused(Code::ServerFault, None)),
            Self::SignedOut => Some(refused(Code::SessionExpired, None)),
        }
    }
}

/// One thing that happens to device `who`.
#[derive(Clone, Debug)]
pub struct Step {
    who: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// A new record, in one of the person's units.
    Create(usize),
    /// An edit of one field of something that the person sees.
    Edit {
        which: usize,
        field: usize,
        value: Value,
    },
    /// Two records changed and one made in one act.
    Group {
        which: usize,
        value: Value,
    },
    Bin(usize),
    Restore(usize),
    /// Something that the server must refuse.
    Bad(usize),
    /// The work of another tab becomes known.
    Announce,
    Deliver(Fate),
    Timer,
    Asked,
    Online,
    Offline,
    SignIn,
    Crash,
    /// A push of some time ago arrives once more.
    Replay(usize),
    /// Time passes, ms.
    Wait(u64),
    /// The device's clock is set, ms from the true time.
    SetClock(i64),
}

pub fn step() -> impl Strategy<Value = Step> {
    let index = || 0..64_usize;
    let what = prop_oneof![
        2 => index().prop_map(What::Create),
        12 => (index(), 0..3_usize, crate::arbitrary::value())
            .prop_map(|(which, field, value)| What::Edit { which, field, value }),
        2 => (index(), crate::arbitrary::value())
            .prop_map(|(which, value)| What::Group { which, value }),
        1 => index().prop_map(What::Bin),
        1 => index().prop_map(What::Restore),
        2 => index().prop_map(What::Bad),
        8 => Just(What::Announce),
        16 => Just(What::Deliver(Fate::Fine)),
        6 => fate().prop_map(What::Deliver),
        4 => Just(What::Timer),
        2 => Just(What::Asked),
        1 => Just(What::Online),
        1 => Just(What::Offline),
        1 => Just(What::SignIn),
        2 => Just(What::Crash),
        2 => index().prop_map(What::Replay),
        6 => prop_oneof![Just(1), 1..200_000_u64].prop_map(What::Wait),
        1 => prop::sample::select(vec![0, -YEAR, YEAR, 90_000, 130_000]).prop_map(What::SetClock),
    ];
    (0..SKEWS.len(), what).prop_map(|(who, what)| Step { who, what })
}

fn fate() -> impl Strategy<Value = Fate> {
    prop::sample::select(vec![
        Fate::RequestLost,
        Fate::ReplyLost,
        Fate::Twice,
        Fate::Raced,
        Fate::Overtaken,
        Fate::Busy,
        Fate::Broken,
        Fate::SignedOut,
    ])
}

impl World {
    pub fn play(&mut self, Step { who, what }: Step) {
        match what {
            What::Create(which) => {
                let units = &self.devices[who].units;
                let unit = units[which % units.len()].clone();
                let kind = [Kind::Customer, Kind::Lead][which % 2];
                let change = self.creation(kind, None, &unit);
                self.act(who, vec![change], None);
            }
            What::Edit {
                which,
                field,
                value,
            } => {
                if let Some(target) = self.pick(who, which) {
                    let name = ["name", "a", "b"][field];
                    self.act(who, vec![patch(target, name, value)], None);
                }
            }
            What::Group { which, value } => {
                let unit = self.devices[who].units[0].clone();
                let mut changes = vec![self.creation(Kind::Lead, None, &unit)];
                for step in 0..2 {
                    if let Some(target) = self.pick(who, which + step) {
                        changes.push(patch(target, "a", value.clone()));
                    }
                }
                self.act(who, changes, None);
            }
            What::Bin(which) => self.command(who, which, |(kind, id)| Change::Bin { kind, id }),
            What::Restore(which) => {
                self.command(who, which, |(kind, id)| Change::Restore { kind, id });
            }
            What::Bad(which) => self.misbehave(who, which),
            What::Announce => self.devices[who].announce(),
            What::Deliver(fate) => self.deliver(who, fate),
            What::Timer => {
                if self.devices[who].timer.take().is_some() {
                    self.devices[who].handle(Event::Timer);
                }
            }
            What::Asked => self.devices[who].handle(Event::Asked),
            What::Online => self.devices[who].handle(Event::Online),
            What::Offline => self.devices[who].handle(Event::Offline),
            What::SignIn => self.devices[who].handle(Event::SignedIn),
            What::Crash => self.devices[who].crash(),
            What::Replay(which) => self.replay(which),
            What::Wait(ms) => self.server.now += ms,
            What::SetClock(skew) => self.devices[who].skew = skew,
        }
    }

    /// Some record that the person sees.
    fn pick(&self, who: usize, which: usize) -> Option<Target> {
        let visible = self.devices[who].visible();
        let mut targets: Vec<Target> = visible.into_keys().collect();
        targets.retain(|(_, id)| *id != TAKEN);
        (!targets.is_empty()).then(|| targets[which % targets.len()])
    }

    fn command(&mut self, who: usize, which: usize, of: impl Fn(Target) -> Change) {
        if let Some(target) = self.pick(who, which) {
            self.act(who, vec![of(target)], None);
        }
    }

    /// An act that the server must refuse whole, with a good record in it that
    /// must not come through.
    fn misbehave(&mut self, who: usize, which: usize) {
        let unit = self.devices[who].units[0].clone();
        let missing = (Kind::Customer, Id::from_u128(self.made << 64));
        let fresh = self.creation(Kind::Lead, None, &unit);
        let made = fresh.target();
        let (bad, code) = match which % 6 {
            0 => (patch(made, "a.b", json!(1)), Code::BadField),
            1 => (patch(made, "a", json!({"b": 1})), Code::BadField),
            2 => (
                patch(made, "a", "x".repeat(70_000).into()),
                Code::RecordTooLarge,
            ),
            3 => (patch(missing, "a", json!(1)), Code::NotFound),
            4 => (
                self.creation(Kind::Customer, None, "s:foreign"),
                Code::Denied,
            ),
            _ => {
                let clash = self.creation(Kind::Customer, Some(TAKEN), &unit);
                (clash, Code::Exists)
            }
        };
        self.act(who, vec![fresh, bad], Some(code));
        // What builds on it must go the same way.
        if which.is_multiple_of(2) {
            self.act(who, vec![patch(made, "a", json!("builds on it"))], None);
        }
    }
}

fn patch((kind, id): Target, name: &str, value: Value) -> Change {
    Change::Patch {
        kind,
        id,
        fields: Fields::new().with(name, value),
    }
}
