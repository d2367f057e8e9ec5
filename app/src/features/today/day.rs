//! Who belongs to the day. Counted from the tables; knows nothing of the screen.

use std::cmp::Reverse;
use std::collections::HashSet;

use forecourt_domain::activity::{Activity, ActivityType};
use forecourt_domain::customer::Customer;
use forecourt_domain::follow_up::{Due, due};
use forecourt_domain::level::Level;
use forecourt_domain::{Date, Id, Millis, State};

use crate::data::layout::{activity, customer};
use crate::data::sort::sorted;
use crate::data::{Scanned, Table};

/// Days that the list of coming contacts looks ahead.
const AHEAD: i64 = 7;

/// Whose work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One's own.
    Mine,
    /// Everybody's in the stores that the person sees.
    Store,
}

impl Scope {
    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Store => "store",
        }
    }

    /// Reads the word of the address; only those who look after others see more
    /// than their own, and without customers of their own they start with that.
    pub fn read(word: &str, manager: bool, has_own: bool) -> Self {
        match word {
            _ if !manager => Self::Mine,
            "mine" => Self::Mine,
            "store" => Self::Store,
            _ if has_own => Self::Mine,
            _ => Self::Store,
        }
    }

    /// True when a record of this owner is in scope.
    pub fn holds(self, owner: Option<Id>, me: Id) -> bool {
        self == Self::Store || owner == Some(me)
    }
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Contacted today and not due any more.
    pub done: u64,
    /// Overdue.
    pub late: u64,
    /// Due today.
    pub due: u64,
}

impl Counts {
    /// Still to be contacted.
    pub const fn open(self) -> u64 {
        self.late + self.due
    }

    /// All of the day.
    pub const fn total(self) -> u64 {
        self.done + self.open()
    }
}

/// Customers of the day, each list in the order in which to work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    /// The day of the next contact has passed.
    pub overdue: Vec<Id>,
    /// To be contacted today.
    pub due: Vec<Id>,
    /// Contacted today, the latest first.
    pub done: Vec<Id>,
    /// To be contacted in the coming days, by day.
    pub coming: Vec<(Date, Id)>,
    /// How many customers the store has, in scope or not.
    pub known: usize,
}

impl Day {
    /// Sorts the customers in scope into the day. `offset` is the device's
    /// clock, minutes east of UTC.
    pub fn of(
        customers: &Table<Customer>,
        activities: &Table<Activity>,
        scope: Scope,
        me: Id,
        today: Date,
        offset: i32,
    ) -> Self {
        let mut day = Self::default();
        let (mut late, mut due_today) = (Vec::new(), Vec::new());
        let in_scope = |row: &Scanned<'_>| scope.holds(row.owner(), me);
        day.known = customers.len();
        // The earliest day comes first, so the rest of the year is not looked at.
        customers.walk(customer::BY_NEXT, |row| {
            let due = due(row.day(customer::NEXT_CONTACT), today);
            let urgency = urgency(row.choice(customer::LEVEL));
            match due {
                _ if !in_scope(&row) => {}
                Due::Overdue(days) => late.push((urgency, Reverse(days), row.id())),
                Due::Today => due_today.push((urgency, row.id())),
                Due::Later(date) if date.days_since(today) <= AHEAD => {
                    day.coming.push((date, row.id()));
                }
                Due::Later(_) | Due::Never => {}
            }
            matches!(due, Due::Overdue(_) | Due::Today)
                || matches!(due, Due::Later(date) if date.days_since(today) <= AHEAD)
        });
        day.coming = sorted(day.coming);
        day.overdue = sorted(late).into_iter().map(|(_, _, id)| id).collect();
        day.due = sorted(due_today).into_iter().map(|(_, id)| id).collect();
        let open: HashSet<Id> = day.overdue.iter().chain(&day.due).copied().collect();
        day.done = done_today(activities, today, offset)
            .into_iter()
            .filter(|id| !open.contains(id))
            .filter(|id| {
                let who = customers.peek(*id).filter(|who| who.state == State::Live);
                who.is_some_and(|who| scope.holds(who.owner, me))
            })
            .collect();
        day
    }

    /// How many of each.
    pub fn counts(&self) -> Counts {
        let count = |list: &[Id]| u64::try_from(list.len()).unwrap_or(u64::MAX);
        Counts {
            done: count(&self.done),
            late: count(&self.overdue),
            due: count(&self.due),
        }
    }
}

/// The nearer the purchase, the sooner the call; a car that is ordered can wait a little.
fn urgency(level: Option<Level>) -> u8 {
    match level {
        Some(Level::H) => 0,
        Some(Level::A) => 1,
        Some(Level::O) => 2,
        Some(Level::B) => 3,
        Some(Level::C) => 4,
        None => 5,
        Some(Level::F) => 6,
    }
}

/// Customers with a contact or an attempt today, the latest first, each once.
fn done_today(activities: &Table<Activity>, today: Date, offset: i32) -> Vec<Id> {
    let mut seen = HashSet::new();
    let mut done = Vec::new();
    activities.walk(activity::BY_START, |row| {
        let day = Date::at(row.instant(activity::STARTED), offset);
        let counts = row.choice(activity::TYPE) != Some(ActivityType::Note) && day == today;
        if let Some(customer) = row.link(activity::CUSTOMER).filter(|_| counts)
            && seen.insert(customer)
        {
            done.push(customer);
        }
        day >= today
    });
    done
}

/// The last contact of a customer, as a row shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct LastContact {
    /// When it began.
    pub at: Millis,
    /// What kind of contact.
    pub activity_type: ActivityType,
    /// What was said.
    pub note: String,
}

impl LastContact {
    /// What a row shows of an activity.
    pub fn of(activity: &Activity) -> Self {
        Self {
            at: activity.started_at,
            activity_type: activity.activity_type,
            note: activity.note.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn only_those_who_look_after_others_see_the_whole_store() {
        for (word, manager, has_own, scope) in [
            ("store", true, true, Scope::Store),
            ("mine", true, false, Scope::Mine),
            ("", true, true, Scope::Mine),
            ("", true, false, Scope::Store),
            ("store", false, true, Scope::Mine),
            ("", false, false, Scope::Mine),
        ] {
            assert_eq!(
                Scope::read(word, manager, has_own),
                scope,
                "{word} {manager} {has_own}"
            );
        }
    }

    #[test]
    fn those_nearest_to_a_purchase_come_first() {
        let mut levels = [
            Some(Level::F),
            None,
            Some(Level::C),
            Some(Level::O),
            Some(Level::H),
            Some(Level::B),
            Some(Level::A),
        ];
        levels.sort_by_key(|level| urgency(*level));
        let letters: Vec<&str> = levels
            .iter()
            .map(|level| level.map_or("-", Level::letter))
            .collect();
        assert_eq!(letters, ["H", "A", "O", "B", "C", "-", "F"]);
    }
}
