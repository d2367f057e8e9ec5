//! Cutting text into rows and cells, and writing rows as text.
//!
//! Reading is incremental, so that a caller can pause between slices of a long
//! file. Cells are kept exactly as they stand in the file; what they mean is
//! read elsewhere.

use std::io::Cursor;
use std::ops::Range;

use ::csv::{ByteRecord, ReaderBuilder, Terminator, WriterBuilder};

use crate::text::tidy;

/// Signs that stand between cells, in the order in which ties are decided.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Columns that a table may have. Each is looked at row by row and offered for
/// choice on one page.
pub const MAX_COLUMNS: usize = 500;

/// How many rows are looked at to find the delimiter.
const SNIFFED_ROWS: usize = 20;

/// A table as it stands in a file: one text for all cells, cut by offsets, so
/// that 200,000 rows fit where the file fits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    header: Vec<String>,
    text: String,
    cell_ends: Vec<u32>,
    row_ends: Vec<u32>,
    uneven_rows: usize,
}

impl Sheet {
    /// Names of the columns, tidied.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How many rows of data there are.
    pub fn len(&self) -> usize {
        self.row_ends.len()
    }

    /// True when there is no row of data.
    pub fn is_empty(&self) -> bool {
        self.row_ends.is_empty()
    }

    /// How many columns the header has.
    pub fn columns(&self) -> usize {
        self.header.len()
    }

    /// How many rows have fewer or more cells than the header.
    pub fn uneven_rows(&self) -> usize {
        self.uneven_rows
    }

    /// The number of a row as a spreadsheet shows it: the header is row 1.
    pub const fn number(row: usize) -> usize {
        row + 2
    }

    /// A cell as it stands in the file; empty when the row is too short.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let cells = self.cells_of(row);
        let place = cells.start + column;
        if place < cells.end {
            self.cell_at(place)
        } else {
            ""
        }
    }

    /// The cells of a row as they stand in the file.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        self.cells_of(row).map(|place| self.cell_at(place))
    }

    /// The values of a column, row by row.
    pub fn column(&self, column: usize) -> impl Iterator<Item = &str> {
        (0..self.len()).map(move |row| self.cell(row, column))
    }

    fn cells_of(&self, row: usize) -> Range<usize> {
        let end = |index: usize| self.row_ends.get(index).map_or(0, |end| *end as usize);
        let start = row.checked_sub(1).map_or(0, end);
        start..end(row).max(start)
    }

    fn cell_at(&self, place: usize) -> &str {
        let end = |index: usize| self.cell_ends.get(index).map_or(0, |end| *end as usize);
        let start = place.checked_sub(1).map_or(0, end);
        self.text.get(start..end(place)).unwrap_or_default()
    }

    fn push(&mut self, record: &ByteRecord) {
        for cell in record {
            self.text.push_str(&String::from_utf8_lossy(cell));
            self.cell_ends.push(offset(self.text.len()));
        }
        self.row_ends.push(offset(self.cell_ends.len()));
        if record.len() != self.header.len() {
            self.uneven_rows += 1;
        }
    }
}

/// Offsets have 32 bits: a browser holds no text of 4 GiB.
fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Why a text is not a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// There is no row at all.
    #[error("import.empty_file")]
    Empty,
    /// There is a header and nothing below it.
    #[error("import.no_rows")]
    NoRows,
    /// There are more than [`MAX_COLUMNS`] columns.
    #[error("import.too_many_columns")]
    TooManyColumns,
}

impl SheetError {
    /// The stable code, key of the text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "import.empty_file",
            Self::NoRows => "import.no_rows",
            Self::TooManyColumns => "import.too_many_columns",
        }
    }
}

/// Reads a table slice by slice.
pub struct SheetReader {
    rows: ::csv::Reader<Cursor<Vec<u8>>>,
    record: ByteRecord,
    sheet: Sheet,
    total: u64,
}

