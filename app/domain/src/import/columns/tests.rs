use super::*;
use crate::import::csv::read_sheet;
use crate::import::samples;

fn guesses(text: &str) -> Vec<(Option<Field>, Why)> {
    guess(&read_sheet(text.to_owned()).unwrap())
        .into_iter()
        .map(|column| (column.field, column.why))
        .collect()
}

#[test]
fn the_sample_is_read_by_its_chinese_headers() {
    use Field::*;
    let fields: Vec<Option<Field>> = guess(&read_sheet(samples::customers()).unwrap())
        .iter()
        .map(|column| column.field)
        .collect();
    let expected = [
        Name,
        Phones,
        Level,
        Source,
        Model,
        Owner,
        Note,
        CreatedOn,
        NextContactOn,
    ];
    assert_eq!(fields, expected.map(Some));
}

#[test]
fn english_headers_and_repeated_phones() {
    assert_eq!(
        guesses(
            "Customer,mobile_1,Mobile 2,car,plate,VIN,created,clerk,remark2,xyz\na,13800138000,,,,,,,,q"
        ),
        [
            (Some(Field::Name), Why::SameWord),
            (Some(Field::Phones), Why::SameWord),
            (Some(Field::Phones), Why::Added),
            (Some(Field::Model), Why::SameWord),
            (Some(Field::Plate), Why::SameWord),
            (Some(Field::Vin), Why::SameWord),
            (Some(Field::CreatedOn), Why::SameWord),
            (Some(Field::CreatedBy), Why::SameWord),
            (Some(Field::Note), Why::SameWord),
            (None, Why::Unknown),
        ]
    );
}

#[test]
fn longer_words_win_within_a_header() {
    assert_eq!(
        guesses("销售顾问姓名,客户联系电话(必填),下次跟进时间\na,b,c"),
        [
            (Some(Field::Owner), Why::PartOfWord),
            (Some(Field::Phones), Why::PartOfWord),
            (Some(Field::NextContactOn), Why::PartOfWord),
        ]
    );
}

#[test]
fn content_tells_what_headers_do_not() {
    assert_eq!(
        guesses(
            "a,b,c,d,e,f,g\n\
             138 0013 8000,1M8GDM9AXKP042788,沪B7K921,li@example.com,H级,随便,13900139000\n\
             13800138001,LJCPCBLCX11000237,沪C0M386,x@y.cn,A,,13900139001\n"
        ),
        [
            (Some(Field::Phones), Why::MobileNumbers),
            (Some(Field::Vin), Why::VinShape),
            (Some(Field::Plate), Why::PlateShape),
            (Some(Field::Emails), Why::EmailShape),
            (Some(Field::Level), Why::Levels),
            (None, Why::Unknown),
            (Some(Field::Phones), Why::Added),
        ]
    );
}

#[test]
fn a_single_field_is_given_once() {
    assert_eq!(
        guesses("name,姓名,城市,city\nw,x,y,z"),
        [
            (Some(Field::Name), Why::SameWord),
            (None, Why::Unknown),
            (Some(Field::City), Why::SameWord),
            (None, Why::Unknown),
        ]
    );
}

#[test]
fn remarks_count_date_formats_and_people() {
    let sheet = read_sheet(samples::customers()).unwrap();
    let people = People::new([("郭婷", crate::Id::from_u128(1))]);
    for (column, field, expected) in [
        (7, Field::CreatedOn, Some(Remark::DateFormats(3))),
        (8, Field::NextContactOn, None),
        (5, Field::Owner, Some(Remark::People { found: 1, of: 3 })),
        (0, Field::Name, None),
    ] {
        let mut tally = Tally::default();
        for cell in sheet.column(column) {
            tally.add(field, cell);
        }
        assert_eq!(tally.remark(&people), expected, "{field:?}");
    }
}

#[test]
fn every_field_has_a_word_in_both_languages() {
    for field in Field::ALL {
        let own: Vec<&str> = words::fields()
            .filter(|(of, _)| *of == field)
            .map(|(_, word)| word)
            .collect();
        assert!(own.iter().any(|word| word.is_ascii()), "{field:?}");
        assert!(own.iter().any(|word| !word.is_ascii()), "{field:?}");
        for word in own {
            assert_eq!(fold(word), word, "{field:?}");
            assert_eq!(
                words::fields().filter(|(_, other)| *other == word).count(),
                1,
                "{word}"
            );
        }
    }
}
