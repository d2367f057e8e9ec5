//! Records that are made twice, under ids that both makers derived.

use super::*;

fn refused(code: Code) -> Ruling {
    Ruling::Refused {
        code: code.as_str().to_owned(),
        index: 0,
    }
}

/// Creations and edits, a group each, of a record that says what the first creation says, or does not.
fn rulings(same: bool, ops: Vec<Operation>) -> Vec<Ruling> {
    let groups = (7..).zip(ops).map(|(mid, op)| (mid, vec![op]));
    let request = request(7, groups.collect());
    let mut admission = admission(&request);
    for envelope in &mut admission.envelopes {
        envelope.same = same;
    }
    let decision = admit(&admission).unwrap();
    let rulings = decision.rulings.into_iter();
    rulings.map(|(_, ruling)| ruling).collect()
}

fn other(id: u128, name: &str) -> Operation {
    let mut other = create(id, "s:a", stamp(1_100));
    other.fields.set("name", name);
    other
}

#[test]
fn what_two_devices_made_alike_is_made_once() {
    let twice = |id, same| {
        let request = request(7, vec![(7, vec![create(id, "s:a", stamp(900))])]);
        let mut admission = admission(&request);
        for envelope in &mut admission.envelopes {
            envelope.same = same;
        }
        let decision = admit(&admission).unwrap();
        (decision.rulings[0].1.clone(), decision.sequences())
    };
    assert_eq!(twice(LIVE, true), (Ruling::Applied, 0));
    assert_eq!(twice(LIVE, false), (refused(Code::Exists), 0));
    // What somebody removed meanwhile must not seem to be there.
    assert_eq!(twice(BINNED, true), (refused(Code::Exists), 0));
    assert_eq!(twice(GONE, true), (refused(Code::Gone), 0));

    let request = request(
        7,
        vec![(7, vec![create(20, "s:a", stamp(1)), patch(LIVE, json!({}))])],
    );
    let asked = serde_json::to_value(named(&request)).unwrap();
    assert_eq!(
        asked[0],
        json!({"kind": "customer", "id": Id::from_u128(LIVE)})
    );
    assert_eq!(asked[1]["unit"], "s:a");
    assert_eq!(asked[1]["made"], json!({"name": "Li Na", "note": null}));
}

#[test]
fn i2_what_is_made_twice_is_decided_alike_in_one_push_and_in_two() {
    let again = || create(20, "s:a", stamp(1_000));
    // Neither stands on the server yet.
    let made = rulings(false, vec![create(20, "s:a", stamp(900)), again()]);
    assert_eq!(made, [Ruling::Applied, Ruling::Applied]);
    let made = rulings(false, vec![other(20, "Wang"), again()]);
    assert_eq!(made, [Ruling::Applied, refused(Code::Exists)]);
    let elsewhere = create(20, "t", stamp(900));
    let made = rulings(false, vec![again(), elsewhere]);
    assert!(matches!(made[1], Ruling::Refused { .. }));
    // What an edit changed since is not what was made.
    let edited = patch(20, json!({"name": "Wang"}));
    let made = rulings(
        false,
        vec![
            create(20, "s:a", stamp(900)),
            edited,
            again(),
            other(20, "Wang"),
        ],
    );
    assert_eq!(made[2..], [refused(Code::Exists), Ruling::Applied]);
}

#[test]
fn i1_a_creation_that_says_something_else_is_not_passed_over_for_one_before_it() {
    let same = || create(LIVE, "s:a", stamp(900));
    let made = rulings(true, vec![same(), same(), other(LIVE, "Wang")]);
    let expected = [Ruling::Applied, Ruling::Applied, refused(Code::Exists)];
    assert_eq!(made, expected);
    // A field that nobody compared.
    let mut more = create(LIVE, "s:a", stamp(1_000));
    more.fields.set("city", "Hangzhou");
    let made = rulings(true, vec![same(), more]);
    assert_eq!(made, [Ruling::Applied, refused(Code::Exists)]);
    let edited = patch(LIVE, json!({"name": "Wang"}));
    let made = rulings(true, vec![edited, same(), other(LIVE, "Wang")]);
    assert_eq!(made[1..], [refused(Code::Exists), Ruling::Applied]);
}
