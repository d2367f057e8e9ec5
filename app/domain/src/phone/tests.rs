use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, country: &str, expected: Result<&str, PhoneError>) {
    let read = Phone::parse(text, country);
    assert_eq!(
        read.as_ref().map(Phone::as_str),
        expected.as_ref().copied(),
        "{text} in {country}"
    );
}

#[test]
fn chinese_mobiles_are_read_however_they_are_written() {
    for text in [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138-0013-8000",
        "+86-13800138000",
        "0086 138 0013 8000",
        "8613800138000",
        "86 138 0013 8000",
        "(+86)13800138000",
        "（86）138 0013 8000",
        "１３８００１３８０００",
        "013800138000",
        "+86 0 13800138000",
        "138.0013.8000",
        "\u{202d}138 0013 8000\u{202c}",
        "138\u{a0}0013\u{a0}8000",
    ] {
        check(text, "CN", Ok("+8613800138000"));
    }
    check("19912345678", "CN", Ok("+8619912345678"));
}

#[test]
fn chinese_fixed_lines_have_their_area_code() {
    for (text, number) in [
        ("0571-88122808", "+8657188122808"),
        ("(0571) 8812 2808", "+8657188122808"),
        ("0571 812 2808", "+865718122808"),
        ("010-88888888", "+861088888888"),
        ("021 5108 6620", "+862151086620"),
        ("+86 21 5108 6620", "+862151086620"),
        ("+86 (0)21 5108 6620", "+862151086620"),
        ("86-571-88122808", "+8657188122808"),
        ("400-810-0000", "+864008100000"),
    ] {
        check(text, "CN", Ok(number));
    }
}

