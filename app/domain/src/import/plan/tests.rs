mod records;

use std::collections::BTreeSet;

use records::Records;

use super::*;
use crate::Date;
use crate::access::Actor;
use crate::customer::Customer;
use crate::import::columns;
use crate::import::csv::read_sheet;
use crate::import::samples;
use crate::level::IntervalTable;
use crate::money::Currency;
use crate::organisation::Role;
use crate::vehicle::{Vehicle, VehicleParty};

const STORE: &str = "s:1";
const ME: Id = Id::from_u128(1);
const OTHER: Id = Id::from_u128(2);
const RUN: Id = Id::from_u128(3);
const OFFSET: i32 = 480;

/// Every run gets fresh ids.
fn settings(sheet: &Sheet, run: u128) -> Settings {
    Settings {
        run: Run {
            id: RUN,
            first_id: Id::from_u128(run << 64),
            unit: STORE.into(),
            owner: Some(ME),
            actor: Actor {
                staff: ME,
                units: vec![STORE.into()],
                role: Role::SalesConsultant,
            },
            now: 1_772_600_000_000,
            today: Date::new(2026, 3, 4).unwrap(),
            offset_minutes: OFFSET,
            table: IntervalTable::default(),
            country: "CN".into(),
            currency: Currency::CNY,
        },
        mapping: columns::guess(sheet)
            .iter()
            .map(|column| column.field)
            .collect(),
        mode: Mode::Both,
        keep_dates: true,
        people: People::new([("郭婷", OTHER), ("周 敏", Id::from_u128(4))]),
    }
}

fn plan(text: &str, records: &Records, run: u128, mode: Mode) -> Plan<Records> {
    let sheet = Arc::new(read_sheet(text.to_owned()).unwrap());
    let settings = Settings {
        mode,
        ..settings(&sheet, run)
    };
    let mut plan = Plan::new(sheet, settings, records.clone());
    while plan.advance(GROUP) {}
    plan
}

fn write(plan: &Plan<Records>, records: &mut Records) {
    let mut all = Vec::new();
    for (row, planned) in plan.rows().iter().enumerate() {
        let changes = plan.changes(row);
        assert_eq!(changes.is_empty(), !planned.is_written());
        all.extend(changes);
    }
    records.apply(all);
}

fn import(text: &str, records: &mut Records, run: u128, mode: Mode) -> Counts {
    let plan = plan(text, records, run, mode);
    write(&plan, records);
    plan.counts()
}

/// Counted by a script of its own over the file: 301 rows, one number three
/// times, one number of ten digits, one formula as a name, nothing else wrong.
#[test]
fn the_sample_gives_298_customers() {
    let mut records = Records::default();
    let plan = plan(&samples::customers(), &records, 1, Mode::Both);
    let counts = Counts {
        create: 298,
        duplicate: 2,
        invalid: 1,
        doubtful: 1,
        ..Counts::default()
    };
    assert_eq!(plan.counts(), counts);

    // Of the three consultants of the file two are staff.
    assert_eq!(plan.remark(5), Some(Remark::People { found: 2, of: 3 }));
    assert_eq!(plan.remark(7), Some(Remark::DateFormats(3)));

    let marked: Vec<(usize, &RowPlan)> = plan
        .rows()
        .iter()
        .enumerate()
        .filter(|(_, row)| row.outcome != Outcome::Create || !row.marks.is_empty())
        .map(|(row, planned)| (Sheet::number(row), planned))
        .collect();
    let expect = |row: usize, outcome, problem: Option<Problem>, column| {
        let marks = problem.map(|problem| Mark {
            column: Some(column),
            problem,
        });
        (
            row,
            RowPlan {
                outcome,
                marks: marks.into_iter().collect(),
            },
        )
    };
    let too_short = Problem::Phone(crate::phone::PhoneError::TooShort);
    let expected = [
        expect(52, Outcome::Duplicate(10), None, 0),
        expect(53, Outcome::Duplicate(10), None, 0),
        expect(79, Outcome::Invalid, Some(too_short), 1),
        expect(302, Outcome::Create, Some(Problem::Formula), 0),
    ];
    let found: Vec<(usize, RowPlan)> = marked
        .iter()
        .map(|(row, plan)| (*row, (*plan).clone()))
        .collect();
    assert_eq!(found, expected);

    write(&plan, &mut records);
    assert_eq!(records.all::<Customer>().len(), 298);
    let numbers: BTreeSet<String> = records
        .all::<Customer>()
        .into_iter()
        .flat_map(|(_, customer)| customer.phones)
        .map(|entry| entry.number.as_str().to_owned())
        .collect();
    assert_eq!(numbers.len(), 298);
}

