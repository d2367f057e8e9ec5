//! One row as a draft of a customer, with every problem of its cells.

use crate::customer::{Customer, CustomerError, PhoneEntry, PhoneType, Source};
use crate::import::cells::{self, Problem, date};
use crate::import::columns::Field;
use crate::import::csv::{Sheet, is_formula, unguarded};
use crate::name::{NameError, PersonName};
use crate::plate::Plate;
use crate::text::tidy;
use crate::vin::Vin;
use crate::{Date, Id, RuleError};

use super::{Mark, Settings};

/// Bytes of the longest cell that is read. A cell beyond is most often a file
/// with a quote that never ends, and no record may be larger than 64 KiB.
const LONGEST: usize = 16 * 1024;

/// What a row says.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The values of the customer; what the row does not say has its default.
    pub draft: Customer,
    /// Who is responsible, if the row names one member of staff.
    pub owner: Option<Id>,
    /// Who made the record, if the row names one member of staff.
    pub created_by: Option<Id>,
    /// When the record was made, by the row.
    pub created_on: Option<Date>,
    /// The vehicle identification number of the car they own.
    pub vin: String,
    /// The plate of the car they own.
    pub plate: String,
    /// What a person should know.
    pub marks: Vec<Mark>,
    columns: Vec<(Field, usize)>,
    strangers: Vec<String>,
}

impl Reading {
    /// Reads a row.
    pub fn of(sheet: &Sheet, row: usize, settings: &Settings) -> Self {
        let mut reading = Self::default();
        for (column, cell) in sheet.row(row).enumerate() {
            let field = settings.mapping.get(column).copied().flatten();
            let cell = unguarded(cell);
            match field {
                Some(field) => {
                    reading.columns.push((field, column));
                    reading.read(field, column, cell, sheet, settings);
                }
                None if column >= sheet.columns() && !cells::is_empty(cell) => {
                    reading.mark(None, Problem::ExtraCells);
                }
                None => {}
            }
        }
        for line in core::mem::take(&mut reading.strangers) {
            reading.add_note(&line);
        }
        reading.check_whole();
        reading
    }

    /// True when the row cannot be imported.
    pub fn has_error(&self) -> bool {
        self.marks.iter().any(|mark| mark.problem.is_error())
    }

    /// Adds a problem to the first column that became `field`.
    pub fn mark_field(&mut self, field: Field, problem: Problem) {
        let mut columns = self.columns.iter();
        let column = columns
            .find(|(of, _)| *of == field)
            .map(|(_, column)| *column);
        self.mark(column, problem);
    }

    /// Says why the rule that takes customers in refused the row.
    pub fn refuse(&mut self, error: RuleError) {
        let problem = Problem::Refused(error);
        match error {
            RuleError::Customer(CustomerError::BirthInFuture) => {
                self.mark_field(Field::BirthOn, problem);
            }
            RuleError::Customer(CustomerError::DepositNegative) => {
                self.mark_field(Field::Deposit, problem);
            }
            _ => self.mark(None, problem),
        }
    }

    fn mark(&mut self, column: Option<usize>, problem: Problem) {
        let mark = Mark { column, problem };
        if !self.marks.contains(&mark) {
            self.marks.push(mark);
        }
    }

    fn check_whole(&mut self) {
        if self.has_error() {
            return;
        }
        if self.draft.name.is_empty() {
            self.mark_field(Field::Name, Problem::Name(NameError::Empty));
        } else if self.draft.phones.is_empty() {
            self.mark_field(Field::Phones, Problem::NoPhone);
        }
    }

    fn read(
        &mut self,
        field: Field,
        column: usize,
        cell: &str,
        sheet: &Sheet,
        settings: &Settings,
    ) {
        if cells::is_empty(cell) {
            return;
        }
        if cell.len() > LONGEST {
            self.mark(Some(column), Problem::TooLong);
            return;
        }
        // What a telephone number, date or amount begins with is no formula,
        // and a formula there is an error of its own.
        if is_text(field) && is_formula(cell) {
            self.mark(Some(column), Problem::Formula);
        }
        let outcome = match field {
            Field::Phones => self.read_phones(cell, settings),
            Field::Name => self.read_name(cell),
            Field::Emails => self.read_email(cell),
            Field::Level => cells::level(cell).map(|level| self.draft.intent_level = Some(level)),
            Field::Source => self.read_source(cell),
            Field::Party => self.read_party(cell),
            Field::Deposit => cells::amount(cell, settings.run.currency)
                .map(|minor| self.draft.deposit_minor = minor),
            Field::Vin => self.read_vin(column, cell),
            Field::Plate => self.read_plate(cell),
            Field::Owner | Field::CreatedBy => {
                self.read_person(field, column, cell, sheet, settings);
                Ok(())
            }
            Field::Note => {
                self.add_note(cell.trim());
                Ok(())
            }
            _ if field.is_date() => self.read_date(field, column, cell),
            _ => {
                self.read_text(field, tidy(cell));
                Ok(())
            }
        };
        if let Err(problem) = outcome {
            self.mark(Some(column), problem);
        }
    }