#[test]
fn other_countries_are_read_with_their_code() {
    for (text, country, number) in [
        ("(312) 555-0147", "CN", "+13125550147"),
        ("（312）555-0147", "CN", "+13125550147"),
        ("312-555-0147", "US", "+13125550147"),
        ("1 (312) 555-0147", "US", "+13125550147"),
        ("011 44 20 7946 0958", "US", "+442079460958"),
        ("+1 312 555 0147", "CN", "+13125550147"),
        ("001 312 555 0147", "CN", "+13125550147"),
        ("+44 (0)20 7946 0958", "CN", "+442079460958"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("6123 4567", "HK", "+85261234567"),
        ("0912-345-678", "TW", "+886912345678"),
        ("0086 13800138000", "GB", "+8613800138000"),
    ] {
        check(text, country, Ok(number));
    }
}

#[test]
fn what_cannot_be_a_number_is_refused_with_the_reason() {
    for (text, country, error) in [
        ("", "CN", PhoneError::Empty),
        (" - ", "CN", PhoneError::Empty),
        ("+", "CN", PhoneError::Empty),
        ("1380013800", "CN", PhoneError::TooShort),
        ("138001380001", "CN", PhoneError::TooLong),
        ("12345678901", "CN", PhoneError::UnknownPrefix),
        ("110", "CN", PhoneError::TooShort),
        ("88122808", "CN", PhoneError::AreaCodeMissing),
        ("57188122808", "CN", PhoneError::AreaCodeMissing),
        ("0571-881228", "CN", PhoneError::TooShort),
        ("0571-881228081", "CN", PhoneError::TooLong),
        ("010-8812280", "CN", PhoneError::TooShort),
        ("0571-18122808", "CN", PhoneError::UnknownPrefix),
        ("+86 12345", "CN", PhoneError::UnknownPrefix),
        ("+1 112 555 0147", "CN", PhoneError::UnknownPrefix),
        ("+1 312 555 014", "CN", PhoneError::TooShort),
        ("+999", "CN", PhoneError::TooShort),
        ("+0571 88122808", "CN", PhoneError::UnknownPrefix),
        ("+4420794609580000", "CN", PhoneError::TooLong),
        ("020 7946 0958", "XX", PhoneError::CountryCodeMissing),
        ("13800138000/13900139000", "CN", PhoneError::Several),
        ("13800138000、13900139000", "CN", PhoneError::Several),
        ("0571-88122808转801", "CN", PhoneError::Extension),
        ("312-555-0147 x12", "US", PhoneError::Extension),
        ("none", "CN", PhoneError::BadCharacter { found: 'n' }),
        ("138*0138000", "CN", PhoneError::BadCharacter { found: '*' }),
        ("138+0138000", "CN", PhoneError::BadCharacter { found: '+' }),
    ] {
        check(text, country, Err(error));
    }
}

#[test]
fn a_letter_among_digits_is_refused_with_a_hint() {
    for (text, found, hint) in [
        ("138OO138000", 'O', '0'),
        ("138oo138000", 'o', '0'),
        ("l3800138000", 'l', '1'),
        ("I3800138000", 'I', '1'),
        ("138０Ｏ138000", 'O', '0'),
    ] {
        check(text, "CN", Err(PhoneError::LetterForDigit { found, hint }));
    }
}

#[test]
fn numbers_are_shown_in_groups() {
    for (number, shown) in [
        ("+8613800138000", "138 0013 8000"),
        ("+8657188122808", "0571 8812 2808"),
        ("+865718122808", "0571 812 2808"),
        ("+861088888888", "010 8888 8888"),
        ("+864008100000", "400 810 0000"),
        ("+13125550147", "+1 312 555 0147"),
        ("+442079460958", "+44 207 946 0958"),
        ("+85261234567", "+852 6123 4567"),
    ] {
        assert_eq!(Phone(number.into()).display(), shown);
    }
}

#[test]
fn a_stored_number_that_no_rule_made_does_not_break_the_page() {
    for text in ["", "+", "86", "+86", "+8", "86400", "人", "+86人人人1"] {
        let phone = Phone(text.into());
        let _ = (phone.display(), phone.dialled(), phone.is_mobile());
        assert!(text.ends_with(phone.tail(4)));
    }
}

#[test]
fn the_tail_and_the_mobile_are_told() {
    let phone = Phone::parse("13800138000", "CN").unwrap();
    assert_eq!(phone.tail(4), "8000");
    assert!(phone.is_mobile());
    assert!(!Phone::parse("0571-88122808", "CN").unwrap().is_mobile());
    assert!(!Phone::parse("+1 312 555 0147", "CN").unwrap().is_mobile());
}

#[test]
fn a_zero_before_a_service_number_makes_no_area() {
    assert_eq!(
        Phone::parse("0400 20000000", "CN"),
        Err(PhoneError::UnknownPrefix)
    );
    assert_eq!(
        Phone::parse("400 200 0000", "CN").map(|phone| phone.dialled()),
        Ok("4002000000".to_owned())
    );
}

proptest! {
    #[test]
    fn what_is_shown_reads_back_as_the_same_number(
        text in prop_oneof![
            "1[3-9][0-9]{9}", "0([35679][0-9]|[48][1-9])[0-9][2-9][0-9]{6,7}", "010[2-9][0-9]{7}",
            "02[0-9][2-9][0-9]{7}", "400[0-9]{7}", "\\+1[2-9][0-9]{2}[2-9][0-9]{6}",
            "\\+[2-79][0-9]{7,13}", "\\+81[0-9]{9}",
        ],
    ) {
        let phone = Phone::parse(&text, "CN").unwrap();
        prop_assert_eq!(Phone::parse(&phone.display(), "CN"), Ok(phone.clone()));
        prop_assert_eq!(Phone::parse(phone.as_str(), "US"), Ok(phone.clone()));
        if phone.as_str().starts_with("+86") {
            prop_assert_eq!(Phone::parse(&phone.dialled(), "CN"), Ok(phone));
        }
    }

    #[test]
    fn separators_change_nothing(digits in "1[3-9][0-9]{9}", places in prop::collection::vec((0usize..11, "[ \\-.()（） \u{200b}]"), 0..5)) {
        let mut written: Vec<char> = digits.chars().collect();
        for (place, sign) in places {
            written.insert(place.max(4), sign.chars().next().unwrap());
        }
        let written: String = written.into_iter().collect();
        prop_assert_eq!(Phone::parse(&written, "CN"), Phone::parse(&digits, "CN"));
    }

    #[test]
    fn any_text_gives_e164_or_a_reason(text in "\\PC{0,24}", country in prop_oneof![Just("CN"), Just("US"), Just("GB"), Just("XX")]) {
        if let Ok(phone) = Phone::parse(&text, country) {
            prop_assert!(phone.as_str().starts_with('+'));
            prop_assert!(E164.contains(&phone.digits().len()));
            prop_assert!(phone.digits().bytes().all(|digit| digit.is_ascii_digit()));
        }
    }
}

const E164: core::ops::RangeInclusive<usize> = 8..=15;
