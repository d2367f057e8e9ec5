//! The words for what the rules of import found.

use forecourt_domain::import::cells::Problem;
use forecourt_domain::import::columns::{Field, Remark, Why};
use forecourt_domain::import::csv::{MAX_COLUMNS, Sheet};
use forecourt_domain::import::plan::{Outcome, RowPlan};
use forecourt_domain::name::NameError;
use forecourt_domain::phone::PhoneError;
use forecourt_domain::vin::VinError;

use super::wizard::Trouble;
use crate::text::Text;
use crate::ui::Hue;

/// The word under which a choice of field is kept in a pick-list.
pub fn key_of(field: Option<Field>) -> String {
    field
        .and_then(|field| Field::ALL.iter().position(|other| *other == field))
        .map(|place| place.to_string())
        .unwrap_or_default()
}

/// The field for a word of a pick-list.
pub fn field_of(key: &str) -> Option<Field> {
    Field::ALL.get(key.parse::<usize>().ok()?).copied()
}

/// The name of a field.
pub fn field_name(text: Text, field: Field) -> &'static str {
    match field {
        Field::Name => text.import_field_name(),
        Field::Phones => text.import_field_phones(),
        Field::Emails => text.import_field_emails(),
        Field::Wechat => text.import_field_wechat(),
        Field::Party => text.import_field_party(),
        Field::Level => text.import_field_level(),
        Field::Source => text.import_field_source(),
        Field::Model => text.import_field_model(),
        Field::Owner => text.import_field_owner(),
        Field::Note => text.import_field_note(),
        Field::NextContactOn => text.import_field_next_contact(),
        Field::LastContactOn => text.import_field_last_contact(),
        Field::ExpectedOn => text.import_field_expected(),
        Field::Deposit => text.import_field_deposit(),
        Field::CreatedOn => text.import_field_created_on(),
        Field::CreatedBy => text.import_field_created_by(),
        Field::BirthOn => text.import_field_birth(),
        Field::CompanyRegNo => text.import_field_company_reg_no(),
        Field::Region => text.import_field_region(),
        Field::City => text.import_field_city(),
        Field::Street => text.import_field_street(),
        Field::Postal => text.import_field_postal(),
        Field::Vin => text.import_field_vin(),
        Field::Plate => text.import_field_plate(),
    }
}

/// Why a column became a field.
pub fn why(text: Text, why: Why) -> &'static str {
    match why {
        Why::SameWord => text.import_why_same_word(),
        Why::PartOfWord => text.import_why_part_of_word(),
        Why::MobileNumbers => text.import_why_mobiles(),
        Why::VinShape => text.import_why_vin(),
        Why::PlateShape => text.import_why_plate(),
        Why::EmailShape => text.import_why_email(),
        Why::Levels => text.import_why_levels(),
        Why::Added => text.import_why_added(),
        Why::Chosen => text.import_why_chosen(),
        Why::Unknown => text.import_why_unknown(),
    }
}

/// What a person should know of the cells of a column, and whether it is doubtful.
pub fn remark(text: Text, remark: Remark) -> (String, bool) {
    match remark {
        Remark::DateFormats(count) => (text.import_date_formats(count as u64), true),
        Remark::People { found, of } => (text.import_people_found(found, of), found < of),
    }
}

/// What becomes of a row, in a word, with its colour and shape.
pub fn outcome(text: Text, outcome: Outcome) -> (&'static str, Hue, Option<&'static str>) {
    match outcome {
        Outcome::Create => (text.import_outcome_create(), Hue::Ok, None),
        Outcome::Update(_) => (text.import_outcome_update(), Hue::Info, Some("half")),
        Outcome::Same(_) => (text.import_outcome_same(), Hue::Plain, Some("ring")),
        Outcome::Exists(_) => (text.import_outcome_exists(), Hue::Plain, Some("ring")),
        Outcome::NotThere => (text.import_outcome_not_there(), Hue::Plain, Some("ring")),
        Outcome::Duplicate(_) => (text.import_outcome_duplicate(), Hue::Warn, Some("square")),
        Outcome::Invalid => (text.import_outcome_invalid(), Hue::Danger, Some("diamond")),
    }
}

