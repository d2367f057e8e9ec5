//! What one cell says: typed values, or a problem that a person can mend.
//!
//! An error leaves the row out, so that nothing is imported wrongly; a notice
//! says how a cell was understood, and the row is imported.

pub mod date;
mod source;

use std::collections::BTreeMap;

use crate::customer::{PartyType, Source};
use crate::date::Date;
use crate::level::Level;
use crate::money::{Currency, Money, MoneyError};
use crate::name::NameError;
use crate::phone::{Phone, PhoneError};
use crate::plate::PlateError;
use crate::text::{fold, tidy};
use crate::vin::VinError;
use crate::{Id, RuleError};

/// Something about a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not a name.
    Name(NameError),
    /// Not a telephone number.
    Phone(PhoneError),
    /// A date that the calendar does not have, such as 30 February.
    NoSuchDay,
    /// Not a date.
    NotADate,
    /// Not an intent level.
    NoSuchLevel,
    /// Not an amount of money.
    Amount(MoneyError),
    /// Not a vehicle identification number.
    Vin(VinError),
    /// Longer than any cell should be.
    TooLong,
    /// A spreadsheet would run it: it is kept as plain text.
    Formula,
    /// A number of days that a spreadsheet made of a date.
    DaySerial(Date),
    /// Day and month could change places; this is how they were read.
    DayOrMonth(Date),
    /// No standard source fits: the words are kept.
    OtherSource,
    /// Not a kind of customer: taken as a person.
    OtherParty,
    /// The check digit does not fit; some makers do not use it.
    CheckDigit,
    /// Not a usual number plate; kept as it stands.
    Plate(PlateError),
    /// Not an e-mail address.
    Email,
    /// No telephone number: duplicates cannot be found.
    NoPhone,
    /// Cells beyond the header: not imported.
    ExtraCells,
    /// The customer who has this number is called otherwise.
    OtherName,
    /// The telephone numbers belong to more than one customer.
    SeveralCustomers,
    /// The rule that takes customers in refused the row.
    Refused(RuleError),
}

impl Problem {
    /// True when the row is left out.
    pub const fn is_error(self) -> bool {
        matches!(
            self,
            Self::Name(_)
                | Self::Phone(_)
                | Self::NoSuchDay
                | Self::NotADate
                | Self::NoSuchLevel
                | Self::Amount(_)
                | Self::Vin(_)
                | Self::Email
                | Self::TooLong
                | Self::SeveralCustomers
                | Self::Refused(_)
        )
    }
}

/// Words that stand for an empty cell.
const NOTHING: [&str; 10] = [
    "-", "--", "–", "—", "/", "无", "没有", "n/a", "null", "none",
];

/// True when the cell says nothing.
pub fn is_empty(cell: &str) -> bool {
    let tidy = tidy(cell);
    tidy.is_empty() || NOTHING.contains(&tidy.to_lowercase().as_str())
}

/// Reads an intent level: `H`, `h级`, `A 级`, `Level B`.
pub fn level(cell: &str) -> Result<Level, Problem> {
    let folded = fold(cell);
    let bare = folded
        .trim_start_matches("level")
        .trim_end_matches(['级', '級', '类', '卡'])
        .trim_end_matches("level");
    match bare {
        "o" => Ok(Level::O),
        "h" => Ok(Level::H),
        "a" => Ok(Level::A),
        "b" => Ok(Level::B),
        "c" => Ok(Level::C),
        "f" => Ok(Level::F),
        _ => Err(Problem::NoSuchLevel),
    }
}

/// Reads a source from Chinese or English words; `None` when no standard one fits.
pub fn source(cell: &str) -> Option<Source> {
    source::read(cell)
}

/// Reads what a customer is; `None` for words that are not known.
pub fn party(cell: &str) -> Option<PartyType> {
    const WORDS: &[(PartyType, &[&str])] = &[
        (
            PartyType::Individual,
            &[
                "individual",
                "person",
                "private",
                "个人",
                "个人客户",
                "自然人",
            ],
        ),
        (
            PartyType::Business,
            &[
                "business",
                "company",
                "corporate",
                "firm",
                "公司",
                "企业",
                "单位",
                "企业客户",
                "公司客户",
            ],
        ),
        (
            PartyType::Government,
            &["government", "public", "政府", "机关", "事业单位"],
        ),
        (
            PartyType::RentalTaxi,
            &[
                "rental",
                "taxi",
                "rentaltaxi",
                "fleet",
                "租赁",
                "出租",
                "出租车",
                "网约车",
            ],
        ),
    ];
    let folded = fold(cell);
    WORDS
        .iter()
        .find(|(_, words)| words.contains(&folded.as_str()))
        .map(|(party, _)| *party)
}