impl SheetReader {
    /// Begins to read a decoded text. The delimiter is found from the first rows.
    pub fn new(text: String) -> Self {
        let delimiter = delimiter_of(&text);
        let total = text.len() as u64;
        let rows = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(text.into_bytes()));
        Self {
            rows,
            record: ByteRecord::new(),
            sheet: Sheet::default(),
            total,
        }
    }

    /// Reads up to `rows` more rows; false when the text is read to its end, or
    /// is not read any further because it has too many columns.
    pub fn read(&mut self, rows: usize) -> bool {
        for _ in 0..rows {
            // Reading bytes from memory with flexible rows cannot fail.
            if !self
                .rows
                .read_byte_record(&mut self.record)
                .unwrap_or(false)
            {
                return false;
            }
            if self.record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            if self.sheet.header.is_empty() {
                self.sheet.header = header_of(&self.record);
                if self.sheet.columns() > MAX_COLUMNS {
                    return false;
                }
            } else {
                self.sheet.push(&self.record);
            }
        }
        true
    }

    /// How much of the text is read, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.rows.position().byte() as f64 / self.total.max(1) as f64
    }

    /// The table, when everything is read.
    pub fn finish(self) -> Result<Sheet, SheetError> {
        match (self.sheet.columns(), self.sheet.is_empty()) {
            (0, _) => Err(SheetError::Empty),
            (columns, _) if columns > MAX_COLUMNS => Err(SheetError::TooManyColumns),
            (_, true) => Err(SheetError::NoRows),
            _ => Ok(self.sheet),
        }
    }
}

/// Reads a whole text at once.
pub fn read_sheet(text: String) -> Result<Sheet, SheetError> {
    let mut reader = SheetReader::new(text);
    while reader.read(usize::MAX) {}
    reader.finish()
}

/// Column names in tidy form. Empty cells at the end are not columns.
fn header_of(record: &ByteRecord) -> Vec<String> {
    let mut names: Vec<String> = record
        .iter()
        .map(|cell| tidy(&String::from_utf8_lossy(cell)))
        .collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    names
}

/// The sign that cuts the first rows into most cells, evenly. Signs within
/// quotes do not count.
fn delimiter_of(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let mut quoted = false;
        let rows = text
            .as_bytes()
            .split(|byte| {
                quoted ^= *byte == b'"';
                *byte == b'\n' && !quoted
            })
            .filter(|row| !row.trim_ascii().is_empty())
            .take(SNIFFED_ROWS);
        let counts: Vec<usize> = rows.map(|row| unquoted(row, delimiter)).collect();
        let first = counts.first().copied().unwrap_or_default();
        first * counts.iter().filter(|count| **count == first).count()
    };
    // Of equal ones `max_by_key` takes the last.
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| score(*delimiter))
        .unwrap_or(b',')
}

/// How often a sign stands in a row outside quotes.
fn unquoted(row: &[u8], sign: u8) -> usize {
    let mut quoted = false;
    row.iter()
        .filter(|byte| {
            quoted ^= **byte == b'"';
            **byte == sign && !quoted
        })
        .count()
}

/// Writes rows as a file that spreadsheets open rightly: UTF-8 with byte-order
/// mark, lines ended by CR LF, and no cell that would run as a formula.
#[derive(Debug)]
pub struct SheetWriter {
    rows: ::csv::Writer<Vec<u8>>,
}

impl Default for SheetWriter {
    fn default() -> Self {
        let rows = WriterBuilder::new()
            .flexible(true)
            .terminator(Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        Self { rows }
    }
}

impl SheetWriter {
    /// Adds a row.
    pub fn push<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        // Writing to memory with flexible rows cannot fail.
        self.rows.write_record(cells.into_iter().map(guarded)).ok();
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        self.rows.into_inner().unwrap_or_default()
    }
}

/// True for a text that a spreadsheet would run as a formula. A number with
/// its sign, such as `-5` or `+86-13800138000`, is only a number.
pub fn is_formula(text: &str) -> bool {
    let sign_of_number = |rest: &str| {
        rest.chars().any(|letter| letter.is_ascii_digit())
            && rest.chars().all(|letter| {
                letter.is_ascii_digit() || matches!(letter, ' ' | '-' | '.' | ',' | '(' | ')')
            })
    };
    match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => !sign_of_number(text.get(1..).unwrap_or_default()),
        _ => false,
    }
}

/// The text with an apostrophe before what a spreadsheet would run as a
/// formula (OWASP, CSV injection).
fn guarded(text: &str) -> String {
    if is_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text without the apostrophe that [`SheetWriter`] put before it, so that
/// a file of errors can be mended and read again.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests;