/// Why a row was left out, for the file of errors.
pub fn reason(text: Text, sheet: &Sheet, row: &RowPlan) -> String {
    if let Outcome::Duplicate(earlier) = row.outcome {
        return text.import_outcome_duplicate_reason(Sheet::number(earlier));
    }
    let errors = row.marks.iter().filter(|mark| mark.problem.is_error());
    let words: Vec<String> = errors
        .map(|mark| {
            let said = problem(text, mark.problem);
            match mark.column.and_then(|column| sheet.header().get(column)) {
                Some(header) => format!("{header}: {said}"),
                None => said,
            }
        })
        .collect();
    words.join("; ")
}

/// What is the matter with a cell, in few words.
pub fn problem(text: Text, problem: Problem) -> String {
    match problem {
        Problem::Name(NameError::Empty) => text.import_mark_name_empty().to_owned(),
        Problem::Name(NameError::TooLong) | Problem::TooLong => {
            text.import_mark_too_long().to_owned()
        }
        Problem::Phone(error) => phone(text, error),
        Problem::NoSuchDay => text.import_mark_no_such_day().to_owned(),
        Problem::NotADate => text.import_mark_not_a_date().to_owned(),
        Problem::NoSuchLevel => text.import_mark_no_such_level().to_owned(),
        Problem::Amount(_) => text.import_mark_amount().to_owned(),
        Problem::Vin(VinError::Length { found }) => text.import_mark_vin_length(found),
        Problem::Vin(VinError::LetterForDigit { found, .. }) => text.import_mark_letter(found),
        Problem::Vin(VinError::BadCharacter { found, .. }) => text.import_mark_sign(found),
        Problem::Vin(VinError::Empty) => text.import_mark_vin().to_owned(),
        Problem::Formula => text.import_mark_formula().to_owned(),
        Problem::DaySerial(date) | Problem::DayOrMonth(date) => {
            text.import_mark_read_as(text.date(date))
        }
        Problem::OtherSource => text.import_mark_other_source().to_owned(),
        Problem::OtherParty => text.import_mark_other_party().to_owned(),
        Problem::CheckDigit => text.import_mark_check_digit().to_owned(),
        Problem::Plate(_) => text.import_mark_plate().to_owned(),
        Problem::Email => text.import_mark_email().to_owned(),
        Problem::NoPhone => text.import_mark_no_phone().to_owned(),
        Problem::ExtraCells => text.import_mark_extra_cells().to_owned(),
        Problem::OtherName => text.import_mark_other_name().to_owned(),
        Problem::SeveralCustomers => text.import_mark_several().to_owned(),
        Problem::Refused(error) => text.code(error.code()).to_owned(),
    }
}

fn phone(text: Text, error: PhoneError) -> String {
    match error {
        PhoneError::LetterForDigit { found, .. } => text.import_mark_letter(found),
        PhoneError::BadCharacter { found } => text.import_mark_sign(found),
        PhoneError::TooShort => text.import_mark_too_short().to_owned(),
        PhoneError::TooLong => text.import_mark_too_many().to_owned(),
        PhoneError::AreaCodeMissing => text.import_mark_area_code().to_owned(),
        _ => text.import_mark_phone().to_owned(),
    }
}

/// Why a file was not read.
pub fn trouble(text: Text, trouble: Trouble) -> String {
    match trouble {
        Trouble::NotText => text.import_not_text().to_owned(),
        Trouble::Encoding => text.import_bad_encoding().to_owned(),
        Trouble::Broken(line) => text.import_broken_document(line),
        Trouble::Code("import.empty_file") => text.import_empty_file().to_owned(),
        Trouble::Code("import.no_rows") => text.import_no_rows().to_owned(),
        Trouble::Code("import.not_adf") => text.import_not_adf().to_owned(),
        Trouble::Code("import.no_prospect") => text.import_no_prospect().to_owned(),
        Trouble::Code("import.too_deep") => text.import_too_deep().to_owned(),
        Trouble::Code("import.too_many_columns") => text.import_too_many_columns(MAX_COLUMNS),
        Trouble::Code(code) => text.code(code).to_owned(),
    }
}
