use super::*;
use crate::access::Actor;
use crate::customer::PhoneEntry;
use crate::level::IntervalTable;
use crate::organisation::Role;
use crate::phone::Phone;
use crate::{Date, Entity, State};

const TODAY: &str = "2026-03-19";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn with_context<T>(run: impl FnOnce(Context<'_>) -> T) -> T {
    let actor = Actor {
        staff: Id::from_u128(1),
        units: vec!["s:1".into()],
        role: Role::SalesConsultant,
    };
    run(Context {
        actor: &actor,
        now: 1_773_900_000_000,
        today: day(TODAY),
        table: &IntervalTable::default(),
    })
}

fn registered(draft: &Customer) -> Result<Customer, &'static str> {
    with_context(|ctx| register(draft, Id::from_u128(9), "s:1", None, ctx))
        .map(|change| match change {
            Change::Create { fields, .. } => Customer::from_fields(&fields),
            other => panic!("{other:?}"),
        })
        .map_err(|error| error.code())
}

fn revised(before: &Customer, form: &Customer) -> Customer {
    let row = Row {
        kind: Customer::KIND,
        id: Id::from_u128(9),
        unit: "s:1".into(),
        owner: None,
        state: State::Live,
        fields: before.fields(),
    };
    let mut fields = row.fields.clone();
    for change in with_context(|ctx| revise(&row, form, ctx)).unwrap() {
        let Change::Patch { fields: patch, .. } = change else {
            panic!("a revision is a patch");
        };
        fields.apply(&patch);
    }
    Customer::from_fields(&fields)
}

fn entry(number: &str) -> PhoneEntry {
    PhoneEntry {
        number: Phone::parse(number, "CN").unwrap(),
        kind: Default::default(),
        time: Default::default(),
    }
}

fn named(name: &str) -> Customer {
    Customer {
        name: name.into(),
        ..Customer::default()
    }
}

#[test]
fn a_customer_is_put_into_form() {
    let draft = Customer {
        phones: vec![entry("13800138000"), entry("+86 138 0013 8000")],
        emails: vec![" li.na@example.com ".into(), String::new()],
        city: " 杭州　".into(),
        ..named(" 李 娜 ")
    };
    let customer = registered(&draft).unwrap();
    assert_eq!(customer.name, "李娜");
    assert_eq!(customer.phones.len(), 1);
    assert_eq!(customer.emails, ["li.na@example.com"]);
    assert_eq!(customer.city, "杭州");
    assert_eq!(customer.created_by, Some(Id::from_u128(1)));
}

#[test]
fn what_cannot_be_is_refused() {
    for (draft, code) in [
        (named(" "), "customer.name_or_phone_needed"),
        (named(&"王".repeat(121)), "name.too_long"),
        (
            Customer {
                emails: vec!["li.na at example".into()],
                ..named("李娜")
            },
            "customer.email_malformed",
        ),
        (
            Customer {
                birth_on: Some(day("2026-03-20")),
                ..named("李娜")
            },
            "customer.birth_in_future",
        ),
        (
            Customer {
                deposit_minor: -1,
                ..named("李娜")
            },
            "customer.deposit_negative",
        ),
    ] {
        assert_eq!(registered(&draft), Err(code));
    }
    let foreign = with_context(|ctx| register(&named("李娜"), Id::from_u128(9), "s:2", None, ctx));
    assert_eq!(foreign.unwrap_err().code(), "access.denied");
    for (text, fits) in [
        ("a@b.cn", true),
        ("a@b", false),
        ("@b.cn", false),
        ("a@b@c.cn", false),
        ("a@b..cn", false),
        ("a b@c.cn", false),
    ] {
        assert_eq!(looks_like_email(text), fits, "{text}");
    }
}

#[test]
fn level_and_next_contact_follow_from_what_is_known() {
    for (expected, deposit, level, next) in [
        (Some("2026-03-26"), 0, Level::H, "2026-03-21"),
        (Some("2026-04-18"), 0, Level::A, "2026-03-26"),
        (None, 0, Level::C, "2026-04-18"),
        (None, 100, Level::O, "2026-03-26"),
    ] {
        let customer = registered(&Customer {
            expected_on: expected.map(day),
            deposit_minor: deposit,
            ..named("李娜")
        })
        .unwrap();
        assert_eq!(customer.intent_level, Some(level));
        assert_eq!(customer.next_contact_on, Some(day(next)));
        assert_eq!(customer.level_changed_on, Some(day(TODAY)));
    }
    let chosen = Customer {
        intent_level: Some(Level::H),
        next_contact_on: Some(day("2026-03-20")),
        ..named("李娜")
    };
    assert_eq!(
        registered(&chosen).unwrap().next_contact_on,
        Some(day("2026-03-20"))
    );
}

#[test]
fn a_new_expected_day_moves_level_and_contact() {
    let before = Customer {
        intent_level: Some(Level::A),
        level_changed_on: Some(day("2026-03-01")),
        last_contact_on: Some(day("2026-03-18")),
        next_contact_on: Some(day("2026-03-25")),
        ..named("李娜")
    };
    let nearer = Customer {
        expected_on: Some(day("2026-03-22")),
        ..before.clone()
    };
    let after = revised(&before, &nearer);
    assert_eq!(after.intent_level, Some(Level::H));
    assert_eq!(after.level_changed_on, Some(day(TODAY)));
    assert_eq!(after.next_contact_on, Some(day("2026-03-21")));

    // A level chosen by the person stands, and so does a day chosen by the person.
    let chosen = Customer {
        intent_level: Some(Level::B),
        next_contact_on: Some(day("2026-03-23")),
        ..nearer
    };
    let after = revised(&before, &chosen);
    assert_eq!(after.intent_level, Some(Level::B));
    assert_eq!(after.next_contact_on, Some(day("2026-03-23")));

    // Nothing else moves the level.
    let renamed = Customer {
        name: "李娜娜".into(),
        ..before.clone()
    };
    let after = revised(&before, &renamed);
    assert_eq!(after, renamed);
}
