//! What goes into histories, and what a group is told to have lost.

use super::*;

fn at(ms: Millis, fields: Value) -> Operation {
    op(LIVE, Verb::Patch, fields, stamp(ms))
}

fn loss(fields: &[&str]) -> Loss {
    Loss {
        kind: "customer".to_owned(),
        id: Id::from_u128(LIVE),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
    }
}

/// The outcomes after a push of which the database found some edits to lose.
fn told(groups: Vec<(u64, Vec<Operation>)>, losses: &[Loss]) -> Vec<Outcome> {
    let request = request(7, groups);
    let mut decision = decide(&request).unwrap();
    decision.lose(&request, 6, losses);
    let reply = decision.reply(NOW, "e", 40);
    reply.verdicts.into_iter().map(|one| one.outcome).collect()
}

fn merged(lost: &[(usize, &str)]) -> Outcome {
    let lost = lost
        .iter()
        .map(|(index, name)| (*index, (*name).to_owned()));
    Outcome::Merged {
        seq: 40,
        lost: lost.collect(),
    }
}

#[test]
fn a_history_hears_of_every_edit_that_counts_also_of_one_that_loses() {
    let decision = one(vec![
        at(1_000, json!({"city": "A", "name": "late"})),
        at(900, json!({"city": "B"})),
        at(400, json!({"name": "lost", "note": null})),
    ]);
    let edits = vec![
        ("city".to_owned(), json!("A"), stamp(1_000)),
        ("name".to_owned(), json!("late"), stamp(1_000)),
        ("note".to_owned(), Value::Null, stamp(400)),
    ];
    assert_eq!(decision.chapters.len(), 1);
    assert_eq!(decision.chapters[0].edits, edits);

    // An edit that admission knows to lose is written nowhere but into the history.
    let lost = one(vec![at(400, json!({"name": "lost"}))]);
    assert_eq!((lost.merges.len(), lost.chapters.len()), (0, 1));
}

#[test]
fn what_is_made_commanded_or_refused_has_no_history() {
    let silent = one(vec![
        create(20, "s:a", stamp(10)),
        op(20, Verb::Patch, json!({"name": "B"}), stamp(20)),
        op(LIVE, Verb::Bin, json!({}), stamp(30)),
    ]);
    assert!(silent.chapters.is_empty());
    assert!(
        one(vec![patch(FOREIGN, json!({"name": "B"}))])
            .chapters
            .is_empty()
    );
}

#[test]
fn a_group_is_told_what_lost_whatever_admission_thought_of_it() {
    let edit = || vec![at(1_000, json!({"city": "A", "name": "B"}))];
    // Somebody wrote a newer city after admission had looked.
    assert_eq!(
        told(vec![(7, edit())], &[loss(&["city"])]),
        [merged(&[(0, "city")])]
    );
    assert_eq!(
        told(vec![(7, edit())], &[loss(&[])]),
        [Outcome::Applied { seq: 40 }]
    );
    // What lost against the value that it asked for is no loss to anybody.
    let old = vec![at(400, json!({"name": "B"}))];
    assert_eq!(told(vec![(7, old)], &[]), [merged(&[])]);
}

#[test]
fn a_person_hears_of_a_cleared_field_that_lost_too() {
    let clears = vec![at(400, json!({"city": null, "name": "B"}))];
    let outcomes = told(vec![(7, clears)], &[loss(&["city"])]);
    assert_eq!(outcomes, [merged(&[(0, "city")])]);
}

#[test]
fn only_those_groups_are_told_that_asked_for_the_field() {
    let mut foreign = loss(&["city"]);
    foreign.id = Id::from_u128(SHARED);
    let groups = vec![
        (7, vec![at(1_000, json!({"name": "A"}))]),
        (
            8,
            vec![
                op(LIVE, Verb::Bin, json!({}), stamp(1_001)),
                at(1_002, json!({"city": "B"})),
            ],
        ),
        (9, vec![patch(FOREIGN, json!({"city": "C"}))]),
    ];
    let outcomes = told(groups, &[loss(&["city"]), foreign]);
    assert_eq!(outcomes[0], Outcome::Applied { seq: 40 });
    assert_eq!(outcomes[1], merged(&[(1, "city")]));
    assert!(matches!(outcomes[2], Outcome::Refused { .. }));
}

#[test]
fn a_group_that_was_decided_before_is_told_nothing_new() {
    let again = patch(LIVE, json!({"city": "A"}));
    let request = request(6, vec![(6, vec![again.clone()]), (7, vec![again])]);
    let mut decision = decide(&request).unwrap();
    decision.lose(&request, 6, &[loss(&["city"])]);
    assert_eq!(decision.lost, [(7, 0, "city".to_owned())]);
}

#[test]
fn an_edit_that_loses_relies_on_the_record_it_enters_the_history_of() {
    let lost = one(vec![at(400, json!({"name": "lost"}))]);
    assert!(lost.merges.is_empty());
    let ids: Vec<Id> = lost.expected.iter().map(|record| record.id).collect();
    assert_eq!(ids, [Id::from_u128(LIVE)]);
    assert!(lost.expected[0].vseq.is_some());
}
