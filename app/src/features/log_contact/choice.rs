//! What a person has tapped so far, and the contact it makes.

use forecourt_domain::Date;
use forecourt_domain::activity::{ActivityType, ContactResult};
use forecourt_domain::context::Context;
use forecourt_domain::customer::Customer;
use forecourt_domain::follow_up::{ContactDraft, NextContact, suggested_next};
use forecourt_domain::level::Level;

/// How the contact was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Way {
    /// By telephone.
    #[default]
    Call,
    /// The person came.
    Visit,
    /// In writing.
    Message,
}

impl Way {
    /// Every way, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Call, Self::Visit, Self::Message];

    /// The kind of activity it is.
    pub const fn activity(self) -> ActivityType {
        match self {
            Self::Call => ActivityType::CallOut,
            Self::Visit => ActivityType::VisitIn,
            Self::Message => ActivityType::Wechat,
        }
    }

    /// How a contact of this kind can go.
    pub const fn results(self) -> &'static [ContactResult] {
        match self {
            Self::Call => &[
                ContactResult::Reached,
                ContactResult::NoAnswer,
                ContactResult::CallBack,
                ContactResult::WrongNumber,
            ],
            Self::Visit | Self::Message => &[ContactResult::Reached, ContactResult::NoAnswer],
        }
    }
}

/// Which day was tapped for the next contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NextDay {
    /// The one that the rule offers.
    #[default]
    ByRule,
    /// The day after today.
    Tomorrow,
    /// Monday of next week.
    Monday,
    /// A day of one's own.
    Own,
}

/// What a person has tapped so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// How the contact was made.
    pub way: Way,
    /// How it went; none until it is tapped.
    pub result: Option<ContactResult>,
    /// Which day is next.
    pub day: NextDay,
    /// The day of one's own.
    pub own_day: Option<Date>,
    /// The level from now on.
    pub level: Option<Level>,
    /// What was said.
    pub note: String,
}

impl Choice {
    /// The day that the rule offers for what is tapped.
    pub fn day_by_rule(&self, customer: &Customer, ctx: Context<'_>) -> Option<Date> {
        let level = self.level.or(customer.intent_level).unwrap_or(Level::C);
        let result = self.result.unwrap_or_default();
        suggested_next(customer, level, self.way.activity(), result, ctx)
    }

    /// The day that will be saved.
    pub fn next_on(&self, customer: &Customer, ctx: Context<'_>) -> Option<Date> {
        match self.day {
            NextDay::ByRule => self.day_by_rule(customer, ctx),
            NextDay::Tomorrow => Some(ctx.today.plus_days(1)),
            NextDay::Monday => Some(next_monday(ctx.today)),
            NextDay::Own => self.own_day,
        }
    }

    /// The days to offer: the rule's, tomorrow and Monday, none of them twice.
    pub fn days(&self, customer: &Customer, ctx: Context<'_>) -> Vec<(NextDay, Date)> {
        let offered = [
            (NextDay::ByRule, self.day_by_rule(customer, ctx)),
            (NextDay::Tomorrow, Some(ctx.today.plus_days(1))),
            (NextDay::Monday, Some(next_monday(ctx.today))),
        ];
        let mut days: Vec<(NextDay, Date)> = Vec::new();
        for (day, date) in offered {
            if let Some(date) = date
                && days.iter().all(|(_, other)| *other != date)
            {
                days.push((day, date));
            }
        }
        days
    }

    /// The same with another way; an outcome that it does not know is taken back.
    #[must_use]
    pub fn by(mut self, way: Way) -> Self {
        self.way = way;
        self.result = self.result.filter(|result| way.results().contains(result));
        self
    }

    /// The contact, once an outcome is tapped and a day of one's own is given.
    pub fn draft(&self, customer: &Customer, ctx: Context<'_>) -> Option<ContactDraft> {
        let next = match self.day {
            NextDay::ByRule => NextContact::ByRule,
            _ => NextContact::On(self.next_on(customer, ctx)?),
        };
        Some(ContactDraft {
            activity_type: self.way.activity(),
            result: self.result?,
            note: self.note.clone(),
            next,
            level: self.level,
            ..ContactDraft::default()
        })
    }
}

/// Monday of next week.
fn next_monday(today: Date) -> Date {
    today.plus_days(7 - i64::from(today.weekday()))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use forecourt_domain::Id;
    use forecourt_domain::access::Actor;
    use forecourt_domain::level::IntervalTable;
    use forecourt_domain::organisation::Role;

    /// Thursday.
    fn today() -> Date {
        Date::new(2026, 3, 19).unwrap()
    }

    fn with_context<R>(today: Date, check: impl FnOnce(Context<'_>) -> R) -> R {
        let actor = Actor {
            staff: Id::from_u128(1),
            units: Vec::new(),
            role: Role::SalesConsultant,
        };
        check(Context {
            actor: &actor,
            now: 0,
            today,
            table: &IntervalTable::default(),
        })
    }

    fn reached(day: NextDay) -> Choice {
        Choice {
            result: Some(ContactResult::Reached),
            level: Some(Level::H),
            day,
            ..Choice::default()
        }
    }

    #[test]
    fn the_day_follows_outcome_level_and_tap() {
        let customer = Customer::default();
        let check = |choice: Choice, days: i64| {
            let next = with_context(today(), |ctx| choice.next_on(&customer, ctx));
            assert_eq!(next, Some(today().plus_days(days)), "{choice:?}");
        };
        check(reached(NextDay::ByRule), 2);
        check(reached(NextDay::Tomorrow), 1);
        check(reached(NextDay::Monday), 4);
        let missed = Choice {
            result: Some(ContactResult::NoAnswer),
            ..reached(NextDay::ByRule)
        };
        check(missed, 1);
    }

    #[test]
    fn no_day_is_offered_twice() {
        let sunday = today().plus_days(3);
        let days = with_context(sunday, |ctx| {
            reached(NextDay::ByRule).days(&Customer::default(), ctx)
        });
        let offered: Vec<NextDay> = days.into_iter().map(|(day, _)| day).collect();
        assert_eq!(offered, [NextDay::ByRule, NextDay::Tomorrow]);
    }

    #[test]
    fn nothing_is_logged_before_an_outcome_is_tapped() {
        with_context(today(), |ctx| {
            let customer = Customer::default();
            assert_eq!(Choice::default().draft(&customer, ctx), None);
            assert_eq!(reached(NextDay::Own).draft(&customer, ctx), None);
            assert!(reached(NextDay::ByRule).draft(&customer, ctx).is_some());
            let visit = Choice {
                result: Some(ContactResult::WrongNumber),
                ..Choice::default()
            };
            assert_eq!(visit.by(Way::Visit).draft(&customer, ctx), None);
        });
    }
}
