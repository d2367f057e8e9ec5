//! What the list of customers shows and in which order. It lives in the
//! address, so that a filtered list can be kept, sent and gone back to.

use forecourt_domain::level::Level;
use forecourt_domain::{Date, Id};

use crate::data::Scanned;
use crate::data::layout::customer;

/// Whose customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Those of the person who is signed in.
    Me,
    /// Those that nobody is responsible for.
    Nobody,
    /// Those of one member of staff.
    Staff(Id),
}

/// When the next contact is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueIn {
    /// The day has passed.
    Overdue,
    /// Today.
    Today,
    /// Up to the coming Sunday, what is overdue included.
    Week,
    /// No day is planned.
    Undated,
}

impl DueIn {
    /// Every choice, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Today, Self::Week, Self::Undated];

    const fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::Week => "week",
            Self::Undated => "none",
        }
    }

    fn accepts(self, next: Option<Date>, today: Date) -> bool {
        match (self, next) {
            (Self::Overdue, Some(next)) => next < today,
            (Self::Today, Some(next)) => next == today,
            (Self::Week, Some(next)) => next <= today.plus_days(6 - i64::from(today.weekday())),
            (Self::Undated, None) => true,
            _ => false,
        }
    }
}

/// What the rows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Day of the next contact, the earliest first; those without a day last.
    #[default]
    Next,
    /// Name, by pinyin where it is Chinese.
    Name,
    /// Level, the nearest purchase first.
    Level,
    /// Last contact, the latest first.
    Last,
    /// When the record was made, the newest first.
    Created,
}

impl Sort {
    /// Every order, as offered.
    pub const ALL: [Self; 5] = [
        Self::Next,
        Self::Name,
        Self::Level,
        Self::Last,
        Self::Created,
    ];

    /// The word in the address and of the column.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Name => "name",
            Self::Level => "level",
            Self::Last => "last",
            Self::Created => "created",
        }
    }

    /// The order for a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.word() == word)
    }
}

/// Query parameters that a filter is written to.
pub const PARAMETERS: [&str; 6] = ["q", "level", "owner", "due", "sort", "order"];

/// Filter and order of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerFilter {
    /// What is typed into the search field.
    pub query: String,
    /// Levels to show; empty for all.
    pub levels: Vec<Level>,
    /// Whose customers; none for everybody's.
    pub owner: Option<Owner>,
    /// When due; none for any time.
    pub due: Option<DueIn>,
    /// Order.
    pub sort: Sort,
    /// The other way round.
    pub reversed: bool,
}

impl CustomerFilter {
    /// Reads a filter from query parameters; what is not understood is passed over.
    pub fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name: &str| parameter(name).unwrap_or_default();
        let levels = word("level");
        let (due, sort) = (word("due"), word("sort"));
        Self {
            query: word("q"),
            levels: Level::ALL
                .into_iter()
                .filter(|level| levels.split(',').any(|letter| letter == level.letter()))
                .collect(),
            owner: match word("owner").as_str() {
                "me" => Some(Owner::Me),
                "nobody" => Some(Owner::Nobody),
                id => id.parse().ok().map(Owner::Staff),
            },
            due: DueIn::ALL.into_iter().find(|each| each.word() == due),
            sort: Sort::parse(&sort).unwrap_or_default(),
            reversed: word("order") == "reversed",
        }
    }

    /// The query parameters that stand for this filter; empty for the plain list.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let letters: Vec<&str> = self.levels.iter().map(|level| level.letter()).collect();
        let owner = match self.owner {
            None => String::new(),
            Some(Owner::Me) => "me".to_owned(),
            Some(Owner::Nobody) => "nobody".to_owned(),
            Some(Owner::Staff(id)) => id.to_string(),
        };
        let sort = if self.sort == Sort::default() {
            ""
        } else {
            self.sort.word()
        };
        [
            ("q", self.query.clone()),
            ("level", letters.join(",")),
            ("owner", owner),
            (
                "due",
                self.due.map(DueIn::word).unwrap_or_default().to_owned(),
            ),
            ("sort", sort.to_owned()),
            (
                "order",
                if self.reversed { "reversed" } else { "" }.to_owned(),
            ),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// The same order with nothing hidden.
    #[must_use]
    pub fn widened(&self) -> Self {
        Self {
            sort: self.sort,
            reversed: self.reversed,
            ..Self::default()
        }
    }

    /// This filter in another order; the same order again turns it round.
    #[must_use]
    pub fn sorted_by(&self, sort: Sort) -> Self {
        Self {
            sort,
            reversed: self.sort == sort && !self.reversed,
            ..self.clone()
        }
    }

    /// This filter with a level put in or taken out.
    #[must_use]
    pub fn with_level_toggled(&self, level: Level) -> Self {
        let mut levels = self.levels.clone();
        if let Some(at) = levels.iter().position(|each| *each == level) {
            levels.remove(at);
        } else {
            levels.push(level);
            levels.sort_unstable();
        }
        Self {
            levels,
            ..self.clone()
        }
    }

    /// True when the filters, the search apart, let this customer through.
    pub fn accepts(&self, row: &Scanned<'_>, me: Id, today: Date) -> bool {
        let level_fits = self.levels.is_empty()
            || row
                .word(customer::LEVEL)
                .is_some_and(|word| self.levels.iter().any(|level| level.letter() == word));
        let owner_fits = match self.owner {
            None => true,
            Some(Owner::Me) => row.owner() == Some(me),
            Some(Owner::Nobody) => row.owner().is_none(),
            Some(Owner::Staff(id)) => row.owner() == Some(id),
        };
        let due_fits = self
            .due
            .is_none_or(|due| due.accepts(row.day(customer::NEXT_CONTACT), today));
        level_fits && owner_fits && due_fits
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn read(text: &str) -> CustomerFilter {
        CustomerFilter::read(|name| {
            text.split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.to_owned())
        })
    }

    fn written(filter: &CustomerFilter) -> String {
        let pairs: Vec<String> = filter
            .parameters()
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("&")
    }

    #[test]
    fn a_filter_survives_the_address() {
        assert!(read("").parameters().is_empty());
        for text in [
            "q=wjg",
            "level=H,A",
            "owner=me",
            "owner=nobody",
            "owner=01j00000000000000000000000",
            "q=li&level=O,C&due=week&sort=name&order=reversed",
            "due=none",
        ] {
            assert_eq!(written(&read(text)), text);
        }
    }

    #[test]
    fn what_is_not_understood_hides_nothing() {
        assert_eq!(read("level=Z&owner=x&due=soon&sort=luck"), read(""));
        assert_eq!(read("q=x&sort=name").widened(), read("sort=name"));
    }

    #[test]
    fn this_week_ends_on_sunday_and_holds_what_is_overdue() {
        let thursday = Date::new(2026, 3, 19).unwrap();
        let check = |days: i64, due: DueIn| due.accepts(Some(thursday.plus_days(days)), thursday);
        assert!(check(3, DueIn::Week) && !check(4, DueIn::Week));
        assert!(check(-9, DueIn::Week) && check(-1, DueIn::Overdue));
        assert!(!check(0, DueIn::Overdue) && check(0, DueIn::Today));
        assert!(!check(0, DueIn::Undated));
    }

    #[test]
    fn the_same_column_again_turns_the_order_round() {
        let filter = read("sort=name");
        assert!(filter.sorted_by(Sort::Name).reversed);
        assert!(!filter.sorted_by(Sort::Name).sorted_by(Sort::Name).reversed);
        assert_eq!(written(&filter.sorted_by(Sort::Last)), "sort=last");
    }
}
