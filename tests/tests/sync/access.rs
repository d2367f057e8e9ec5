//! What narrowing and widening do. The predicate and its twin in SQL are compared in `reach.rs`.
//!
//! Each of these changes to the code fails here: pages.sql compares the owner with no team, takes an
//! unnamed owner for one's own, sends the body of an unreadable row, sends an eviction for a row that
//! was never served, or none; masks are not removed; answer.rs keeps a unit whose reach, team or masks
//! changed; decide.rs asks who may change and not who may read; pages.sql takes what lies behind the cursor for served
//! while a device catches up.

use std::collections::BTreeMap;

use forecourt_domain::access::{Access, Reach};
use forecourt_domain::together::complete;
use forecourt_domain::{Change, Fields, Id, Kind, State};
use forecourt_sync::wire::{PullReply, PullRequest, WIRE_VERSION};
use serde_json::json;

use crate::device::{Device, Request, Target};
use crate::scenarios::{NOW, codes, patch, sync, unit};
use crate::server::Server;

/// The person who reads, and three colleagues.
const READER: u64 = 20;

fn staff(number: u128) -> Id {
    Id::from_u128(900 + number)
}

fn made((kind, id): Target, unit: &str, owner: Option<Id>, text: &str) -> Change {
    Change::Create {
        kind,
        id,
        unit: unit.to_owned(),
        owner,
        fields: Fields::new()
            .with("name", text)
            .with("phone", "13800138000"),
    }
}

fn access(reaches: &[(&str, Reach)], team: &[Id]) -> Access {
    let units = reaches.iter().map(|(name, reach)| (unit(name), *reach));
    Access {
        units: units.collect(),
        team: team.to_vec(),
        ..Access::default()
    }
}

fn customer(number: u128) -> Target {
    (Kind::Customer, Id::from_u128(number))
}

/// A manager who made four customers in store `a`, one for each of these owners, and a reader.
fn dealership() -> (Server, Device, Device) {
    let mut server = Server::new(NOW);
    let units = [unit("a"), unit("b")];
    let mut manager = Device::new(0, &units, 0);
    let reader = Device::new(READER, &units, 0);
    server.enrol(manager.id, &units);
    server.enrol(reader.id, &units);
    let owners = [Some(reader.staff), Some(staff(1)), Some(staff(2)), None];
    for (number, owner) in (1..).zip(owners) {
        let text = format!("secret {number}");
        manager.act(vec![made(customer(number), &unit("a"), owner, &text)], NOW);
    }
    sync(&mut server, &mut manager);
    (server, manager, reader)
}

fn seen(device: &Device) -> Vec<u128> {
    let rows = device.store.base.keys();
    rows.map(|(_, id)| id.as_u128()).collect()
}

fn request(reader: &Device, cursor: u64) -> PullRequest {
    let cursors = [unit("a"), unit("b")].map(|unit| (unit, cursor));
    PullRequest {
        v: WIRE_VERSION,
        device: reader.id,
        epoch: String::new(),
        cursors: BTreeMap::from(cursors),
        access: Some(0),
        origins: Some(BTreeMap::new()),
        waiting: 0,
    }
}

/// One page of the reader from these cursors, as text too.
fn page(server: &Server, reader: &Device, cursor: u64) -> (PullReply, String) {
    let request = request(reader, cursor);
    let reply = server.pull(reader.id, &request).unwrap();
    let text = serde_json::to_string(&reply).unwrap();
    (reply, text)
}

#[test]
fn i9_what_is_narrowed_leaves_and_what_is_widened_comes() {
    let (mut server, mut manager, mut reader) = dealership();
    sync(&mut server, &mut reader);
    assert_eq!(seen(&reader), [1, 2, 3, 4]);
    let steps: [(Access, &[u128]); 6] = [
        (access(&[("a", Reach::Own)], &[]), &[1]),
        (access(&[("a", Reach::Team)], &[staff(1)]), &[1, 2]),
        (access(&[("a", Reach::Team)], &[staff(2)]), &[1, 3]),
        (access(&[("b", Reach::Unit)], &[]), &[]),
        (access(&[("a", Reach::Own)], &[staff(1)]), &[1]),
        (access(&[("a", Reach::Unit)], &[]), &[1, 2, 3, 4]),
    ];
    for (access, expect) in steps {
        server.let_read(reader.staff, &access);
        sync(&mut server, &mut reader);
        assert_eq!(seen(&reader), expect, "{access:?}");
        // An edit of what is not read makes no difference, nor does one of what is.
        for number in 1..=4 {
            manager.act(vec![patch(customer(number), "city", "Hangzhou")], NOW);
        }
        sync(&mut server, &mut manager);
        sync(&mut server, &mut reader);
        assert_eq!(seen(&reader), expect, "{access:?}");
    }
}

