//! The dry run of a customer table: what becomes of every row, before anything
//! is written.
//!
//! A plan is a value. It keeps one verdict per row and makes the changes of a
//! row when they are asked for, so that a plan of 200,000 rows stays small.
//! Every row ends as exactly one of created, updated, skipped or invalid.

mod reading;
mod writing;

pub use reading::Reading;
pub(super) use writing::joined;

use std::collections::HashMap;
use std::sync::Arc;

use crate::import::Run;
use crate::import::cells::{People, Problem};
use crate::import::columns::{Field, Remark, Tally};
use crate::import::csv::{Sheet, SheetWriter};
use crate::phone::Phone;
use crate::{Change, Id, Row, RuleError};

/// Rows that are written together between two pauses.
pub const GROUP: usize = 200;

/// What happens to rows whose customer is there already, and to those whose is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// New customers only; known ones stay as they are.
    Create,
    /// Known customers only.
    Update,
    /// Both.
    #[default]
    Both,
}

/// What a plan is made with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who imports, when, and into what place.
    pub run: Run,
    /// What each column becomes.
    pub mapping: Vec<Option<Field>>,
    /// Which rows are written.
    pub mode: Mode,
    /// Take creator and day of making from the file.
    pub keep_dates: bool,
    /// Staff by name.
    pub people: People,
}

/// A car that is there already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownCar {
    /// The car.
    pub id: Id,
    /// Customers who have to do with it.
    pub customers: Vec<Id>,
}

/// What is there before the import.
pub trait Known {
    /// The customer who has a number.
    fn customer_with(&self, phone: &Phone) -> Option<Id>;
    /// The car with a vehicle identification number, else with a plate.
    fn car(&self, vin: &str, plate: &str) -> Option<KnownCar>;
    /// A customer's record.
    fn customer(&self, id: Id) -> Option<Row>;
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new customer.
    Create,
    /// A known customer gets new values.
    Update(Id),
    /// A known customer has all these values already.
    Same(Id),
    /// The customer is known, and only new ones are wanted.
    Exists(Id),
    /// The customer is not known, and only known ones are wanted.
    NotThere,
    /// An earlier row has the same number: its index.
    Duplicate(usize),
    /// Something cannot be read.
    Invalid,
}

/// A problem and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Index of the column; none when it concerns the whole row.
    pub column: Option<usize>,
    /// What it is.
    pub problem: Problem,
}

/// What becomes of one row, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct RowPlan {
    /// What becomes of it.
    pub outcome: Outcome,
    /// What a person should know.
    pub marks: Vec<Mark>,
}

impl RowPlan {
    /// True when the row goes to the file of rows that were left out: it is
    /// invalid, or an earlier row has its number.
    pub const fn is_left_out(&self) -> bool {
        matches!(self.outcome, Outcome::Invalid | Outcome::Duplicate(_))
    }

    /// True when the row is written.
    pub const fn is_written(&self) -> bool {
        matches!(self.outcome, Outcome::Create | Outcome::Update(_))
    }

    /// True when the row is written and a person should look at it.
    pub fn is_doubtful(&self) -> bool {
        self.is_written() && !self.marks.is_empty()
    }
}

/// Rows by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New customers.
    pub create: usize,
    /// Known customers who get new values.
    pub update: usize,
    /// Known customers who have all values already.
    pub same: usize,
    /// Known customers left alone.
    pub exists: usize,
    /// Unknown customers left alone.
    pub not_there: usize,
    /// Rows whose number an earlier row has.
    pub duplicate: usize,
    /// Rows with an error.
    pub invalid: usize,
    /// Written rows that a person should look at.
    pub doubtful: usize,
}

impl Counts {
    fn add(&mut self, row: &RowPlan) {
        let count = match row.outcome {
            Outcome::Create => &mut self.create,
            Outcome::Update(_) => &mut self.update,
            Outcome::Same(_) => &mut self.same,
            Outcome::Exists(_) => &mut self.exists,
            Outcome::NotThere => &mut self.not_there,
            Outcome::Duplicate(_) => &mut self.duplicate,
            Outcome::Invalid => &mut self.invalid,
        };
        *count += 1;
        self.doubtful += usize::from(row.is_doubtful());
    }

    /// Rows that are written.
    pub const fn written(&self) -> usize {
        self.create + self.update
    }

    /// Rows that are neither written nor wrong.
    pub const fn skipped(&self) -> usize {
        self.same + self.exists + self.not_there + self.duplicate
    }

    /// Rows in the file of rows that were left out.
    pub const fn left_out(&self) -> usize {
        self.invalid + self.duplicate
    }
}

/// What becomes of every row so far, and what it takes to go on.
pub struct Plan<K> {
    sheet: Arc<Sheet>,
    settings: Settings,
    known: K,
    rows: Vec<RowPlan>,
    counts: Counts,
    tallies: Vec<Tally>,
    seen_phones: HashMap<Phone, usize>,
    seen_vins: HashMap<String, usize>,
}

impl<K: Known> Plan<K> {
    /// Begins a plan; no row is looked at yet.
    pub fn new(sheet: Arc<Sheet>, settings: Settings, known: K) -> Self {
        Self {
            rows: Vec::with_capacity(sheet.len()),
            tallies: vec![Tally::default(); sheet.columns()],
            sheet,
            settings,
            known,
            counts: Counts::default(),
            seen_phones: HashMap::new(),
            seen_vins: HashMap::new(),
        }
    }

