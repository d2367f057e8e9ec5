//! What the columns of a file mean: guessed from their headers and from what
//! stands in them, with the reason, so that a person can correct the guess.

mod words;

use std::collections::HashSet;

use crate::import::cells::date::{self, DateFormat};
use crate::import::cells::{self, People};
use crate::import::csv::Sheet;
use crate::phone::Phone;
use crate::plate::Plate;
use crate::text::fold;
use crate::vin::Vin;

/// What a column can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Full name of the customer.
    Name,
    /// One telephone number; several columns make a list.
    Phones,
    /// One e-mail address; several columns make a list.
    Emails,
    /// WeChat name.
    Wechat,
    /// Person or firm.
    Party,
    /// Intent level.
    Level,
    /// Where the customer came from.
    Source,
    /// Model of interest.
    Model,
    /// Member of staff who is responsible.
    Owner,
    /// Free note; several columns are joined.
    Note,
    /// Day of the next contact.
    NextContactOn,
    /// Day of the last contact.
    LastContactOn,
    /// Day on which the customer expects to buy.
    ExpectedOn,
    /// Deposit received.
    Deposit,
    /// Day on which the record was made.
    CreatedOn,
    /// Member of staff who made the record.
    CreatedBy,
    /// Day of birth.
    BirthOn,
    /// Registration number of a firm.
    CompanyRegNo,
    /// Region, province or state.
    Region,
    /// City.
    City,
    /// Street and number.
    Street,
    /// Postal code.
    Postal,
    /// Vehicle identification number of the car they own.
    Vin,
    /// Number plate of the car they own.
    Plate,
}

impl Field {
    /// Every field, in the order in which the choice lists them.
    pub const ALL: [Self; 24] = [
        Self::Name,
        Self::Phones,
        Self::Emails,
        Self::Wechat,
        Self::Party,
        Self::Level,
        Self::Source,
        Self::Model,
        Self::Owner,
        Self::Note,
        Self::NextContactOn,
        Self::LastContactOn,
        Self::ExpectedOn,
        Self::Deposit,
        Self::CreatedOn,
        Self::CreatedBy,
        Self::BirthOn,
        Self::CompanyRegNo,
        Self::Region,
        Self::City,
        Self::Street,
        Self::Postal,
        Self::Vin,
        Self::Plate,
    ];

    /// True when several columns may become this field.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Phones | Self::Emails | Self::Note)
    }

    /// True for a calendar date.
    pub const fn is_date(self) -> bool {
        matches!(
            self,
            Self::NextContactOn
                | Self::LastContactOn
                | Self::ExpectedOn
                | Self::CreatedOn
                | Self::BirthOn
        )
    }

    /// True for the name of a member of staff.
    pub const fn is_person(self) -> bool {
        matches!(self, Self::Owner | Self::CreatedBy)
    }
}

/// Why a column became a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The header is a word for the field.
    SameWord,
    /// The header holds a word for the field.
    PartOfWord,
    /// The cells are mobile numbers.
    MobileNumbers,
    /// The cells are vehicle identification numbers.
    VinShape,
    /// The cells are Chinese number plates.
    PlateShape,
    /// The cells are e-mail addresses.
    EmailShape,
    /// The cells are intent levels.
    Levels,
    /// One more column of a list.
    Added,
    /// A person chose it.
    Chosen,
    /// Nothing is known of the column: it is not imported.
    Unknown,
}

/// One column: what it becomes, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field, if any.
    pub field: Option<Field>,
    /// The reason.
    pub why: Why,
}

/// What a person should know of the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Dates are written in several ways.
    DateFormats(usize),
    /// How many of the names in the column belong to staff.
    People {
        /// Names that were found.
        found: usize,
        /// Different names in the column.
        of: usize,
    },
}

/// Tells whether a cell has the shape of a field.
type Sign<'a> = &'a dyn Fn(&str) -> bool;

/// How many filled cells are looked at to tell a column by its content.
const SAMPLED: usize = 200;

