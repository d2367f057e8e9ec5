//! Records that are binned, purged and deleted, and devices that were away meanwhile.
//!
//! Each of these changes to the code fails here: purge.sql leaves the body, or the seq; collect_floor.sql
//! raises no floor, or keeps no `collected`; pages.sql never says `restart`, or says so to a device that
//! fills a unit; answer.rs takes a restart for a page; decide.rs makes again what was collected;
//! expire_refusals.sql deletes what a device may ask for, or nothing.

use forecourt_domain::{Change, Id, Kind};
use forecourt_sync::Failure;
use forecourt_sync::machine::{Event, Phase};

use crate::device::{Device, Target};
use crate::scenarios::{CUSTOMER, NOW, codes, create, name, patch, sent, sync, two_devices, unit};
use crate::server::Server;

const DAY: u64 = 86_400_000;

fn bin((kind, id): Target) -> Vec<Change> {
    vec![Change::Bin { kind, id }]
}

fn lead(number: u128) -> Target {
    (Kind::Lead, Id::from_u128(number))
}

/// The first device bins these, and the nights pass until they are deleted.
fn bin_and_forget(server: &mut Server, device: &mut Device, records: &[Target]) {
    for record in records {
        device.act(bin(*record), server.now);
    }
    sync(server, device);
    server.now += 30 * DAY;
    server.night();
    server.now += 180 * DAY;
    server.night();
}

#[test]
fn i8_after_thirty_days_in_the_bin_only_the_id_is_left() {
    let (mut server, mut first, mut second) = two_devices();
    let key = (CUSTOMER.0.as_str().to_owned(), CUSTOMER.1);
    first.act(vec![patch(CUSTOMER, "city", "Hangzhou")], NOW + 1);
    first.act(bin(CUSTOMER), NOW + 2);
    for number in 1..=5 {
        first.act(vec![create(lead(number), unit("a"))], NOW + 3);
    }
    sync(&mut server, &mut first);
    server.now = NOW + 30 * DAY - 1;
    server.night();
    assert_eq!(name(&first, CUSTOMER).as_deref(), Some("Li Na"));
    assert!(!server.records()[&key].record.fields.is_empty());

    server.now = NOW + 30 * DAY;
    server.night();
    let stored = server.records()[&key].clone();
    assert!(stored.record.fields.is_empty() && stored.record.clock.len() == 1);
    assert_eq!(stored.seq, stored.vseq);
    for device in [&mut first, &mut second] {
        sync(&mut server, device);
        assert_eq!(name(device, CUSTOMER), None);
        assert_eq!(device.visible().len(), 5);
    }
    assert_eq!(server.floor(), 0);
    // What came back from the bin in time stays.
    first.act(bin(lead(1)), NOW);
    let (kind, id) = lead(1);
    first.act(vec![Change::Restore { kind, id }], NOW);
    sync(&mut server, &mut first);
    server.now += 400 * DAY;
    server.night();
    assert_eq!(server.records().len(), 5);
}

#[test]
fn i10_a_purged_id_never_comes_back_from_a_device_that_was_away_past_the_floor() {
    let (mut server, mut first, mut second) = two_devices();
    for number in 1..=9 {
        first.act(vec![create(lead(number), unit("a"))], NOW + 1);
    }
    sync(&mut server, &mut first);
    sync(&mut server, &mut second);
    let mut asleep = Device::new(1, &second.units, 0);
    asleep.set_back(second.id, second.store.clone());
    asleep.act(vec![patch(lead(3), "note", "zombie")], NOW + 2);
    asleep.act(vec![patch(lead(9), "note", "made while away")], NOW + 3);

    bin_and_forget(
        &mut server,
        &mut first,
        &[lead(1), lead(2), lead(3), lead(4)],
    );
    assert_eq!(server.records().len(), 6);
    assert!(server.floor() > 0);
    sync(&mut server, &mut asleep);
    assert_eq!(codes(&asleep), ["op.not_found"]);
    assert!(asleep.store.outbox.is_empty());
    assert_eq!(asleep.phase, Phase::Synced);
    assert_eq!(asleep.store.base.len(), 6, "zombies among the rows");
    let row = &asleep.visible()[&lead(9)];
    assert_eq!(row.fields.text("note"), Some("made while away"));
}

#[test]
fn i10_the_creation_of_a_collected_record_makes_nothing_again() {
    let (mut server, mut first, _) = two_devices();
    let (id, store) = (first.id, first.store.clone());
    first.act(vec![create(lead(1), unit("a"))], NOW + 1);
    let outbox = first.store.clone();
    sync(&mut server, &mut first);
    bin_and_forget(&mut server, &mut first, &[lead(1)]);
    // A backup of the profile from the moment when the record was made and not sent.
    drop(store);
    first.set_back(id, outbox);
    sync(&mut server, &mut first);
    assert_eq!(codes(&first), ["op.gone"]);
    assert_eq!(server.records().len(), 1);
    // What is made now is another matter, also under that id.
    let now = server.now;
    first.act(vec![create(lead(2), unit("a"))], now);
    sync(&mut server, &mut first);
    assert_eq!(server.records().len(), 2);
}

#[test]
fn i1_a_verdict_is_kept_for_as_long_as_its_group_may_come_again() {
    let (mut server, mut first, _) = two_devices();
    first.act(vec![patch(lead(404), "note", "of nothing")], NOW + 1);
    let push = sent(&mut first);
    server.push(&push, |_| {}).unwrap();
    first.handle(Event::PushAnswered(Err(Failure::Timeout)));
    // The answer was lost, and the device lies in a drawer for two months.
    server.now += 60 * DAY;
    server.night();
    sync(&mut server, &mut first);
    assert_eq!(codes(&first), ["op.not_found"]);
    // Verdicts of earlier pushes go, however long their device lives.
    first.act(vec![patch(CUSTOMER, "city", "Hangzhou")], NOW + 2);
    sync(&mut server, &mut first);
    server.now += 60 * DAY;
    server.night();
    assert_eq!(server.verdicts(), 0);
}

#[test]
fn i7_a_first_pull_below_the_floor_goes_through_and_one_that_slept_starts_again() {
    let (mut server, mut first, mut second) = two_devices();
    for number in 1..=30 {
        first.act(vec![create(lead(number), unit("a"))], NOW + 1);
    }
    sync(&mut server, &mut first);
    let last: Vec<Target> = (1..=3).map(lead).collect();
    bin_and_forget(&mut server, &mut first, &last);
    assert!(server.floor() > 30);
    // Every page of a new device has a cursor below the floor.
    let mut third = Device::new(9, &first.units, 0);
    server.enrol(third.id, &third.units);
    sync(&mut server, &mut third);
    sync(&mut server, &mut second);
    sync(&mut server, &mut first);
    for device in [&first, &second, &third] {
        assert_eq!(device.phase, Phase::Synced);
        assert_eq!(device.store.base.len(), 28);
        assert_eq!(device.visible(), first.visible());
    }
    assert!(third.machine.state().origins.is_empty());
}
