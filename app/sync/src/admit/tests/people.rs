//! A dealership keeps an administrator.

use super::*;

const ADMIN: u128 = 30;
const OTHER_ADMIN: u128 = 31;
const BINNED_ADMIN: u128 = 32;
const CLERK: u128 = 33;

/// The codes of groups about staff, pushed by an administrator; empty for those that pass.
fn staff_codes(people: &[(u128, bool, bool)], groups: &[&[(u128, &str)]]) -> Vec<String> {
    let ops = |acts: &[(u128, &str)]| {
        let op = |(id, act): &(u128, &str)| {
            let (verb, fields) = match *act {
                "bin" => (Verb::Bin, json!({})),
                "restore" => (Verb::Restore, json!({})),
                "rename" => (Verb::Patch, json!({"phone": 1})),
                "clear" => (Verb::Patch, json!({"role": null})),
                role => (Verb::Patch, json!({ "role": role })),
            };
            let mut op = op(*id, verb, fields, stamp(0));
            op.kind = "staff".to_owned();
            op
        };
        acts.iter().map(op).collect::<Vec<_>>()
    };
    let mut at = stamp(1_000);
    let numbered = (7..).zip(groups).map(|(mid, acts)| (mid, ops(acts)));
    let mut request = request(7, numbered.collect());
    for op in request.groups.iter_mut().flat_map(|group| &mut group.ops) {
        at = Stamp::new(at.ms() + 1, 0, 1);
        op.at = at;
    }
    let mut admission = admission(&request);
    admission.actor.administrator = true;
    for (id, live, administrator) in people.iter().copied() {
        let state = if live { State::Live } else { State::Binned };
        admission.envelopes.push(Envelope {
            kind: "staff".to_owned(),
            ..envelope(id, "t", state)
        });
        admission.people.push(Person {
            staff: Id::from_u128(id),
            live,
            administrator,
        });
    }
    let decision = admit(&admission).unwrap();
    let code = |(_, ruling): (u64, Ruling)| match ruling {
        Ruling::Refused { code, .. } => code,
        _ => String::new(),
    };
    decision.rulings.into_iter().map(code).collect()
}

#[test]
fn the_last_administrator_stays() {
    let last = "op.last_administrator";
    let alone = [
        (ADMIN, true, true),
        (BINNED_ADMIN, false, true),
        (CLERK, true, false),
    ];
    for act in ["bin", "sales_manager", "clear"] {
        assert_eq!(staff_codes(&alone, &[&[(ADMIN, act)]]), [last], "{act}");
    }
    let pass = |groups| assert!(staff_codes(&alone, groups).iter().all(String::is_empty));
    pass(&[
        &[(ADMIN, "rename")],
        &[(ADMIN, "administrator")],
        &[(CLERK, "bin")],
    ]);
    // In one act it is the end that counts, from act to act the order.
    pass(&[&[(ADMIN, "bin"), (CLERK, "administrator")]]);
    pass(&[&[(CLERK, "administrator")], &[(ADMIN, "bin")]]);
    pass(&[&[(BINNED_ADMIN, "restore")], &[(ADMIN, "dcc_clerk")]]);
    pass(&[&[(ADMIN, "bin"), (ADMIN, "restore")]]);
    assert_eq!(
        staff_codes(
            &alone,
            &[
                &[(ADMIN, "bin")],
                &[(CLERK, "administrator")],
                &[(ADMIN, "bin")]
            ]
        ),
        [last, "", ""]
    );
    let two = [(ADMIN, true, true), (OTHER_ADMIN, true, true)];
    assert_eq!(
        staff_codes(&two, &[&[(ADMIN, "bin")], &[(OTHER_ADMIN, "dcc_clerk")]]),
        ["", last]
    );
}

#[test]
fn an_administrator_who_cannot_sign_in_is_none() {
    let mut made = create(40, "t", stamp(1));
    made.kind = "staff".to_owned();
    made.fields.set("role", "administrator");
    let bin = Operation {
        kind: "staff".to_owned(),
        ..op(ADMIN, Verb::Bin, json!({}), stamp(2))
    };
    let request = request(7, vec![(7, vec![made, bin])]);
    let mut admission = admission(&request);
    admission.actor.administrator = true;
    admission.envelopes.push(Envelope {
        kind: "staff".to_owned(),
        ..envelope(ADMIN, "t", State::Live)
    });
    admission.people.push(Person {
        staff: Id::from_u128(ADMIN),
        live: true,
        administrator: true,
    });
    let decision = admit(&admission).unwrap();
    assert_eq!(decision.refusals[0].code, "op.last_administrator");
    assert_eq!(decision.refusals[0].index, 1);
    assert!(!decision.changes_staff());
}