/// Guesses every column of a table.
pub fn guess(sheet: &Sheet) -> Vec<Column> {
    let mut taken: Vec<Field> = Vec::new();
    let mut columns = vec![
        Column {
            field: None,
            why: Why::Unknown,
        };
        sheet.columns()
    ];
    // Sure signs first, so that a vague header never takes the field of a sure one.
    for sign in [by_header, by_part_of_header, by_content] {
        for (place, column) in columns.iter_mut().enumerate() {
            if column.field.is_some() {
                continue;
            }
            let Some((field, why)) = sign(sheet, place) else {
                continue;
            };
            let repeated = taken.contains(&field);
            if repeated && !field.is_list() {
                continue;
            }
            taken.push(field);
            *column = Column {
                field: Some(field),
                why: if repeated { Why::Added } else { why },
            };
        }
    }
    columns
}

/// What was seen in the cells of a column that became a date or a person.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    formats: Vec<DateFormat>,
    names: HashSet<String>,
}

impl Tally {
    /// Looks at one more cell.
    pub fn add(&mut self, field: Field, cell: &str) {
        if field.is_date() {
            if let Some(format) = date::format_of(cell).filter(|own| !self.formats.contains(own)) {
                self.formats.push(format);
            }
        } else if field.is_person() {
            let name = fold(cell);
            if !name.is_empty() && !self.names.contains(&name) {
                self.names.insert(name);
            }
        }
    }

    /// What to say of the cells seen so far.
    pub fn remark(&self, people: &People) -> Option<Remark> {
        match (self.formats.len(), self.names.len()) {
            (0 | 1, 0) => None,
            (formats @ 2.., _) => Some(Remark::DateFormats(formats)),
            (_, of) => {
                let found = self.names.iter().filter(|name| people.find(name).is_some());
                Some(Remark::People {
                    found: found.count(),
                    of,
                })
            }
        }
    }
}

fn by_header(sheet: &Sheet, column: usize) -> Option<(Field, Why)> {
    let header = bare(sheet, column);
    words::fields()
        .find(|(_, word)| *word == header)
        .map(|(field, _)| (field, Why::SameWord))
}

/// The longest word that the header holds decides: `销售顾问姓名` is the
/// consultant, not the name.
fn by_part_of_header(sheet: &Sheet, column: usize) -> Option<(Field, Why)> {
    let header = bare(sheet, column);
    let long_enough = |word: &str| word.chars().count() >= if word.is_ascii() { 4 } else { 2 };
    words::fields()
        .filter(|(_, word)| long_enough(word) && header.contains(word))
        .max_by_key(|(_, word)| word.len())
        .map(|(field, _)| (field, Why::PartOfWord))
}

fn by_content(sheet: &Sheet, column: usize) -> Option<(Field, Why)> {
    let cells: Vec<&str> = sheet
        .column(column)
        .filter(|cell| !cells::is_empty(cell))
        .take(SAMPLED)
        .collect();
    let mostly = |fits: &dyn Fn(&str) -> bool| {
        let fitting = cells.iter().filter(|cell| fits(cell)).count();
        fitting * 5 >= cells.len() * 4 && fitting > 0
    };
    let signs: [(Field, Why, Sign<'_>); 5] = [
        (Field::Phones, Why::MobileNumbers, &is_mobile),
        (Field::Vin, Why::VinShape, &|cell| Vin::parse(cell).is_ok()),
        (Field::Plate, Why::PlateShape, &is_chinese_plate),
        (Field::Emails, Why::EmailShape, &cells::is_email),
        (Field::Level, Why::Levels, &|cell| {
            cells::level(cell).is_ok()
        }),
    ];
    signs
        .into_iter()
        .find(|(_, _, fits)| mostly(fits))
        .map(|(field, why, _)| (field, why))
}

fn is_mobile(cell: &str) -> bool {
    Phone::parse(cell, "CN").is_ok_and(|phone| phone.is_mobile())
}

fn is_chinese_plate(cell: &str) -> bool {
    !cell.is_ascii() && Plate::read(cell).is_ok()
}

/// The header without case, signs and a number at its end: `Mobile_2` is `mobile`.
fn bare(sheet: &Sheet, column: usize) -> String {
    let header = sheet.header().get(column).map_or("", String::as_str);
    fold(header)
        .trim_end_matches(|letter: char| letter.is_ascii_digit())
        .to_owned()
}

#[cfg(test)]
mod tests;
