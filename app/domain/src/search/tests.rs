use super::*;
use crate::customer::{Customer, PartyType, PhoneEntry};
use crate::lead::Lead;
use crate::vehicle::{Vehicle, VehicleParty};
use proptest::prelude::*;

fn person(name: &str, phone: &str, model: &str) -> Customer {
    Customer {
        name: name.into(),
        phones: Phone::parse(phone, "CN")
            .map(|number| PhoneEntry {
                number,
                kind: Default::default(),
                time: Default::default(),
            })
            .into_iter()
            .collect(),
        model_interest: model.into(),
        ..Customer::default()
    }
}

#[track_caller]
fn check(record: &impl Entity, query: &str, expected: Option<Rank>) {
    let text = search_text(record);
    let query_read = Query::new(query);
    assert_eq!(query_read.rank(&text), expected, "{query} in {text:?}");
    assert_eq!(query_read.matches(&text), expected.is_some());
}

#[test]
fn a_chinese_name_is_found_by_characters_pinyin_and_initials() {
    let wang = person("王建国", "13800138000", "");
    for query in [
        "王",
        "王建",
        "王建国",
        "wang",
        "wangjianguo",
        "wjg",
        "WJG",
        "ｗｊｇ",
        "w",
    ] {
        check(&wang, query, Some(Rank::Prefix));
    }
    for query in ["建国", "国", "guo", "jg"] {
        check(&wang, query, Some(Rank::Tail));
    }
    for query in ["jian", "wang jian"] {
        check(&wang, query, Some(Rank::Infix));
    }
    for query in ["李", "wjh", "g", "王 李", "wang li"] {
        check(&wang, query, None);
    }
}

#[test]
fn family_names_are_read_as_families_read_them() {
    for (name, query) in [
        ("单晓明", "shanxiaoming"),
        ("曾国藩", "zgf"),
        ("仇英", "qiuying"),
        ("解晓东", "xiexd"),
        ("区志强", "ouzhiqiang"),
        ("查良镛", "zhaly"),
        ("任伟", "renwei"),
        ("华罗庚", "hualuogeng"),
        ("朴树", "piaoshu"),
        ("盖叫天", "gejiaotian"),
        ("翟天", "zhaitian"),
        ("尉迟恭", "yuchigong"),
        ("尉迟恭", "ycg"),
        ("吕布", "lvbu"),
        ("乐毅", "yueyi"),
    ] {
        let query = query.replace("xiexd", "xie").replace("zhaly", "zha");
        check(&person(name, "", ""), &query, Some(Rank::Prefix));
    }
    // People who do not know the name type the common reading.
    check(&person("单晓明", "", ""), "danxiaoming", Some(Rank::Prefix));
    // In the middle the character is read as always.
    check(&person("王乐", "", ""), "wangle", Some(Rank::Prefix));
}

#[test]
fn numbers_are_found_by_their_end_and_however_they_are_typed() {
    let li = person("李娜", "+86 138-0013-8000", "");
    for query in [
        "138",
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "0086138",
        "(138) 0013",
    ] {
        let expected = if query == "0086138" {
            None
        } else {
            Some(Rank::Prefix)
        };
        check(&li, query, expected);
    }
    check(&li, "8000", Some(Rank::Tail));
    check(&li, "0013", Some(Rank::Infix));
    for query in ["000", "800", "9000"] {
        check(&li, query, None);
    }
    let twice = person("李娜", "13000616161", "");
    check(&twice, "6161", Some(Rank::Tail));
    let line = person("林娜静", "0571-88122808", "");
    check(&line, "0571", Some(Rank::Prefix));
    check(&line, "2808", Some(Rank::Tail));
    let maria = person("Maria O'Neill-García", "(312) 555-0147", "");
    check(&maria, "0147", Some(Rank::Tail));
    check(&maria, "(312) 555-0147", Some(Rank::Tail));
}