#[test]
fn cells_arrive_as_they_stand() {
    let mut records = Records::default();
    import(&samples::customers(), &mut records, 1, Mode::Both);
    let (row, customer) = records.customer_named("马秀");
    assert_eq!(row.unit, STORE);
    // Her consultant is no member of staff: she goes to the person who imports
    // and the name stays with her note.
    assert_eq!(row.owner, Some(ME));
    assert_eq!(customer.note, "要求置换, 旧车 2018 款\n所属顾问: 何勇");
    assert_eq!(customer.phones[0].number.as_str(), "+8613590139624");
    assert_eq!(customer.source, Some(crate::customer::Source::WalkIn));
    assert_eq!(customer.next_contact_on, Date::new(2026, 3, 8).ok());
    assert_eq!(
        Date::at(customer.created_at, OFFSET),
        Date::new(2026, 2, 20).unwrap()
    );
    assert_eq!(customer.import_id, Some(RUN));

    let (row, customer) = records.customer_named("徐杰");
    assert_eq!(row.owner, Some(OTHER));
    assert_eq!(customer.note, "\"价格敏感\"，对比海豹");
    // The file has no next contact: rule e.1 sets it from the level H.
    assert_eq!(customer.next_contact_on, Date::new(2026, 3, 6).ok());
    let (_, evil) = records.customer_named("=HYPERLINK(\"http://evil.example\")");
    assert_eq!(evil.phones[0].number.as_str(), "+8613900000001");
}

#[test]
fn a_second_import_writes_nothing_twice() {
    let mut records = Records::default();
    import(&samples::customers(), &mut records, 1, Mode::Both);
    for (mode, expected) in [
        (
            Mode::Both,
            Counts {
                same: 298,
                duplicate: 2,
                invalid: 1,
                ..Counts::default()
            },
        ),
        (
            Mode::Create,
            Counts {
                exists: 298,
                duplicate: 2,
                invalid: 1,
                ..Counts::default()
            },
        ),
        (
            Mode::Update,
            Counts {
                same: 298,
                duplicate: 2,
                invalid: 1,
                ..Counts::default()
            },
        ),
    ] {
        assert_eq!(
            import(&samples::customers(), &mut records, 2, mode),
            expected,
            "{mode:?}"
        );
    }
    let counts = import(
        &samples::customers(),
        &mut Records::default(),
        3,
        Mode::Update,
    );
    assert_eq!((counts.not_there, counts.written()), (298, 0));
}

#[test]
fn updates_fill_and_add_and_never_empty() {
    let mut records = Records::default();
    import(
        "name,phone,email,city,note,level\n王建国,13800138000,w@a.cn,杭州,first,H\n",
        &mut records,
        1,
        Mode::Both,
    );
    let text = "name,phone,mobile,email,city,note,level\n\
                王建国,0571-88122808,13800138000,W@A.cn;v@a.cn,,second,A\n\
                Somebody,13900139000,,,,,\n";
    let plan = plan(text, &records, 2, Mode::Update);
    assert_eq!(
        plan.counts(),
        Counts {
            update: 1,
            not_there: 1,
            ..Counts::default()
        }
    );
    write(&plan, &mut records);
    let (_, customer) = records.customer_named("王建国");
    let numbers: Vec<&str> = customer
        .phones
        .iter()
        .map(|entry| entry.number.as_str())
        .collect();
    assert_eq!(numbers, ["+8613800138000", "+8657188122808"]);
    assert_eq!(customer.emails, ["w@a.cn", "v@a.cn"]);
    assert_eq!(customer.city, "杭州");
    assert_eq!(customer.note, "first\nsecond");
    assert_eq!(customer.intent_level, Some(crate::level::Level::A));
    assert_eq!(customer.next_contact_on, Date::new(2026, 3, 11).ok());
}

