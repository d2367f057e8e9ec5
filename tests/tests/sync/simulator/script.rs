//! What happens in a world: its people and devices, and one step after the
//! other. Every step carries its own dice, so that a script from which steps
//! were removed still means the same.

use forecourt_sync::wire::WIRE_VERSION;

use super::random::Random;

/// The newest version of the app.
pub const NEWEST: u32 = WIRE_VERSION + 1;

const YEAR_MS: i64 = 31_557_600_000;
const SHORTEST: usize = 60;
/// Steps of the longest script.
pub const LONGEST: usize = 400;

/// A device and who has it.
#[derive(Clone, Debug)]
pub struct Seat {
    pub tenant: u64,
    /// Devices of one dealership with the same number belong to one person.
    pub person: u64,
    pub tabs: usize,
    /// Version of the wire that its app speaks.
    pub version: u32,
    /// How wrong its clock is at first, ms.
    pub skew: i64,
    /// How much too fast its clock runs, parts in a million.
    pub drift: i64,
}

/// Who is there at the start.
#[derive(Clone, Debug)]
pub struct Plan {
    pub tenants: u64,
    pub stores: usize,
    pub seats: Vec<Seat>,
    /// From which number follows who is what; everybody sees everything without one.
    pub ranks: Option<u64>,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Fine,
    RequestLost,
    ReplyLost,
    ReplyCut,
    Twice,
    Overtaken,
    Busy,
    Overload,
    Broken,
    SignedOut,
    DatabaseDown,
    WriteFails,
    CommitUnknown,
    /// A bit of the request, or of the answer, is the other way.
    RequestFlipped,
    ReplyFlipped,
    /// A portal answers with its page, and 200.
    Portal,
    /// A firewall or a portal answers with a status of its own.
    TurnedAway,
}

impl Fate {
    pub const BAD: [Self; 16] = [
        Self::RequestLost,
        Self::ReplyLost,
        Self::ReplyCut,
        Self::Twice,
        Self::Overtaken,
        Self::Busy,
        Self::Overload,
        Self::Broken,
        Self::SignedOut,
        Self::DatabaseDown,
        Self::WriteFails,
        Self::CommitUnknown,
        Self::RequestFlipped,
        Self::ReplyFlipped,
        Self::Portal,
        Self::TurnedAway,
    ];
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A new record.
    Create,
    /// An edit of one field.
    Edit,
    /// Two records changed and one made in one act.
    Group,
    Bin,
    Restore,
    /// Something that the server must refuse.
    Bad,
    /// A body that the server cannot even read.
    Poison,
    /// A tab says what it wrote.
    Announce,
    /// A request travels there and back.
    Deliver(Fate),
    /// A request arrives; its answer takes its time.
    Arrive,
    /// That answer comes.
    Return,
    /// The device waits no longer.
    GiveUp,
    /// A push of some time ago arrives once more.
    Replay,
    /// Several devices change one record; the push of one arrives between
    /// reading and writing of another's.
    Clash,
    Timer,
    Asked,
    Online,
    Offline,
    Front,
    Back,
    SignIn,
    OpenTab,
    /// The first tab is killed; the next one leads.
    KillTab,
    /// All tabs die.
    Crash,
    /// The device dies a few steps of a transaction from now.
    DieSoon,
    /// A write soon finds no room.
    Full,
    /// Power fails: what was not written strictly is lost.
    PowerLoss,
    /// The browser throws everything of the origin away.
    Evict,
    /// The profile is copied.
    Copy,
    /// The profile is put back from its copy.
    SetBack,
    Wait,
    SetClock,
    /// Some devices lose their network, all others have it.
    Partition,
    /// A person is given other units.
    Grant,
    /// A person becomes something else in a unit, and sees more or less of it.
    Reach,
    /// A person goes to another team.
    Team,
    /// A field is masked for a person, or is so no more.
    Mask,
    /// A record goes to another person.
    HandOver,
    Purge,
    /// Time passes, up to half a year, and the night shift purges and deletes.
    Night,
    /// The server asks for newer apps, or asks no more.
    Demand,
    /// The newest app is loaded.
    Update,
    /// The server starts again; answers under way are lost.
    Reboot,
    Backup,
    /// The database goes back to the backup.
    Rollback,
}