    fn read_phones(&mut self, cell: &str, settings: &Settings) -> Result<(), Problem> {
        for number in cells::phones(cell, &settings.run.country)? {
            if self.draft.phones.iter().all(|entry| entry.number != number) {
                let kind = if number.is_mobile() {
                    PhoneType::Cellphone
                } else {
                    PhoneType::Voice
                };
                self.draft.phones.push(PhoneEntry {
                    number,
                    kind,
                    time: Default::default(),
                });
            }
        }
        Ok(())
    }

    fn read_name(&mut self, cell: &str) -> Result<(), Problem> {
        let name = PersonName::read(cell).map_err(Problem::Name)?;
        self.draft.name = name.into_string();
        Ok(())
    }

    fn read_email(&mut self, cell: &str) -> Result<(), Problem> {
        for part in cell
            .split([';', '；', ',', '，', ' ', '\n'])
            .filter(|part| !part.is_empty())
        {
            if !cells::is_email(part) {
                return Err(Problem::Email);
            }
            let email = tidy(part);
            if !self.draft.emails.contains(&email) {
                self.draft.emails.push(email);
            }
        }
        Ok(())
    }

    fn read_source(&mut self, cell: &str) -> Result<(), Problem> {
        if let Some(source) = cells::source(cell) {
            self.draft.source = Some(source);
            return Ok(());
        }
        self.draft.source = Some(Source::Other);
        self.draft.sub_source = tidy(cell);
        Err(Problem::OtherSource)
    }

    fn read_party(&mut self, cell: &str) -> Result<(), Problem> {
        self.draft.party = cells::party(cell).ok_or(Problem::OtherParty)?;
        Ok(())
    }

    fn read_vin(&mut self, column: usize, cell: &str) -> Result<(), Problem> {
        let vin = Vin::parse(cell).map_err(Problem::Vin)?;
        if !vin.check_digit_fits() {
            self.mark(Some(column), Problem::CheckDigit);
        }
        self.vin = vin.as_str().to_owned();
        Ok(())
    }

    fn read_plate(&mut self, cell: &str) -> Result<(), Problem> {
        match Plate::read(cell) {
            Ok(plate) => {
                self.plate = plate.as_str().to_owned();
                Ok(())
            }
            Err(error) => {
                self.plate = tidy(cell);
                Err(Problem::Plate(error))
            }
        }
    }

    fn read_date(&mut self, field: Field, column: usize, cell: &str) -> Result<(), Problem> {
        let read = date::read(cell)?;
        if let Some(notice) = read.notice {
            self.mark(Some(column), notice);
        }
        let date = Some(read.date);
        match field {
            Field::NextContactOn => self.draft.next_contact_on = date,
            Field::LastContactOn => self.draft.last_contact_on = date,
            Field::ExpectedOn => self.draft.expected_on = date,
            Field::BirthOn => self.draft.birth_on = date,
            _ => self.created_on = date,
        }
        Ok(())
    }

    /// A name that no one member of staff has is kept with the note, under the
    /// word of the file, so that nothing is lost.
    fn read_person(
        &mut self,
        field: Field,
        column: usize,
        cell: &str,
        sheet: &Sheet,
        settings: &Settings,
    ) {
        let found = settings.people.find(cell);
        match (found, field) {
            (Some(id), Field::Owner) => self.owner = Some(id),
            (Some(id), _) => self.created_by = Some(id),
            (None, _) => {
                let header = sheet.header().get(column).map_or("", String::as_str);
                self.strangers.push(format!("{header}: {}", tidy(cell)));
            }
        }
    }

    fn read_text(&mut self, field: Field, text: String) {
        let draft = &mut self.draft;
        let place = match field {
            Field::Wechat => &mut draft.wechat,
            Field::Model => &mut draft.model_interest,
            Field::CompanyRegNo => &mut draft.company_reg_no,
            Field::Region => &mut draft.region,
            Field::City => &mut draft.city,
            Field::Street => &mut draft.street,
            Field::Postal => &mut draft.postal,
            _ => return,
        };
        *place = text;
    }

    fn add_note(&mut self, line: &str) {
        if !self.draft.note.is_empty() {
            self.draft.note.push('\n');
        }
        self.draft.note.push_str(line);
    }
}

/// True for fields that keep words as they are.
const fn is_text(field: Field) -> bool {
    !matches!(
        field,
        Field::Phones | Field::Level | Field::Deposit | Field::Vin
    ) && !field.is_date()
}
