//! One customer with everything that belongs to them. What is thrown for one
//! customer does not depend on the others.

use forecourt_domain::activity::{Activity, ActivityType, ContactResult, Task};
use forecourt_domain::customer::{CallTime, Customer, PartyType, PhoneEntry, PhoneType, Source};
use forecourt_domain::level::{IntervalTable, Level};
use forecourt_domain::phone::Phone;
use forecourt_domain::{Date, Id, Millis};

use super::dice::Dice;
use super::organisation::SampleStaff;
use super::{Sample, SampleRow, leads, names, vehicles};

/// Customers of one consultant that fill Today: of each eight the first is
/// overdue, the second due today, the third tomorrow. Beyond them few are.
const BUSY_CUSTOMERS: u64 = 64;

/// Levels, the frequent ones more than once.
const LEVELS: [Option<Level>; 20] = [
    Some(Level::O),
    Some(Level::H),
    Some(Level::H),
    Some(Level::H),
    Some(Level::A),
    Some(Level::A),
    Some(Level::A),
    Some(Level::A),
    Some(Level::B),
    Some(Level::B),
    Some(Level::B),
    Some(Level::B),
    Some(Level::C),
    Some(Level::C),
    Some(Level::C),
    Some(Level::C),
    Some(Level::C),
    Some(Level::C),
    Some(Level::F),
    None,
];

/// What is known of a customer before any record is written.
pub(super) struct Story<'a> {
    pub sample: &'a Sample,
    pub owner: &'a SampleStaff,
    pub number: u64,
    pub dice: Dice,
    pub id: Id,
    /// Speaks Chinese; otherwise English.
    pub chinese: bool,
    pub level: Option<Level>,
    pub created_on: Date,
    pub created_at: Millis,
    pub last_on: Option<Date>,
    pub next_on: Option<Date>,
    pub source: Source,
    pub model: names::Model,
}

/// The rows of one customer: the customer, then what refers to them.
pub(super) fn rows(sample: &Sample, number: u64) -> Vec<SampleRow> {
    let Some((owner, place)) = sample.owner_of(number) else {
        return Vec::new();
    };
    let mut story = Story::begin(sample, owner, number, place);
    let customer = story.customer();
    let mut rows = vec![sample.row(story.id, owner, story.created_at, &customer)];
    let lead = leads::add(&mut story, &mut rows);
    story.add_history(lead, &mut rows);
    story.add_task(lead, &mut rows);
    vehicles::add(&mut story, &mut rows);
    rows
}

impl<'a> Story<'a> {
    fn begin(sample: &'a Sample, owner: &'a SampleStaff, number: u64, place: u64) -> Self {
        let mut dice = Dice::new(sample.seed, number);
        let level = dice.pick(&LEVELS);
        let (last_on, next_on) = contact_days(&mut dice, sample.today, level, place);
        let age = if dice.percent(35) {
            dice.between(3, 30)
        } else {
            dice.between(20, 720)
        };
        let born = sample.today.plus_days(-age);
        let created_on = last_on.map_or(born, |last| born.min(last));
        let created_at = sample.at(created_on, dice.between(9 * 60, 18 * 60));
        Self {
            sample,
            owner,
            number,
            id: id_at(&mut dice, created_at),
            chinese: dice.percent(82),
            level,
            created_on,
            created_at,
            last_on,
            next_on,
            source: dice.pick(&Source::ALL),
            model: dice.pick(&names::MODELS),
            dice,
        }
    }

    /// A new id of this time.
    pub fn id_at(&mut self, at: Millis) -> Id {
        id_at(&mut self.dice, at)
    }

    /// The words in the customer's language.
    pub fn words(&self, both: (&'static str, &'static str)) -> String {
        let (chinese, english) = both;
        if self.chinese { chinese } else { english }.to_owned()
    }

    fn customer(&mut self) -> Customer {
        let firm = self.chinese && self.dice.percent(9);
        let name = match (firm, self.chinese) {
            (true, _) => names::firm(&mut self.dice),
            (false, true) => names::chinese(&mut self.dice),
            (false, false) => names::latin(&mut self.dice),
        };
        let note = self.dice.pick(&names::NOTES);
        let changed_on = self.last_on.map(|last| {
            let span = last.days_since(self.created_on);
            self.created_on.plus_days(self.dice.between(0, span))
        });
        Customer {
            party: if firm {
                PartyType::Business
            } else {
                PartyType::Individual
            },
            name,
            phones: self.phone().into_iter().collect(),
            emails: if self.dice.percent(20) {
                vec![format!("customer{}@example.com", self.number + 1)]
            } else {
                Vec::new()
            },
            wechat: if self.chinese && self.dice.percent(40) {
                format!("jh_{}", 10_000 + self.number)
            } else {
                String::new()
            },
            region: "上海".into(),
            city: "上海".into(),
            street: format!(
                "{} {} 号",
                self.dice.pick(&names::STREETS),
                self.dice.between(1, 900)
            ),
            country: "CN".into(),
            source: Some(self.source),
            model_interest: self.model.name.into(),
            intent_level: self.level,
            level_changed_on: self.level.and(changed_on),
            expected_on: self.expected_on(),
            deposit_minor: if self.level == Some(Level::O) {
                500_000
            } else {
                0
            },
            last_contact_on: self.last_on,
            next_contact_on: self.next_on,
            note: if self.dice.percent(30) {
                self.words(note)
            } else {
                String::new()
            },
            created_at: self.created_at,
            created_by: Some(self.owner.id),
            ..Customer::default()
        }
    }

