//! Profiles that are set back or copied: numbers come twice, work must not go.
//!
//! Each of these changes to the code fails here: decide.rs takes every number
//! up to the last one for decided; decided.sql keeps no `recent`; enrol.sql
//! leaves `mid` at zero; answer.rs forgets `acked` or the outbox at a renewal;
//! the identity of a group is its number alone.

use forecourt_sync::machine::{Event, Phase};
use forecourt_sync::wire::Outcome;
use forecourt_sync::{Code, Failure};

use crate::device::{Device, Request};
use crate::scenarios::{CUSTOMER, NOW, codes, create, name, patch, sent, sync, two_devices, unit};
use crate::server::Server;
use forecourt_domain::{Id, Kind};

/// Acts of a device, each on a record of its own, and all synced.
fn work(server: &mut Server, device: &mut Device, ids: core::ops::Range<u128>) {
    for id in ids {
        let record = (Kind::Lead, Id::from_u128(id));
        device.act(vec![create(record, unit("a"))], NOW + id as u64);
        sync(server, device);
    }
}

#[track_caller]
fn assert_has(server: &Server, ids: impl IntoIterator<Item = u128>) {
    let records = server.records();
    for id in ids {
        let key = ("lead".to_owned(), Id::from_u128(id));
        assert!(records.contains_key(&key), "record {id} is lost");
    }
}

#[test]
fn i1_a_profile_set_back_by_any_number_of_groups_loses_none_of_its_later_work() {
    for back in 0..6 {
        let (mut server, mut first, mut second) = two_devices();
        work(&mut server, &mut first, 1_000..1_000 + 6 - back);
        let (id, store) = (first.id, first.store.clone());
        work(&mut server, &mut first, 2_000..2_000 + back);
        first.set_back(id, store);
        // As many acts as were lost from the profile, one less, one more.
        for more in [back.saturating_sub(1), back, back + 1] {
            let from = 3_000 + 100 * more;
            let ids = from..from + more;
            for id in ids.clone() {
                first.act(
                    vec![create((Kind::Lead, Id::from_u128(id)), unit("a"))],
                    NOW,
                );
            }
            sync(&mut server, &mut first);
            assert_has(&server, ids);
        }
        assert!(first.store.outbox.is_empty() && first.store.refused.is_empty());
        assert_eq!(first.phase, Phase::Synced);
        // What the set back part had sent is here too, and everybody agrees.
        sync(&mut server, &mut second);
        assert_has(&server, (1_000..1_006 - back).chain(2_000..2_000 + back));
        assert_eq!(first.visible(), second.visible());
    }
}

#[test]
fn i1_a_copy_of_a_device_and_the_device_itself_both_keep_their_work() {
    let (mut server, mut first, _) = two_devices();
    // One group was sent and its answer is missing, one was not sent, as the profile is copied.
    let sent_one = (Kind::Lead, Id::from_u128(1_000));
    first.act(vec![create(sent_one, unit("a"))], NOW + 1);
    let push = sent(&mut first);
    server.push(&push, |_| {}).unwrap();
    first.handle(Event::PushAnswered(Err(Failure::Timeout)));
    first.act(vec![patch(CUSTOMER, "city", "Hangzhou")], NOW + 2);
    let mut copy = Device::new(7, &first.units, 0);
    copy.staff = first.staff;
    copy.set_back(first.id, first.store.clone());

    work(&mut server, &mut first, 2_000..2_001);
    work(&mut server, &mut copy, 3_000..3_001);
    work(&mut server, &mut first, 2_001..2_002);
    assert!(first.store.outbox.is_empty() && copy.store.outbox.is_empty());
    assert_ne!(first.id, copy.id);
    assert_has(&server, [1_000, 2_000, 2_001, 3_000]);
    // The group that both had was known again by its stamp: nothing was made twice or refused.
    assert!(codes(&first).is_empty() && codes(&copy).is_empty());
    sync(&mut server, &mut copy);
    sync(&mut server, &mut first);
    assert_eq!(first.visible(), copy.visible());
    assert_eq!(server.records().len(), 5);
}

#[test]
fn i2_stray_copies_of_older_pushes_do_nothing_and_lead_to_nothing() {
    let (mut server, mut first, _) = two_devices();
    first.act(vec![patch(CUSTOMER, "name", "one")], NOW + 1);
    let one = sent(&mut first);
    let answer = server.push(&one, |_| {});
    first.handle(Event::PushAnswered(answer));
    sync(&mut server, &mut first);
    first.act(vec![patch(CUSTOMER, "name", "two")], NOW + 2);
    let two = sent(&mut first);
    // The answer is lost, and the group goes out again together with a third.
    server.push(&two, |_| {}).unwrap();
    first.handle(Event::PushAnswered(Err(Failure::Timeout)));
    first.act(vec![patch(CUSTOMER, "name", "three")], NOW + 3);
    first.announce();
    first.handle(Event::Timer);
    let Some(Request::Push(both)) = first.request.clone() else {
        panic!("no push");
    };
    assert_eq!(both.groups.len(), 2);
    let before = server.push(&both, |_| {}).unwrap();
    let records = server.records();
    // Of the last push that decided something every part is known …
    for push in [&two, &both] {
        let reply = server.push(push, |_| {}).unwrap();
        for verdict in &reply.verdicts {
            assert!(matches!(verdict.outcome, Outcome::Applied { .. }));
        }
    }
    // … and an older one is of no device that lives: nobody waits for this answer.
    let old = server.push(&one, |_| {}).unwrap_err();
    assert_eq!(old.known_code(), Some(Code::DeviceRewound));
    assert_eq!(server.records(), records);
    first.request = None;
    first.handle(Event::PushAnswered(Ok(before)));
    let id = first.id;
    sync(&mut server, &mut first);
    assert_eq!((first.id, first.phase), (id, Phase::Synced));
    assert_eq!(name(&first, CUSTOMER).as_deref(), Some("three"));
}

#[test]
fn i14_devices_of_the_first_schema_go_on_after_the_migration() {
    let (mut server, mut first, _) = two_devices();
    first.act(
        vec![create((Kind::Lead, Id::from_u128(1_000)), unit("a"))],
        NOW + 1,
    );
    let push = sent(&mut first);
    server.push(&push, |_| {}).unwrap();
    server.forget_recent();
    // Its answer was lost over the migration: the number alone proves nothing.
    first.handle(Event::PushAnswered(Err(Failure::Timeout)));
    sync(&mut server, &mut first);
    assert!(first.store.outbox.is_empty() && first.store.refused.is_empty());
    assert_has(&server, [1_000]);
    // Without such a loss nobody notices.
    let (mut server, mut first, _) = two_devices();
    server.forget_recent();
    let id = first.id;
    work(&mut server, &mut first, 1_000..1_002);
    assert_eq!(first.id, id);
    assert_has(&server, [1_000, 1_001]);
}