#[test]
fn a_name_that_changes_is_to_be_looked_at() {
    let mut records = Records::default();
    import(
        "name,phone\n王建国,13800138000\n",
        &mut records,
        1,
        Mode::Both,
    );
    let plan = plan("name,phone\n王建军,13800138000\n", &records, 2, Mode::Both);
    assert_eq!(
        plan.rows()[0].marks,
        [Mark {
            column: Some(0),
            problem: Problem::OtherName
        }]
    );
    assert_eq!((plan.counts().update, plan.counts().doubtful), (1, 1));
}

#[test]
fn numbers_of_two_customers_leave_the_row_out() {
    let mut records = Records::default();
    import(
        "name,phone\na,13800138000\nb,13900139000\n",
        &mut records,
        1,
        Mode::Both,
    );
    let plan = plan(
        "name,phone1,phone2\nc,13800138000,13900139000\n",
        &records,
        2,
        Mode::Both,
    );
    assert_eq!(plan.rows()[0].outcome, Outcome::Invalid);
    assert_eq!(
        plan.rows()[0].marks,
        [Mark {
            column: Some(1),
            problem: Problem::SeveralCustomers
        }]
    );
}

#[test]
fn cars_are_made_once_and_find_their_customer() {
    let mut records = Records::default();
    let text = "name,phone,vin,plate\n王建国,13800138000,1M8GDM9AXKP042788,沪a·d12080\n";
    assert_eq!(import(text, &mut records, 1, Mode::Both).create, 1);
    assert_eq!(import(text, &mut records, 2, Mode::Both).same, 1);
    let cars = records.all::<Vehicle>();
    assert_eq!(cars.len(), 1);
    assert_eq!(
        (cars[0].1.vin.as_str(), cars[0].1.plate.as_str()),
        ("1M8GDM9AXKP042788", "沪AD12080")
    );
    // A new number on the same car is the same customer.
    let again = "name,phone,vin\n王建国,13900139000,1M8GDM9AXKP042788\n";
    assert_eq!(import(again, &mut records, 3, Mode::Both).update, 1);
    let (_, customer) = records.customer_named("王建国");
    assert_eq!(customer.phones.len(), 2);
    assert_eq!(
        (
            records.all::<Vehicle>().len(),
            records.all::<VehicleParty>().len()
        ),
        (1, 1)
    );
    // A second car of a known customer is added.
    let second = "name,phone,vin\n王建国,13900139000,LJCPCBLCX11000237\n";
    assert_eq!(import(second, &mut records, 4, Mode::Both).update, 1);
    assert_eq!(
        (
            records.all::<Vehicle>().len(),
            records.all::<VehicleParty>().len()
        ),
        (2, 2)
    );
}