    /// A number that nobody else has, in a block that nobody uses.
    fn phone(&mut self) -> Option<PhoneEntry> {
        let text = if self.chinese || self.dice.percent(50) {
            // A power of three is prime to a million: no two customers share the end.
            let end = (self.number + 1).wrapping_mul(387_420_489) % 1_000_000;
            let prefix = self
                .dice
                .pick(&["133", "136", "138", "150", "158", "177", "186", "199"]);
            format!("+86{prefix}00{end:06}")
        } else {
            let place = (self.number + 1).wrapping_mul(387_420_489) % 80_000;
            format!("+1{}55501{:02}", 200 + place / 100, place % 100)
        };
        let time = match self.dice.below(4) {
            0 => CallTime::Evening,
            1 => CallTime::Day,
            _ => CallTime::NoPreference,
        };
        let number = Phone::parse(&text, "CN").ok()?;
        Some(PhoneEntry {
            number,
            kind: PhoneType::Cellphone,
            time,
        })
    }

    /// A day that gives the level by its rule.
    fn expected_on(&mut self) -> Option<Date> {
        let days = match self.level? {
            Level::H => self.dice.between(0, 7),
            Level::A => self.dice.between(8, 30),
            Level::B => self.dice.between(31, 90),
            Level::C if self.dice.percent(40) => self.dice.between(91, 240),
            Level::O | Level::C | Level::F => return None,
        };
        Some(self.sample.today.plus_days(days))
    }

    /// Contacts back from the last one: the last one reached the customer.
    fn add_history(&mut self, lead: Option<Id>, rows: &mut Vec<SampleRow>) {
        let (Some(mut day), mut next) = (self.last_on, self.next_on) else {
            return;
        };
        let first = rows.len();
        for turn in 0..self.dice.between(1, 6) {
            let minutes = self.dice.between(9 * 60, 19 * 60);
            let at = self.sample.at(day, minutes).max(self.created_at);
            let activity = self.contact(lead, at, turn == 0, next);
            let id = self.id_at(at);
            rows.insert(first, self.sample.row(id, self.owner, at, &activity));
            next = Some(day);
            day = day.plus_days(-self.dice.between(2, 14));
            if day < self.created_on {
                break;
            }
        }
    }

    fn contact(
        &mut self,
        lead: Option<Id>,
        at: Millis,
        last: bool,
        next: Option<Date>,
    ) -> Activity {
        let result = match self.dice.below(10) {
            0 if !last => ContactResult::NoAnswer,
            1 if !last => ContactResult::CallBack,
            _ => ContactResult::Reached,
        };
        let reached = result == ContactResult::Reached;
        let activity_type = if reached {
            self.dice.pick(&names::CONTACTS)
        } else {
            ActivityType::CallOut
        };
        let note = self.dice.pick(&names::NOTES);
        Activity {
            customer_id: Some(self.id),
            lead_id: lead,
            activity_type,
            started_at: at,
            duration_s: u32::try_from(self.dice.between(20, 900)).unwrap_or(60),
            result,
            note: if reached {
                self.words(note)
            } else {
                String::new()
            },
            next_contact_on: next,
            created_by: Some(self.owner.id),
            import_id: None,
        }
    }

    fn add_task(&mut self, lead: Option<Id>, rows: &mut Vec<SampleRow>) {
        if self.next_on.is_none() || !self.dice.percent(15) {
            return;
        }
        let title = self.dice.pick(&names::TASKS);
        let at = self
            .sample
            .at(self.last_on.unwrap_or(self.created_on), 19 * 60);
        let task = Task {
            customer_id: Some(self.id),
            lead_id: lead,
            title: self.words(title),
            due_on: self.next_on,
            created_at: at,
            created_by: Some(self.owner.id),
            ..Task::default()
        };
        let id = self.id_at(at);
        rows.push(self.sample.row(id, self.owner, at, &task));
    }
}

/// Days of the last and the next contact. A customer without a level is new:
/// nobody has called yet.
fn contact_days(
    dice: &mut Dice,
    today: Date,
    level: Option<Level>,
    place: u64,
) -> (Option<Date>, Option<Date>) {
    let Some(level) = level.or((place < 3).then_some(Level::A)) else {
        return (None, None);
    };
    let every = IntervalTable::default().every_days(level).unwrap_or(30);
    let turn = if place < BUSY_CUSTOMERS {
        place % 8
    } else {
        dice.below(80)
    };
    let ahead = match turn {
        0 => -dice.between(2, 5),
        1 => 0,
        2 => 1,
        _ => dice.between(1, every),
    };
    let next = today.plus_days(ahead);
    (Some(next.plus_days(-every)), Some(next))
}

/// A version 7 UUID of this time.
fn id_at(dice: &mut Dice, at: Millis) -> Id {
    let time = u128::from(at & 0xffff_ffff_ffff) << 80;
    let version = 7 << 76 | u128::from(dice.below(1 << 12)) << 64;
    let variant = 1 << 63 | u128::from(dice.below(1 << 62));
    Id::from_u128(time | version | variant)
}