#[test]
fn i8_no_byte_of_what_may_not_be_read_leaves_the_server() {
    let (mut server, mut manager, reader) = dealership();
    let mut own = access(&[("a", Reach::Own), ("b", Reach::Unit)], &[]);
    own.masks = BTreeMap::from([("customer".to_owned(), vec!["phone".to_owned()])]);
    server.let_read(reader.staff, &own);
    manager.act(vec![patch(customer(2), "name", "secret again")], NOW);
    sync(&mut server, &mut manager);
    for cursor in 0..6 {
        let (_, text) = page(&server, &reader, cursor);
        for word in [
            "secret 2",
            "secret 3",
            "secret 4",
            "secret again",
            "13800138000",
        ] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        assert!(!text.contains(&staff(1).to_string()), "an owner in {text}");
    }
    let (first, text) = page(&server, &reader, 0);
    assert!(text.contains("secret 1"));
    assert!(
        !text.contains(&customer(2).1.to_string()),
        "the id of a row never served"
    );
    assert_eq!(first.access.unwrap().units[&unit("a")], Reach::Own);
}

#[test]
fn i8_a_row_that_leaves_sight_is_evicted_once_and_only_from_those_who_had_it() {
    let (mut server, mut manager, mut reader) = dealership();
    server.let_read(reader.staff, &access(&[("a", Reach::Own)], &[]));
    sync(&mut server, &mut reader);
    assert_eq!(seen(&reader), [1]);
    let before = reader.machine.state().cursors[&unit("a")];
    server.hand_over(customer(1).1, staff(1));
    let evictions = |cursor| {
        let (reply, text) = page(&server, &reader, cursor);
        assert!(!text.contains("secret"), "{text}");
        reply.units[&unit("a")].rows.clone()
    };
    assert!(evictions(0).is_empty(), "a new device never had it");
    let rows = evictions(before);
    assert_eq!(
        (rows[0].2, rows[0].3, rows[0].4),
        (customer(1).1, State::Gone, None)
    );
    manager.act(vec![patch(customer(1), "city", "Hangzhou")], NOW);
    sync(&mut server, &mut manager);
    sync(&mut server, &mut reader);
    assert!(seen(&reader).is_empty());
    // Later changes of what is out of sight are no news.
    let cursor = reader.machine.state().cursors[&unit("a")];
    manager.act(vec![patch(customer(1), "city", "Ningbo")], NOW);
    sync(&mut server, &mut manager);
    assert!(
        page(&server, &reader, cursor).0.units[&unit("a")]
            .rows
            .is_empty()
    );
}

/// A row that left sight and changed again stands behind the others by then. A pull that takes several pages
/// passes the place where it left before it comes to the row.
#[test]
fn i9_a_row_that_left_sight_and_changed_again_goes_however_the_pages_are_cut() {
    for edits in 0..12 {
        let (mut server, mut manager, mut reader) = dealership();
        server.let_read(reader.staff, &access(&[("a", Reach::Own)], &[]));
        sync(&mut server, &mut reader);
        assert_eq!(seen(&reader), [1]);
        server.hand_over(customer(1).1, staff(1));
        for number in 0..edits {
            let target = customer(10 + number);
            let owner = [reader.staff, staff(1)][number as usize % 2];
            manager.act(vec![made(target, &unit("a"), Some(owner), "x")], NOW);
        }
        manager.act(vec![patch(customer(1), "city", "Hangzhou")], NOW);
        sync(&mut server, &mut manager);
        sync(&mut server, &mut reader);
        assert!(!seen(&reader).contains(&1), "after {edits} edits");
        assert!(reader.machine.state().served().is_empty());
    }
}