impl What {
    /// What devices have to meet in every state in which it can happen: see `coverage.rs`.
    pub const fn is_fault(self) -> bool {
        match self {
            Self::Deliver(fate) => !matches!(fate, Fate::Fine),
            Self::GiveUp
            | Self::Offline
            | Self::KillTab
            | Self::Crash
            | Self::DieSoon
            | Self::Full
            | Self::PowerLoss
            | Self::Evict
            | Self::SetBack
            | Self::SetClock
            | Self::Grant
            | Self::Reach
            | Self::Team
            | Self::Mask
            | Self::HandOver => true,
            _ => false,
        }
    }
}

/// How often each thing happens, of the sum.
const WEIGHTS: [(usize, What); 45] = [
    (30, What::Create),
    (110, What::Edit),
    (30, What::Group),
    (18, What::Bin),
    (18, What::Restore),
    (16, What::Bad),
    (12, What::Poison),
    (60, What::Announce),
    (240, What::Deliver(Fate::Fine)),
    (110, What::Deliver(Fate::Broken)),
    (40, What::Arrive),
    (40, What::Return),
    (12, What::GiveUp),
    (20, What::Replay),
    (60, What::Clash),
    (60, What::Timer),
    (30, What::Asked),
    (8, What::Online),
    (8, What::Offline),
    (4, What::Front),
    (4, What::Back),
    (12, What::SignIn),
    (12, What::OpenTab),
    (12, What::KillTab),
    (12, What::Crash),
    (24, What::DieSoon),
    (12, What::Full),
    (10, What::PowerLoss),
    (5, What::Evict),
    (12, What::Copy),
    (14, What::SetBack),
    (60, What::Wait),
    (12, What::SetClock),
    (12, What::Partition),
    (10, What::Grant),
    (10, What::Reach),
    (8, What::Team),
    (8, What::Mask),
    (24, What::HandOver),
    (8, What::Purge),
    (14, What::Night),
    (9, What::Demand),
    (9, What::Update),
    (8, What::Reboot),
    (8, What::Backup),
];
const ROLLBACK_WEIGHT: usize = 7;

/// A thing that happens to a device.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub who: usize,
    pub what: What,
    pub dice: u64,
}

/// A world and what happens in it.
#[derive(Clone, Debug)]
pub struct Script {
    pub plan: Plan,
    pub steps: Vec<Step>,
}

impl Script {
    /// The script of a seed.
    pub fn of(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let plan = Plan::draw(&mut random);
        let count = SHORTEST + random.below(LONGEST + 1 - SHORTEST);
        let devices = plan.seats.len();
        let step = |_| Step {
            who: random.below(devices),
            what: what(&mut random),
            dice: random.draw(),
        };
        let steps = (0..count).map(step).collect();
        Self { plan, steps }
    }
}

fn what(random: &mut Random) -> What {
    let sum: usize = WEIGHTS.iter().map(|(weight, _)| weight).sum();
    let mut place = random.below(sum + ROLLBACK_WEIGHT);
    for (weight, what) in WEIGHTS {
        if place < weight {
            return match what {
                What::Deliver(Fate::Broken) => {
                    What::Deliver(random.of(&Fate::BAD).unwrap_or(Fate::Broken))
                }
                what => what,
            };
        }
        place -= weight;
    }
    What::Rollback
}

impl Plan {
    fn draw(random: &mut Random) -> Self {
        let tenants = 1 + [0, 0, 0, 1, 2][random.below(5)];
        let most = if random.chance(20) { 12 } else { 5 };
        let devices = 2 + random.below(most - 1);
        let skews = [0, 0, 0, 10 * YEAR_MS, -YEAR_MS, 90_000, -3_000];
        let drifts = [0, 0, 500, -500];
        let seats = (0..devices).map(|_| Seat {
            tenant: 1 + random.below(tenants) as u64,
            person: random.below(6) as u64,
            tabs: 1 + [0, 0, 1, 2][random.below(4)],
            version: [0, WIRE_VERSION, WIRE_VERSION, NEWEST][random.below(4)],
            skew: random.of(&skews).unwrap_or_default(),
            drift: random.of(&drifts).unwrap_or_default(),
        });
        let seats = seats.collect();
        Self {
            tenants: tenants as u64,
            stores: 1 + random.below(4),
            seats,
            ranks: random.chance(60).then(|| random.draw()),
        }
    }

    /// Two people of one dealership with two stores, for stories told step by step.
    pub fn small() -> Self {
        let seat = |person| Seat {
            tenant: 1,
            person,
            tabs: 2,
            version: WIRE_VERSION,
            skew: 0,
            drift: 0,
        };
        Self {
            tenants: 1,
            stores: 2,
            seats: vec![seat(0), seat(1)],
            ranks: None,
        }
    }
}
