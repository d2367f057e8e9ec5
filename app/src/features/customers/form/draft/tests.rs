use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;
use forecourt_domain::Entity;
use forecourt_domain::access::Actor;
use forecourt_domain::customer::Source;
use forecourt_domain::level::{IntervalTable, Level};
use forecourt_domain::organisation::Role;

fn with_context<R>(check: impl FnOnce(Context<'_>) -> R) -> R {
    let actor = Actor {
        staff: Id::from_u128(1),
        units: vec!["s:1".into()],
        role: Role::SalesConsultant,
    };
    check(Context {
        actor: &actor,
        now: 1_773_900_000_000,
        today: Date::new(2026, 3, 19).unwrap(),
        table: &IntervalTable::default(),
    })
}

fn draft() -> CustomerDraft {
    CustomerDraft {
        name: "李娜".into(),
        phones: vec!["138 0013 8000".into(), String::new()],
        source: "walk_in".into(),
        expected: "2026-03-24".into(),
        ..CustomerDraft::default()
    }
}

fn created(draft: &CustomerDraft) -> Vec<Change> {
    with_context(|ctx| {
        create_changes(draft, Id::from_u128(7), || Id::from_u128(8), "s:1", ctx).unwrap()
    })
}

#[test]
fn a_new_customer_has_level_and_next_contact_from_the_expected_day() {
    let changes = created(&draft());
    let [Change::Create { fields, owner, .. }] = changes.as_slice() else {
        panic!("one record: {changes:?}");
    };
    let customer = Customer::from_fields(fields);
    assert_eq!(customer.intent_level, Some(Level::H));
    assert_eq!(customer.next_contact_on, Date::new(2026, 3, 21).ok());
    assert_eq!(customer.source, Some(Source::WalkIn));
    assert_eq!(customer.phones.len(), 1);
    assert_eq!(*owner, Some(Id::from_u128(1)));
}

#[test]
fn a_car_comes_with_the_customer_when_it_is_named() {
    let with_car = CustomerDraft {
        vin: "LJCPCBLCX11000237".into(),
        ..draft()
    };
    assert_eq!(created(&with_car).len(), 3);
}

#[test]
fn a_form_that_is_not_touched_changes_nothing() {
    let changes = created(&draft());
    let Some(Change::Create { fields, .. }) = changes.first() else {
        panic!("a record");
    };
    let customer = Customer::from_fields(fields);
    let row = Row {
        kind: Customer::KIND,
        id: Id::from_u128(7),
        unit: "s:1".into(),
        owner: None,
        state: forecourt_domain::State::Live,
        fields: fields.clone(),
    };
    let form = CustomerDraft::of(&customer);
    with_context(|ctx| assert_eq!(revise_changes(&form, &row, ctx), Ok(Vec::new())));
}

#[test]
fn what_is_wrong_is_said_by_field() {
    let today = Date::new(2026, 3, 19).unwrap();
    let wrong = CustomerDraft {
        phones: vec!["12".into()],
        email: "x".into(),
        birth: "2026-03-20".into(),
        expected: "2026-03-18".into(),
        vin: "1M8GDM9AXKPO42788".into(),
        plate: "沪A".into(),
        ..CustomerDraft::default()
    };
    let places: Vec<Place> = wrong
        .problems(today, None)
        .into_iter()
        .map(|(place, _)| place)
        .collect();
    assert_eq!(
        places,
        [
            Place::Name,
            Place::Phone(0),
            Place::Email,
            Place::Birth,
            Place::Expected,
            Place::Vin,
            Place::Plate
        ]
    );
    assert!(draft().problems(today, None).is_empty());
    let hint = wrong.vin_hint().map(|vin| vin.to_string());
    assert_eq!(hint.as_deref(), Some("1M8GDM9AXKP042788"));
}

#[test]
fn a_passed_day_that_stood_there_already_is_let_be() {
    let today = Date::new(2026, 3, 19).unwrap();
    let old = CustomerDraft {
        expected: "2026-03-01".into(),
        ..draft()
    };
    assert!(old.problems(today, Some(&old)).is_empty());
    assert_eq!(old.problems(today, None).len(), 1);
}
