use super::*;
use crate::import::samples;
use proptest::prelude::*;

fn rows_of(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let sheet = read_sheet(text.to_owned()).unwrap();
    let rows = (0..sheet.len())
        .map(|row| sheet.row(row).map(str::to_owned).collect())
        .collect();
    (sheet.header().to_vec(), rows)
}

#[test]
fn the_sample_has_301_rows_and_nine_columns() {
    let sheet = read_sheet(samples::customers()).unwrap();
    assert_eq!(
        (sheet.len(), sheet.columns(), sheet.uneven_rows()),
        (301, 9, 0)
    );
    assert_eq!(sheet.header()[0], "客户姓名");
    assert_eq!(sheet.cell(1, 6), "第一行\n第二行");
    assert_eq!(sheet.cell(0, 6), "\"价格敏感\"，对比海豹");
    assert_eq!(sheet.cell(300, 0), "=HYPERLINK(\"http://evil.example\")");
    assert_eq!((sheet.cell(300, 9), sheet.cell(301, 0)), ("", ""));
    assert_eq!(
        sheet
            .column(1)
            .filter(|cell| *cell == "15363387500")
            .count(),
        3
    );
}

#[test]
fn slices_give_the_same_table_as_one_go() {
    let mut reader = SheetReader::new(samples::customers());
    let mut before = 0.0;
    while reader.read(7) {
        assert!(reader.progress() > before && reader.progress() <= 1.0);
        before = reader.progress();
    }
    assert_eq!(reader.finish(), read_sheet(samples::customers()));
}

#[test]
fn delimiters_are_found() {
    for text in [
        "a,b;c\n1,2;3\n",
        "a\tb;c\n1\t2;3",
        "a;\"b,c,d\"\n1;\"2,2,2\"\n",
        "a|b c\n1|2 3",
    ] {
        let (header, rows) = rows_of(text);
        assert_eq!((header.len(), rows[0].len()), (2, 2), "{text}");
    }
    assert_eq!(rows_of("姓名\n王建国\n").0, ["姓名"]);
}

#[test]
fn uneven_rows_are_counted_and_kept() {
    let sheet = read_sheet("\u{feff} name ,phone,,\nWang\n\n,,\nLi,1,2,3\n".into()).unwrap();
    assert_eq!(sheet.header(), ["name", "phone"]);
    assert_eq!((sheet.len(), sheet.uneven_rows()), (2, 2));
    assert_eq!(sheet.row(1).collect::<Vec<_>>(), ["Li", "1", "2", "3"]);
    assert_eq!(sheet.cell(0, 1), "");
}

#[test]
fn empty_texts_have_their_own_errors() {
    assert_eq!(read_sheet(String::new()), Err(SheetError::Empty));
    assert_eq!(read_sheet("\n\n".into()), Err(SheetError::Empty));
    assert_eq!(read_sheet("name,phone\n".into()), Err(SheetError::NoRows));
}

#[test]
fn a_table_has_no_more_columns_than_a_page_can_show() {
    let table = |columns: usize| {
        let header: Vec<String> = (0..columns).map(|place| format!("c{place}")).collect();
        let row = vec!["1"; columns].join(",");
        read_sheet(format!("{}\n{row}\n", header.join(",")))
    };
    assert_eq!(
        table(MAX_COLUMNS).map(|sheet| sheet.columns()),
        Ok(MAX_COLUMNS)
    );
    assert_eq!(table(MAX_COLUMNS + 1), Err(SheetError::TooManyColumns));
    assert_eq!(table(10_000), Err(SheetError::TooManyColumns));
    // Empty cells at the end are no columns.
    let padded = read_sheet(format!("name{}\na{}\n", ",".repeat(600), ",".repeat(600)));
    assert_eq!(padded.map(|sheet| sheet.columns()), Ok(1));
}

#[test]
fn formulas_are_told_from_numbers() {
    for (text, formula) in [
        ("=1+1", true),
        ("@SUM(A1)", true),
        ("+cmd|' /C calc'!A0", true),
        ("-2+3+cmd", true),
        ("\t=1", true),
        ("\rx", true),
        ("-", true),
        ("+86-13590139624", false),
        ("+1 (312) 555-0147", false),
        ("-20.50", false),
        ("王建国", false),
        ("", false),
    ] {
        assert_eq!(is_formula(text), formula, "{text}");
        assert_eq!(guarded(text).starts_with('\''), formula, "{text}");
    }
}

#[test]
fn files_open_in_spreadsheets() {
    let mut writer = SheetWriter::default();
    writer.push(["姓名", "电话"]);
    writer.push(["=A1", "+86-1", "a\"b", "x\ny"]);
    let file = String::from_utf8(writer.finish()).unwrap();
    assert_eq!(
        file,
        "\u{feff}姓名,电话\r\n'=A1,+86-1,\"a\"\"b\",\"x\ny\"\r\n"
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(rows in prop::collection::vec(prop::collection::vec("[=+@'a,;\"\n王]{1,6}", 2), 1..6)) {
        let mut writer = SheetWriter::default();
        writer.push(["a", "b"]);
        for row in &rows {
            writer.push(row.iter().map(String::as_str));
        }
        let text = String::from_utf8(writer.finish()).unwrap();
        let (_, read) = rows_of(&text);
        let back: Vec<Vec<String>> = read
            .iter()
            .map(|row| row.iter().map(|cell| unguarded(cell).to_owned()).collect())
            .collect();
        for (row, again) in rows.iter().flatten().zip(back.iter().flatten()) {
            // An apostrophe that stood in the original before a formula is taken off as well.
            prop_assert_eq!(unguarded(row), again.as_str());
        }
        prop_assert_eq!(read.len(), rows.len());
    }
}