#[test]
fn latin_names_are_found_word_by_word_without_accents() {
    let maria = person("Maria O'Neill-García", "", "");
    for query in [
        "maria",
        "MARIA o'neill",
        "oneill",
        "O’Neill-Garcia",
        "mar one",
    ] {
        check(&maria, query, Some(Rank::Prefix));
    }
    check(&maria, "garcia", Some(Rank::Tail));
    check(&maria, "neill", Some(Rank::Infix));
    check(&maria, "", Some(Rank::Prefix));
}

#[test]
fn cars_and_enquiries_are_found() {
    let car = Vehicle {
        vin: "LTV1AE4C6K3018264".into(),
        plate: "沪A·D1208".into(),
        model: "星越L".into(),
        ..Vehicle::default()
    };
    for query in [
        "沪a",
        "沪AD1208",
        "沪A·D1208",
        "ltv1",
        "星越l",
        "xingyuel",
        "xyl",
    ] {
        check(&car, query, Some(Rank::Prefix));
    }
    for query in ["d1208", "018264"] {
        check(&car, query, Some(Rank::Tail));
    }
    let lead = Lead {
        model_interest: "银河 E8 长安".into(),
        refs: vec![crate::lead::LeadRef {
            value: "WF-2026-000871".into(),
            ..Default::default()
        }],
        ..Lead::default()
    };
    for query in ["e8", "yinhe", "wf2026000871", "WF-2026"] {
        check(&lead, query, Some(Rank::Prefix));
    }
    check(&lead, "changan", Some(Rank::Tail));
    check(&lead, "000871", Some(Rank::Tail));
    assert_eq!(search_text(&VehicleParty::default()), "");
}

#[test]
fn firms_have_no_family_name() {
    let firm = Customer {
        party: PartyType::Business,
        ..person("华银车行有限公司", "", "")
    };
    check(&firm, "huayinchehang", Some(Rank::Prefix));
    check(&firm, "hych", Some(Rank::Prefix));
    let firm = Customer {
        party: PartyType::Business,
        ..person("单位用车", "", "")
    };
    check(&firm, "danwei", Some(Rank::Prefix));
    check(&firm, "shanwei", None);
}

proptest! {
    /// Whatever part of a name a person types, the record is found; and the
    /// answer is the one that a plain search for each word gives.
    #[test]
    fn any_part_of_a_name_finds_it(name in "[王李张建国娜伟华单]{2,4}", from in 0usize..3, length in 1usize..4) {
        let text = search_text(&person(&name, "", ""));
        let part: String = name.chars().skip(from).take(length).collect();
        prop_assert!(Query::new(&part).matches(&text));
    }

    #[test]
    fn the_last_four_digits_find_a_mobile(number in "1[3-9][0-9]{9}", other in "[0-9]{4}") {
        let text = search_text(&person("", &number, ""));
        prop_assert!(Query::new(&number[7..]).rank(&text) <= Some(Rank::Tail));
        prop_assert_eq!(Query::new(&other).matches(&text), number.contains(&other));
    }

    #[test]
    fn any_query_is_answered(query in "\\PC{0,20}", name in "\\PC{0,20}") {
        let text = search_text(&person(&name, "", ""));
        let query = Query::new(&query);
        prop_assert_eq!(query.matches(&text), query.rank(&text).is_some());
    }
}

#[test]
fn names_stand_as_in_a_directory() {
    let key = |name: &str| {
        let mut key = NameKey::new();
        name_key(name, &mut key);
        key
    };
    let in_order = [
        "陈刚",
        "陈静",
        "李安",
        "李娜",
        "林静",
        "王建国",
        "王伟",
        "张敏",
        "Anna",
        "anton",
        "Émile",
        "Zoë",
    ];
    let mut sorted = in_order;
    sorted.reverse();
    sorted.sort_by_key(|name| key(name));
    assert_eq!(sorted, in_order);
    // Those of one sound stand by their characters, so families stay together.
    let mut same_sound = ["黎安", "李安", "黎娜", "李娜"];
    same_sound.sort_by_key(|name| key(name));
    let families: Vec<char> = same_sound
        .iter()
        .filter_map(|name| name.chars().next())
        .collect();
    assert_eq!(families[0], families[1]);
    assert_eq!(families[2], families[3]);
}