/// Reads an amount in minor units.
pub fn amount(cell: &str, currency: Currency) -> Result<i64, Problem> {
    Money::parse(cell, currency)
        .map(|money| money.minor)
        .map_err(Problem::Amount)
}

/// Several telephone numbers that stand in one cell: `13800138000/0571-88122808`.
/// A space does not part numbers, because people write it within them.
pub fn phones(cell: &str, country: &str) -> Result<Vec<Phone>, Problem> {
    let parts = || {
        cell.split(['/', '、', ';', '；', ',', '，', '\n', '|'])
            .filter(|part| !is_empty(part))
    };
    let mut phones = Vec::new();
    for part in parts() {
        let phone = Phone::parse(part, country).map_err(Problem::Phone)?;
        if !phones.contains(&phone) {
            phones.push(phone);
        }
    }
    Ok(phones)
}

/// True for something with one `@` and a dot behind it.
pub fn is_email(text: &str) -> bool {
    let text = text.trim();
    match text.split_once('@') {
        Some((mailbox, host)) => {
            !mailbox.is_empty()
                && !text.contains(char::is_whitespace)
                && !host.contains('@')
                && host.split_once('.').is_some_and(|(name, rest)| {
                    !name.is_empty() && !rest.is_empty() && !rest.ends_with('.')
                })
        }
        None => false,
    }
}

/// Staff by name. A name that two people have finds nobody: ids join records,
/// not names.
#[derive(Clone, Debug, Default)]
pub struct People(BTreeMap<String, Option<Id>>);

impl People {
    /// From names and ids.
    pub fn new<N: AsRef<str>>(staff: impl IntoIterator<Item = (N, Id)>) -> Self {
        let mut people = BTreeMap::new();
        for (name, id) in staff {
            people
                .entry(fold(name.as_ref()))
                .and_modify(|found| *found = None)
                .or_insert(Some(id));
        }
        Self(people)
    }

    /// The one person of this name.
    pub fn find(&self, name: &str) -> Option<Id> {
        self.0.get(&fold(name)).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_as_dealers_write_them() {
        for (cell, level_read) in [
            ("H级", Ok(Level::H)),
            (" a 级", Ok(Level::A)),
            ("Ｂ", Ok(Level::B)),
            ("Level C", Ok(Level::C)),
            ("O类", Ok(Level::O)),
            ("f", Ok(Level::F)),
            ("D", Err(Problem::NoSuchLevel)),
            ("HA", Err(Problem::NoSuchLevel)),
        ] {
            assert_eq!(level(cell), level_read, "{cell}");
        }
    }

    #[test]
    fn phones_of_one_cell_become_a_list() {
        let read = |cell| {
            phones(cell, "CN").map(|list| {
                list.iter()
                    .map(Phone::to_owned)
                    .map(|p| p.as_str().to_owned())
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(read("138 0013 8000"), Ok(vec!["+8613800138000".to_owned()]));
        assert_eq!(
            read("13800138000 / 0571-88122808、13800138000"),
            Ok(vec![
                "+8613800138000".to_owned(),
                "+8657188122808".to_owned()
            ])
        );
        assert_eq!(read(" - "), Ok(vec![]));
        assert_eq!(
            read("1331199O246"),
            Err(Problem::Phone(PhoneError::LetterForDigit {
                found: 'O',
                hint: '0'
            }))
        );
        assert_eq!(
            read("1380013800"),
            Err(Problem::Phone(PhoneError::TooShort))
        );
    }

    #[test]
    fn amounts_are_minor_units() {
        assert_eq!(amount("¥5,000", Currency::CNY), Ok(500_000));
        assert_eq!(amount("1.2万", Currency::CNY), Ok(1_200_000));
        assert!(amount("about 5", Currency::CNY).is_err());
    }

    #[test]
    fn empty_words_say_nothing() {
        for cell in ["", "  ", "－", "N/A", "无", "\u{3000}", "null"] {
            assert!(is_empty(cell), "{cell}");
        }
        assert!(!is_empty("0"));
    }

    #[test]
    fn a_name_of_two_people_finds_nobody() {
        let [first, second] = [1, 2].map(Id::from_u128);
        let people = People::new([
            ("郭婷", first),
            ("Li Na", second),
            ("李强", first),
            ("李 强", second),
        ]);
        assert_eq!(people.find(" 郭 婷"), Some(first));
        assert_eq!(people.find("li na"), Some(second));
        assert_eq!(people.find("李强"), None);
        assert_eq!(people.find("nobody"), None);
    }

    #[test]
    fn addresses_need_a_mailbox_and_a_host() {
        for (text, fits) in [
            ("li.na@example.com", true),
            (" x@y.cn ", true),
            ("x@y", false),
            ("@y.cn", false),
            ("a b@y.cn", false),
            ("a@b@c.d", false),
            ("x@y.", false),
        ] {
            assert_eq!(is_email(text), fits, "{text}");
        }
    }
}
