//! Numbers that come again have to be the groups that they were.

use super::*;

/// Decides a push of one patch each under these numbers and stamps.
fn decide_again(groups: &[(u64, u64)]) -> Result<Decision, Rejection> {
    let groups = groups.iter().map(|(mid, ms)| {
        let op = op(LIVE, Verb::Patch, json!({"a": mid}), stamp(*ms));
        (*mid, vec![op])
    });
    decide(&request(1, groups.collect()))
}

// Caught here, alone: decide.rs compares numbers but no stamps; it looks at the
// first replayed group alone; it takes a number that nobody remembers for decided.
#[test]
fn i1_a_number_that_stands_for_another_group_refuses_the_whole_push() {
    assert!(decide_again(&[(5, 1_000), (6, 1_000), (7, 2_000)]).is_ok());
    // Another stamp, a number of long ago, and both behind one that is right.
    for groups in [
        &[(6, 2_000), (7, 2_000)][..],
        &[(4, 1_000), (5, 1_000)],
        &[(5, 1_000), (6, 999)],
        &[(6, 2_000)],
    ] {
        assert_eq!(decide_again(groups), Err(Rejection::Rewound), "{groups:?}");
    }
    assert_eq!(Rejection::Rewound.code(), Code::DeviceRewound);
}

#[test]
fn every_group_of_a_push_is_remembered_as_it_was_sent() {
    let far = NOW * 2;
    let decision = decide_again(&[(6, 1_000), (7, far), (9, 2_000)]).unwrap();
    let expected = [(6, stamp(1_000)), (7, stamp(far)), (9, stamp(2_000))];
    assert_eq!(decision.recent, expected);
    assert_eq!(decision.restamped.len(), 1);
    assert_eq!(
        identity(&Group {
            mid: 1,
            ops: Vec::new()
        }),
        Stamp::default()
    );
}
