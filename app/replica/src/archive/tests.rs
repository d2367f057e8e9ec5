use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;

use super::*;

/// What a disk holds: the pieces by number.
#[derive(Default)]
struct Disk(BTreeMap<u64, Arc<str>>);

fn body_of(customer: u8, started: u64) -> String {
    let customer = Id::from_u128(u128::from(customer));
    format!(
        "{{\"note\":\"\\\"started_at\\\":1\",\"customer_id\":\"{customer}\",\"started_at\":{started}}}"
    )
}

fn contact(id: u16, customer: u8, seq: u64, started: u64) -> (Id, Base) {
    let mut text = String::new();
    let head = (
        KIND.as_str(),
        Id::from_u128(u128::from(id)),
        "s:a",
        seq,
        State::Live,
        None,
    );
    block::push(&mut text, head, &body_of(customer, started));
    let text: Arc<str> = text.into();
    let mut rows = Vec::new();
    block::read(&text, |line| {
        if let Line::Row(_, id, base) = line {
            rows.push((id, base));
        }
    });
    rows.remove(0)
}

/// Carries a merge out, and notes the new run.
fn carry_out(archive: &mut Archive, disk: &mut Disk, mut merge: Merge, alone: bool) {
    let mut run = Run::new();
    loop {
        match merge.step() {
            Step::Read(number) => assert!(merge.give(&disk.0[&number])),
            Step::Write(cut) => {
                assert!(cut.rows == 1 || cut.text.len() < SEGMENT_LIMIT);
                run.push(cut.numbered(archive.next));
                disk.0.insert(archive.next, cut.text.into());
                archive.next += 1;
            }
            Step::Done => break,
        }
    }
    for spent in archive.put("s:a", run, alone) {
        disk.0.remove(&spent);
    }
}

const SEGMENT_LIMIT: usize = block::SEGMENT_BYTES + 1_024;

/// What is found of a customer: the ids with their sequences.
fn found(archive: &Archive, disk: &Disk, customer: u8) -> Vec<(u128, u64)> {
    let customer = Id::from_u128(u128::from(customer));
    let numbers = archive.pieces_of(customer);
    let texts: Vec<Arc<str>> = numbers
        .iter()
        .map(|number| Arc::clone(&disk.0[number]))
        .collect();
    let rows = contacts_of(customer, &texts).expect("every line is a contact");
    let mut found: Vec<_> = rows
        .iter()
        .map(|(id, base)| (id.as_u128(), base.seq))
        .collect();
    found.sort_unstable();
    found
}

/// Of each contact: its customer and its sequence.
type Truth = BTreeMap<u128, (u8, u64)>;

/// An archive of several runs, as a long download leaves it.
fn spilled(spills: &[Vec<(u16, u8)>]) -> (Archive, Disk, Truth) {
    let (mut archive, mut disk, mut truth) = (Archive::default(), Disk::default(), Truth::new());
    for spill in spills {
        let mut own = Vec::new();
        for (id, customer) in spill {
            // A first download brings every row once.
            if truth.contains_key(&u128::from(*id)) {
                continue;
            }
            let seq = truth.len() as u64 + 1;
            truth.insert(u128::from(*id), (*customer, seq));
            own.push(aged(*id, *customer, seq));
        }
        carry_out(&mut archive, &mut disk, Merge::new(&[], &own), false);
    }
    (archive, disk, truth)
}

fn aged(id: u16, customer: u8, seq: u64) -> (Id, Id, Base) {
    let (id, base) = contact(id, customer, seq, 5);
    (Id::from_u128(u128::from(customer)), id, base)
}

/// The archive holds what is true and nothing else, and its list survives being written.
fn holds(archive: &Archive, disk: &Disk, truth: &Truth) -> Result<(), TestCaseError> {
    let lines: usize = disk.0.values().map(|text| text.lines().count()).sum();
    prop_assert_eq!(lines, truth.len());
    prop_assert_eq!(archive.rows(), truth.len());
    prop_assert_eq!(Archive::read(&archive.write()), Some(archive.clone()));
    for customer in 0..6 {
        let own = truth.iter().filter(|(_, (of, _))| *of == customer);
        let expected: Vec<(u128, u64)> = own.map(|(id, (_, seq))| (*id, *seq)).collect();
        prop_assert_eq!(found(archive, disk, customer), expected);
    }
    Ok(())
}

/// Takes contacts out of the pieces that hold them; the others are not written.
fn take_out(
    archive: &mut Archive,
    disk: &mut Disk,
    void: &HashSet<Id>,
) -> Result<(), TestCaseError> {
    for number in archive.numbers() {
        let piece = &disk.0[&number];
        let is_hit = void.iter().any(|id| {
            piece
                .lines()
                .any(|line| line.split('\t').nth(1) == Some(&id.to_string()))
        });
        let left = without(piece, void);
        prop_assert_eq!(left.is_some(), is_hit);
        if let Some(left) = left {
            let next = archive.next;
            prop_assert!(archive.rewrite(number, &left));
            prop_assert!(!archive.rewrite(number, &left), "it is there no more");
            disk.0.remove(&number);
            disk.0.insert(next, left.text.into());
        }
    }
    Ok(())
}