/// Builds of the first days ask for no access: they would keep what was narrowed, and miss what was widened.
#[test]
fn i9_a_build_that_asks_for_no_access_is_given_rows_only_while_everything_is_read() {
    let (server, _, reader) = dealership();
    let mut masked = access(&[("a", Reach::Unit)], &[]);
    masked.masks = BTreeMap::from([("customer".to_owned(), vec!["phone".to_owned()])]);
    for (reads, is_served) in [
        (access(&[("a", Reach::Unit), ("b", Reach::Unit)], &[]), true),
        (access(&[("a", Reach::Unit), ("b", Reach::Own)], &[]), false),
        (access(&[("a", Reach::Team)], &[staff(1)]), false),
        (masked, false),
        (access(&[("a", Reach::Unit)], &[]), true),
    ] {
        server.let_read(reader.staff, &reads);
        let request = PullRequest {
            access: None,
            ..request(&reader, 0)
        };
        let answer = server.pull(reader.id, &request);
        assert_eq!(answer.is_ok(), is_served, "{reads:?}");
    }
}

#[test]
fn i7_an_eviction_in_the_middle_of_a_first_pull_takes_the_row_that_came_before_it() {
    let (mut server, _, mut reader) = dealership();
    server.let_read(reader.staff, &access(&[("a", Reach::Own)], &[]));
    reader.announce();
    // The first page brings the row; it is handed over before the second.
    let Some(Request::Pull(pull)) = reader.request.take() else {
        panic!("no pull");
    };
    let answer = server.pull(reader.id, &pull);
    assert!(answer.as_ref().unwrap().units[&unit("a")].more);
    reader.take_pull(answer, &server);
    assert_eq!(seen(&reader), [1]);
    server.hand_over(customer(1).1, staff(1));
    let Some(Request::Pull(pull)) = reader.request.clone() else {
        panic!("no second page");
    };
    let answer = server.pull(reader.id, &pull);
    reader.request = None;
    reader.take_pull(answer, &server);
    sync(&mut server, &mut reader);
    assert!(seen(&reader).is_empty());
}

#[test]
fn i1_edits_of_what_was_taken_away_stay_until_they_are_refused_in_sight() {
    let (mut server, _, mut reader) = dealership();
    sync(&mut server, &mut reader);
    let mut own = access(&[("a", Reach::Own)], &[]);
    own.masks = BTreeMap::from([("customer".to_owned(), vec!["phone".to_owned()])]);
    server.let_read(reader.staff, &own);
    let foreign = made(customer(8), &unit("a"), Some(staff(1)), "x");
    let masked = Change::Patch {
        kind: Kind::Customer,
        id: customer(1).1,
        fields: Fields::new().with("phone", json!("1")),
    };
    for change in [
        patch(customer(2), "city", "Hangzhou"),
        patch(customer(4), "city", "Hangzhou"),
        masked,
        foreign,
        patch(customer(1), "city", "Hangzhou"),
    ] {
        reader.act(vec![change], NOW);
    }
    sync(&mut server, &mut reader);
    let expect = ["op.not_found", "op.not_found", "op.denied", "op.denied"];
    assert_eq!(codes(&reader), expect);
    assert!(reader.store.outbox.is_empty());
    assert_eq!(seen(&reader), [1]);
    let row = &reader.visible()[&customer(1)];
    assert_eq!(row.fields.text("city"), Some("Hangzhou"));
    assert_eq!(
        row.fields.text("phone"),
        None,
        "a masked field stayed on the device"
    );
}

/// An edit of a field writes along what belongs to it, but never what its writer does not read.
#[test]
fn i5_an_edit_of_half_a_group_leaves_the_masked_half_as_it_stands() {
    let (mut server, mut manager, mut reader) = dealership();
    let mut whole = patch(customer(1), "intent_level", "B");
    if let Change::Patch { fields, .. } = &mut whole {
        fields.set("expected_on", "2026-12-24");
    }
    manager.act(vec![whole], NOW);
    sync(&mut server, &mut manager);
    let mut reads = access(&[("a", Reach::Unit), ("b", Reach::Unit)], &[]);
    reads.masks = BTreeMap::from([("customer".to_owned(), vec!["expected_on".to_owned()])]);
    server.let_read(reader.staff, &reads);
    sync(&mut server, &mut reader);
    let mut edit = patch(customer(1), "intent_level", "A");
    if let Change::Patch { kind, fields, .. } = &mut edit {
        let row = &reader.visible()[&customer(1)];
        complete(*kind, fields, &row.fields, &reader.machine.state().access);
    }
    reader.act(vec![edit], NOW + 1);
    sync(&mut server, &mut reader);
    assert!(codes(&reader).is_empty(), "{:?}", codes(&reader));
    let stored = &server.records()[&("customer".to_owned(), customer(1).1)];
    let fields = &stored.record.fields;
    assert_eq!(fields.text("intent_level"), Some("A"));
    assert_eq!(fields.text("expected_on"), Some("2026-12-24"));
}
