use forecourt_domain::access::Access;
use forecourt_domain::together::{complete, together};
use forecourt_domain::{Id, Kind};
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Edits of one record, each with a stamp of its own; time and counter often tie.
fn history() -> impl Strategy<Value = Vec<Operation>> {
    let stamp = (0..4_u64, 0..2_u16, 0..4_u64);
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,4}".prop_map(Value::from),
        any::<Vec<u8>>().prop_map(|bytes| json!(bytes)),
    ];
    let fields = prop::collection::btree_map("[abc]", value, 0..3);
    prop::collection::btree_map(stamp, fields, 1..12).prop_map(|edits| {
        let edits = edits.into_iter().enumerate();
        edits
            .map(|(place, ((ms, counter, node), fields))| Operation {
                kind: "customer".to_owned(),
                id: Id::from_u128(1),
                verb: if place == 0 { creation() } else { Verb::Patch },
                fields: fields.into_iter().collect(),
                at: Stamp::new(ms, counter, node),
                seen: 0,
            })
            .collect()
    })
}

fn creation() -> Verb {
    Verb::Create {
        unit: "s:a".to_owned(),
        owner: None,
    }
}

/// What the record has to be: everything in the order of the stamps, each edit
/// over the one before.
fn oracle(history: &[Operation]) -> BTreeMap<String, Value> {
    let mut in_order: Vec<&Operation> = history.iter().collect();
    in_order.sort_by_key(|op| op.at.to_string());
    let mut body = BTreeMap::new();
    for op in in_order {
        for (name, value) in op.fields.iter() {
            body.insert(name.to_owned(), value.clone());
        }
    }
    body.retain(|_, value| !value.is_null());
    body
}

fn merged<'a>(ops: impl IntoIterator<Item = &'a Operation>) -> Clocked {
    let mut record = Clocked::default();
    for op in ops {
        record.apply(op);
    }
    record
}

proptest! {
    // A merge that ignores stamps, one in which the first writer wins, one that
    // takes `>=`, and one without the writer in the comparison fail here.
    #[test]
    fn i5_any_order_ends_in_the_order_of_stamps(
        history in history(),
        shuffle in prop::collection::vec(any::<prop::sample::Index>(), 0..24),
    ) {
        let expected = oracle(&history);
        let once = merged(&history);
        prop_assert_eq!(once.fields.clone().into_iter().collect::<BTreeMap<_, _>>(), expected);

        // The creation comes first, because a patch of what is not there is
        // refused; the rest in any order, and some of it twice or more.
        let again = shuffle.iter().map(|index| index.get(&history));
        let backwards = history[1..].iter().rev();
        let shuffled = merged(history[..1].iter().chain(again).chain(backwards));
        prop_assert_eq!(shuffled, once);
    }

    #[test]
    fn a_record_that_is_merged_again_stays_as_it_is(history in history()) {
        let record = merged(&history);
        let mut again = record.clone();
        for op in &history {
            again.apply(op);
        }
        prop_assert_eq!(again, record);
    }
}

#[test]
fn i5_commands_follow_the_order_of_arrival() {
    let mut record = Clocked::created(&Fields::new(), Stamp::new(5, 0, 0));
    for (verb, expect) in [
        (Verb::Restore, State::Live),
        (Verb::Bin, State::Binned),
        (Verb::Bin, State::Binned),
        (Verb::Restore, State::Live),
    ] {
        record.apply(&Operation {
            kind: "customer".to_owned(),
            id: Id::from_u128(1),
            verb,
            fields: Fields::new(),
            at: Stamp::default(),
            seen: 0,
        });
        assert_eq!(record.state, expect);
    }
    record.state = State::Gone;
    assert_eq!(Verb::Restore.state_after(record.state), State::Gone);
    assert_eq!(Verb::Bin.state_after(record.state), State::Gone);
}

/// Edits of one lead by people who each saw it at some moment: which fields they touch, and how many edits they had seen.
fn apart() -> impl Strategy<Value = Vec<(Vec<&'static str>, usize)>> {
    let names = vec!["status", "end_reason", "comments"];
    let touched = prop::sample::subsequence(names, 1..=2);
    prop::collection::vec((touched, 0..6_usize), 1..6)
}

proptest! {
    // Without `complete`, a status of one person stands beside the reason of another here.
    #[test]
    fn fields_that_belong_together_come_from_one_edit(edits in apart(), order in any::<prop::sample::Index>()) {
        let patch = |fields: Fields, at: usize| Operation {
            kind: "lead".to_owned(),
            id: Id::from_u128(1),
            verb: Verb::Patch,
            fields,
            at: Stamp::new(1 + at as u64, 0, 0),
            seen: 0,
        };
        let made = Operation { verb: creation(), ..patch(Fields::new().with("status", "new"), 0) };
        let mut ops = vec![made];
        for (at, (touched, seen)) in edits.into_iter().enumerate() {
            let view = merged(ops.iter().take(seen.max(1))).fields;
            let mut fields = Fields::new();
            for name in touched {
                fields.set(name, format!("{name} {at}"));
            }
            complete(Kind::Lead, &mut fields, &view, &Access::default());
            ops.push(patch(fields, at + 1));
        }
        let group = together(Kind::Lead)[0];
        let of_group = |fields: &Fields| fields.iter().any(|(name, _)| group.contains(&name));
        let newest = ops.iter().rev().find(|op| of_group(&op.fields)).unwrap();
        let place = order.index(ops.len());
        let mut turned: Vec<&Operation> = ops.iter().skip(1).collect();
        let turn = place % turned.len().max(1);
        turned.rotate_left(turn);
        let record = merged(ops.iter().take(1).chain(turned));
        for name in group {
            prop_assert_eq!(record.fields.get(name), newest.fields.get(name), "{}", name);
        }
    }
}