fn spills() -> impl Strategy<Value = Vec<Vec<(u16, u8)>>> {
    prop::collection::vec(prop::collection::vec((any::<u16>(), 0..6_u8), 0..40), 1..5)
}

proptest! {
    /// Whatever was put away in however many runs is found under its customer, once; after a merge in its newest
    /// version and under the customer that it has now.
    #[test]
    fn what_was_put_away_is_found(
        spills in spills(),
        late in prop::collection::vec((any::<prop::sample::Index>(), 0..6_u8), 0..6),
        twice in 0..3_usize,
    ) {
        let (mut archive, mut disk, mut truth) = spilled(&spills);
        holds(&archive, &disk, &truth)?;
        let ids: Vec<u128> = truth.keys().copied().collect();
        let mut own = BTreeMap::new();
        for (at, customer) in late.iter().filter(|_| !ids.is_empty()) {
            let (id, seq) = (*at.get(&ids), 1_000 + own.len() as u64);
            truth.insert(id, (*customer, seq));
            own.insert(id, aged(id as u16, *customer, seq));
        }
        let void = own.values().map(|(_, id, _)| *id).collect();
        take_out(&mut archive, &mut disk, &void)?;
        let runs = archive.runs("s:a").to_vec();
        // The same run named twice is what an end between two transactions leaves.
        let runs: Vec<Run> = runs.iter().chain(runs.iter().take(twice)).cloned().collect();
        carry_out(&mut archive, &mut disk, Merge::new(&runs, &own.into_values().collect::<Vec<_>>()), true);
        prop_assert!(archive.runs("s:a").len() <= 1);
        holds(&archive, &disk, &truth)?;
    }

    /// What is gone is taken out of the pieces that hold it, and the others are not written.
    #[test]
    fn what_is_gone_leaves(spills in spills(), gone in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let (mut archive, mut disk, mut truth) = spilled(&spills);
        let ids: Vec<u128> = truth.keys().copied().collect();
        let gone = gone.iter().filter(|_| !ids.is_empty()).map(|at| *at.get(&ids));
        let gone: HashSet<Id> = gone.map(Id::from_u128).collect();
        truth.retain(|id, _| !gone.contains(&Id::from_u128(*id)));
        take_out(&mut archive, &mut disk, &gone)?;
        holds(&archive, &disk, &truth)?;
    }

    /// Any text is read or refused.
    #[test]
    fn no_text_is_too_strange(text in "[-0-9a-z\\t\\n:]{0,60}") {
        let _ = Archive::read(&text);
    }
}

/// Customers whose contacts fill several pieces are found in all of them, and their neighbours too.
#[test]
fn a_customer_may_fill_several_pieces() {
    let (mut archive, mut disk) = (Archive::default(), Disk::default());
    let long = "x".repeat(80 * 1024);
    let own = (0..12_u16).map(|id| {
        let customer = if id < 2 {
            1
        } else if id < 10 {
            2
        } else {
            3
        };
        let mut text = String::new();
        let head = (
            KIND.as_str(),
            Id::from_u128(u128::from(id)),
            "s:a",
            1,
            State::Live,
            None,
        );
        let body = body_of(customer, 5).replace("\"note\":\"", &format!("\"note\":\"{long}"));
        block::push(&mut text, head, &body);
        let mut row = None;
        let text: Arc<str> = text.into();
        block::read(&text, |line| {
            if let Line::Row(_, id, base) = line {
                row = Some((Id::from_u128(u128::from(customer)), id, base));
            }
        });
        row.expect("a row was written")
    });
    carry_out(
        &mut archive,
        &mut disk,
        Merge::new(&[], &own.collect::<Vec<_>>()),
        false,
    );
    assert_eq!(archive.runs("s:a")[0].len(), 4, "three rows to a piece");
    for (customer, rows) in [(1, 2), (2, 8), (3, 2), (4, 0)] {
        assert_eq!(
            found(&archive, &disk, customer).len(),
            rows,
            "customer {customer}"
        );
    }
    assert!(
        archive.pieces_of(Id::from_u128(1)).len() == 1,
        "no more is read than needed"
    );
}

/// Only contacts with a customer that are old enough lie in the archive.
#[test]
fn recent_contacts_stay_in_memory() {
    let word = Word::Known(KIND);
    let customer = Id::from_u128(4);
    let (_, base) = contact(1, 4, 1, 500);
    assert_eq!(belongs(&word, &base, 501), Some(customer));
    assert_eq!(belongs(&word, &base, 500), None, "not before that time");
    assert_eq!(belongs(&Word::Known(Kind::Lead), &base, 501), None);
    let gone = Base {
        state: State::Gone,
        ..base.clone()
    };
    assert_eq!(belongs(&word, &gone, 501), None);
    let binned = Base {
        state: State::Binned,
        ..base
    };
    assert_eq!(
        belongs(&word, &binned, 501),
        Some(customer),
        "the bin is part of the past"
    );
}