#[test]
fn every_trap_of_a_cell_is_told() {
    let records = Records::default();
    let text = "name,phone,level,created,vin,source,email,deposit,birthday\n\
        a,1331199O246,,,,,,,\n\
        b,13800138001,,2026-02-30,,,,,\n\
        c,13800138002,X,,,,,,\n\
        d,13800138003,,46093,,,,,\n\
        e,13800138004,,,1M8GDM9A1KP042788,,,,\n\
        ,13800138005,,,,,,,\n\
        g,,,,,,,,\n\
        h,13800138006,,,,抖音,,,\n\
        i,13800138007,,,,,nobody,,\n\
        j,13800138008,,,,,,abc,\n\
        k,13800138009,,,,,,,2027-01-01\n\
        l,13800138010,,soon,,,,,,surplus\n\
        m,13800138011,,,1M8GDM9A,,,,\n\
        @n,13800138012,,,,,,-5,\n";
    let plan = plan(text, &records, 1, Mode::Both);
    let told: Vec<(bool, Vec<Problem>)> = plan
        .rows()
        .iter()
        .map(|row| {
            (
                row.is_written(),
                row.marks.iter().map(|mark| mark.problem).collect(),
            )
        })
        .collect();
    let serial = Date::new(2026, 3, 12).unwrap();
    let refused = |error: crate::customer::CustomerError| Problem::Refused(error.into());
    use crate::customer::CustomerError::{BirthInFuture, DepositNegative};
    let expected = [
        (
            false,
            vec![Problem::Phone(crate::phone::PhoneError::LetterForDigit {
                found: 'O',
                hint: '0',
            })],
        ),
        (false, vec![Problem::NoSuchDay]),
        (false, vec![Problem::NoSuchLevel]),
        (true, vec![Problem::DaySerial(serial)]),
        (true, vec![Problem::CheckDigit]),
        (false, vec![Problem::Name(crate::name::NameError::Empty)]),
        (true, vec![Problem::NoPhone]),
        (true, vec![Problem::OtherSource]),
        (false, vec![Problem::Email]),
        (
            false,
            vec![Problem::Amount(crate::money::MoneyError::NotAnAmount)],
        ),
        (false, vec![refused(BirthInFuture)]),
        (false, vec![Problem::NotADate, Problem::ExtraCells]),
        (
            false,
            vec![Problem::Vin(crate::vin::VinError::Length { found: 8 })],
        ),
        (false, vec![Problem::Formula, refused(DepositNegative)]),
    ];
    for (row, (got, wanted)) in told.iter().zip(&expected).enumerate() {
        assert_eq!(got, wanted, "row {}", Sheet::number(row));
    }
    assert_eq!(told.len(), expected.len());
}

#[test]
fn what_was_left_out_can_be_mended_and_read_again() {
    let records = Records::default();
    let text = "name,phone,note\n=a,138,\"x\ny\"\nb,13800138000,\nc,13800138000,=1+1\n";
    let first = plan(text, &records, 1, Mode::Both);
    let file = first.left_out_file("why", |row| match row.outcome {
        Outcome::Duplicate(earlier) => format!("row {}", Sheet::number(earlier)),
        _ => "bad".into(),
    });
    let file = String::from_utf8(file).unwrap();
    assert_eq!(
        file,
        "\u{feff}name,phone,note,why\r\n'=a,138,\"x\ny\",bad\r\nc,13800138000,'=1+1,row 3\r\n"
    );
    let mended = file.replace(",138,", ",13900139000,");
    let again = plan(&mended, &records, 2, Mode::Both);
    assert_eq!(again.counts().create, 2);
    assert_eq!(
        Reading::of(again.sheet(), 0, again.settings()).draft.name,
        "=a"
    );
    assert_eq!(
        Reading::of(again.sheet(), 1, again.settings()).draft.note,
        "=1+1"
    );
}

#[test]
fn a_plan_says_the_same_whenever_it_is_asked() {
    let records = Records::default();
    let slow = plan(&samples::customers(), &records, 1, Mode::Both);
    let sheet = Arc::new(read_sheet(samples::customers()).unwrap());
    let mut quick = Plan::new(sheet.clone(), settings(&sheet, 1), records);
    assert!(!quick.advance(usize::MAX));
    assert_eq!(quick.rows(), slow.rows());
    assert_eq!(quick.changes(7), slow.changes(7));
    assert_eq!(quick.changes(7), quick.changes(7));
}