    /// Looks at up to `rows` more rows; false when all are planned.
    pub fn advance(&mut self, rows: usize) -> bool {
        let end = self.rows.len().saturating_add(rows).min(self.sheet.len());
        for row in self.rows.len()..end {
            self.tally(row);
            let planned = self.plan_row(row);
            self.counts.add(&planned);
            self.rows.push(planned);
        }
        self.rows.len() < self.sheet.len()
    }

    /// The rows planned so far.
    pub fn rows(&self) -> &[RowPlan] {
        &self.rows
    }

    /// The rows planned so far, by outcome.
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// What to say of the cells of a column that were looked at so far.
    pub fn remark(&self, column: usize) -> Option<Remark> {
        self.tallies.get(column)?.remark(&self.settings.people)
    }

    /// The table.
    pub fn sheet(&self) -> &Arc<Sheet> {
        &self.sheet
    }

    /// What the plan is made with.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The changes of one row: none when it is not written.
    pub fn changes(&self, row: usize) -> Vec<Change> {
        let Some(planned) = self.rows.get(row).filter(|planned| planned.is_written()) else {
            return Vec::new();
        };
        let reading = Reading::of(&self.sheet, row, &self.settings);
        match planned.outcome {
            Outcome::Update(id) => self.update(&reading, id, row).unwrap_or_default(),
            _ => self.create(&reading, row).unwrap_or_default(),
        }
    }

    /// The file of rows that were left out: their cells as they stood, and why,
    /// in words that `reason` finds.
    pub fn left_out_file(&self, heading: &str, reason: impl Fn(&RowPlan) -> String) -> Vec<u8> {
        let mut file = SheetWriter::default();
        let header = self.sheet.header().iter().map(String::as_str);
        file.push(header.chain([heading]));
        for (row, planned) in self.rows.iter().enumerate() {
            if planned.is_left_out() {
                let why = reason(planned);
                let cells = (0..self.sheet.columns()).map(|column| self.sheet.cell(row, column));
                file.push(cells.chain([why.as_str()]));
            }
        }
        file.finish()
    }

    fn tally(&mut self, row: usize) {
        let mapped = self.settings.mapping.iter().zip(&mut self.tallies);
        for (column, (field, tally)) in mapped.enumerate() {
            if let Some(field) = field {
                tally.add(*field, self.sheet.cell(row, column));
            }
        }
    }

    fn plan_row(&mut self, row: usize) -> RowPlan {
        let mut reading = Reading::of(&self.sheet, row, &self.settings);
        let outcome = if reading.has_error() {
            Outcome::Invalid
        } else {
            match self.decide(&mut reading, row) {
                Ok(outcome) => outcome,
                Err(error) => {
                    reading.refuse(error);
                    Outcome::Invalid
                }
            }
        };
        if outcome != Outcome::Invalid && !matches!(outcome, Outcome::Duplicate(_)) {
            for entry in &reading.draft.phones {
                self.seen_phones.entry(entry.number.clone()).or_insert(row);
            }
            if !reading.vin.is_empty() {
                self.seen_vins.entry(reading.vin.clone()).or_insert(row);
            }
        }
        RowPlan {
            outcome,
            marks: reading.marks,
        }
    }

    fn decide(&self, reading: &mut Reading, row: usize) -> Result<Outcome, RuleError> {
        if let Some(earlier) = self.earlier_row(reading) {
            return Ok(Outcome::Duplicate(earlier));
        }
        let Some(id) = self.matching(reading) else {
            if reading.has_error() {
                return Ok(Outcome::Invalid);
            }
            if self.settings.mode == Mode::Update {
                return Ok(Outcome::NotThere);
            }
            return self.create(reading, row).map(|_| Outcome::Create);
        };
        if self.settings.mode == Mode::Create {
            return Ok(Outcome::Exists(id));
        }
        let changes = self.update(reading, id, row)?;
        if changes.is_empty() {
            return Ok(Outcome::Same(id));
        }
        if self.is_called_otherwise(reading, id) {
            reading.mark_field(Field::Name, Problem::OtherName);
        }
        Ok(Outcome::Update(id))
    }

    fn earlier_row(&self, reading: &Reading) -> Option<usize> {
        let by_phone = || {
            let mut phones = reading.draft.phones.iter();
            phones.find_map(|entry| self.seen_phones.get(&entry.number).copied())
        };
        self.seen_vins.get(&reading.vin).copied().or_else(by_phone)
    }

    /// The customer of a row: by number, in the order of the cells; where no
    /// number is known, the one customer of the car. Numbers of two customers
    /// are an error, because nobody can say whose the row is.
    fn matching(&self, reading: &mut Reading) -> Option<Id> {
        let mut found: Vec<Id> = Vec::new();
        for entry in &reading.draft.phones {
            if let Some(id) = self.known.customer_with(&entry.number)
                && !found.contains(&id)
            {
                found.push(id);
            }
        }
        match found.as_slice() {
            [] if reading.vin.is_empty() => None,
            [] => {
                let car = self.known.car(&reading.vin, "")?;
                match car.customers.as_slice() {
                    [only] => Some(*only),
                    _ => None,
                }
            }
            [only] => Some(*only),
            _ => {
                reading.mark_field(Field::Phones, Problem::SeveralCustomers);
                None
            }
        }
    }

    fn is_called_otherwise(&self, reading: &Reading, id: Id) -> bool {
        let known = self.known.customer(id);
        known.is_some_and(|row| {
            row.fields
                .text("name")
                .is_some_and(|name| !reading.draft.name.is_empty() && name != reading.draft.name)
        })
    }
}

#[cfg(test)]
mod tests;
