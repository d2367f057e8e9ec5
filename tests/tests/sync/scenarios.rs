//! Single stories that chance would seldom tell.

use forecourt_domain::row::Unit;
use forecourt_domain::{Change, Fields, Id, Kind, State};
use forecourt_sync::machine::{Event, Phase};
use forecourt_sync::wire::PushRequest;

use crate::device::{Device, Request, Target};
use crate::server::Server;

pub const NOW: u64 = 1_790_000_000_000;
pub const CUSTOMER: Target = (Kind::Customer, Id::from_u128(77));

pub fn unit(name: &str) -> Unit {
    format!("s:{name}")
}

pub fn create((kind, id): Target, unit: Unit) -> Change {
    Change::Create {
        kind,
        id,
        unit,
        owner: None,
        fields: Fields::new().with("name", "Li Na"),
    }
}

pub fn patch((kind, id): Target, name: &str, value: &str) -> Change {
    Change::Patch {
        kind,
        id,
        fields: Fields::new().with(name, value),
    }
}

/// A server and two devices in both units; the first has made one customer.
pub fn two_devices() -> (Server, Device, Device) {
    let mut server = Server::new(NOW);
    let units = [unit("a"), unit("b")];
    let mut first = Device::new(0, &units, 0);
    let mut second = Device::new(1, &units, 0);
    server.enrol(first.id, &units);
    server.enrol(second.id, &units);
    first.act(vec![create(CUSTOMER, unit("a"))], NOW);
    sync(&mut server, &mut first);
    sync(&mut server, &mut second);
    (server, first, second)
}

/// Lets a device do all it wants.
pub fn sync(server: &mut Server, device: &mut Device) {
    device.announce();
    device.handle(Event::Asked);
    for _ in 0..50 {
        match device.request.take() {
            None => return,
            Some(Request::Push(push)) => {
                let answer = server.push(&push, |_| {});
                device.handle(Event::PushAnswered(answer));
            }
            Some(Request::Renew(enrol)) => {
                let enrolled = server.bind(1, device.staff, &enrol);
                device.take_renewal(enrol.device, Ok(enrolled));
            }
            Some(Request::Pull(pull)) => {
                let answer = server.pull(device.id, &pull);
                device.take_pull(answer, server);
            }
        }
    }
    panic!("the device does not come to rest");
}

pub fn name(device: &Device, target: Target) -> Option<String> {
    let visible = device.visible();
    let row = visible.get(&target)?;
    row.fields.text("name").map(str::to_owned)
}

/// The push that a device sends for what it just did.
pub fn sent(device: &mut Device) -> PushRequest {
    device.announce();
    match device.request.take() {
        Some(Request::Push(push)) => push,
        other => panic!("no push was sent but {other:?}"),
    }
}

/// Why acts of a device were refused, in order.
pub fn codes(device: &Device) -> Vec<&str> {
    let tray = device.store.refused.values();
    tray.map(|(code, _)| code.as_str()).collect()
}

#[test]
fn after_a_restore_devices_start_again_and_keep_their_work() {
    let (mut server, mut first, mut second) = two_devices();
    let backup = server.backup();

    first.act(
        vec![patch(CUSTOMER, "name", "lost with the server")],
        NOW + 1,
    );
    sync(&mut server, &mut first);
    sync(&mut server, &mut second);
    // Taken by the server, but the pull that brings it back never came.
    let later = (Kind::Lead, Id::from_u128(78));
    first.act(vec![create(later, unit("b"))], NOW + 2);
    let answer = server.push(&sent(&mut first), |_| {});
    first.handle(Event::PushAnswered(answer));
    first.crash();
    // Not sent at all.
    second.act(vec![patch(CUSTOMER, "city", "Hangzhou")], NOW + 3);

    server.restore(&backup);
    first.crash();
    sync(&mut server, &mut first);
    sync(&mut server, &mut second);
    sync(&mut server, &mut first);

    for device in [&first, &second] {
        assert_eq!(name(device, CUSTOMER).as_deref(), Some("Li Na"));
        let visible = device.visible();
        assert_eq!(visible[&CUSTOMER].fields.text("city"), Some("Hangzhou"));
        assert!(
            visible.contains_key(&later),
            "what was not back is offered again"
        );
        assert_eq!(device.phase, Phase::Synced);
        assert!(device.store.outbox.is_empty());
    }
    assert_eq!(server.records().len(), 2);
}

#[test]
fn a_purged_record_leaves_and_never_comes_back() {
    let (mut server, mut first, mut second) = two_devices();
    let key = (CUSTOMER.0.as_str().to_owned(), CUSTOMER.1);
    server.purge(&key);
    sync(&mut server, &mut first);
    assert_eq!(name(&first, CUSTOMER), None);

    // The other device was away for long.
    second.act(vec![patch(CUSTOMER, "name", "zombie")], NOW + 1);
    second.act(vec![create(CUSTOMER, unit("a"))], NOW + 2);
    sync(&mut server, &mut second);
    assert_eq!(name(&second, CUSTOMER), None);
    assert_eq!(codes(&second), ["op.gone", "op.gone"]);
    assert!(server.records()[&key].record.fields.is_empty());
}

#[test]
fn who_leaves_a_store_keeps_none_of_its_rows() {
    let (mut server, mut first, _) = two_devices();
    let other = (Kind::Lead, Id::from_u128(79));
    first.act(vec![create(other, unit("b"))], NOW + 1);
    sync(&mut server, &mut first);

    server.grant(first.id, &[unit("a")]);
    first.act(vec![patch(other, "name", "after hours")], NOW + 2);
    sync(&mut server, &mut first);
    assert!(first.store.base.contains_key(&CUSTOMER));
    assert_eq!(name(&first, other), None);
    assert_eq!(codes(&first), ["op.not_found"]);

    server.grant(first.id, &[unit("a"), unit("b")]);
    sync(&mut server, &mut first);
    assert_eq!(name(&first, other).as_deref(), Some("Li Na"));
}

#[test]
fn what_builds_on_a_refused_creation_does_not_land_on_a_stranger() {
    let (mut server, _, mut second) = two_devices();
    // Both are made without a network, so that they leave in one push.
    second.handle(Event::Offline);
    second.act(vec![create(CUSTOMER, unit("b"))], NOW + 1);
    second.act(vec![patch(CUSTOMER, "name", "meant for another")], NOW + 2);
    sync(&mut server, &mut second);
    assert_eq!(codes(&second), ["op.exists", "op.group_refused"]);
    assert_eq!(name(&second, CUSTOMER).as_deref(), Some("Li Na"));
}

#[test]
fn a_push_that_is_overtaken_is_decided_again() {
    let (mut server, mut first, mut second) = two_devices();
    let key = (CUSTOMER.0.as_str().to_owned(), CUSTOMER.1);
    let bin = Change::Bin {
        kind: CUSTOMER.0,
        id: CUSTOMER.1,
    };
    second.act(vec![bin], NOW + 1);
    let overtaking = sent(&mut second);
    first.act(vec![patch(CUSTOMER, "name", "Li Na-ying")], NOW + 2);
    let push = sent(&mut first);
    // The bin moves what admission had read; it is asked again and both hold.
    let answer = server.push(&push, |server| drop(server.push(&overtaking, |_| {})));
    first.handle(Event::PushAnswered(answer));
    sync(&mut server, &mut first);
    let stored = &server.records()[&key];
    assert_eq!(stored.record.state, State::Binned);
    assert_eq!(stored.record.fields.text("name"), Some("Li Na-ying"));

    // Purged in between: nothing may be written into what is left of it.
    first.act(vec![patch(CUSTOMER, "name", "zombie")], NOW + 3);
    let push = sent(&mut first);
    let answer = server.push(&push, |server| server.purge(&key));
    first.handle(Event::PushAnswered(answer));
    assert_eq!(codes(&first), ["op.gone"]);
    assert!(server.records()[&key].record.fields.is_empty());
}

#[test]
fn a_command_that_changed_nothing_when_it_was_read_still_has_the_last_word() {
    let (mut server, mut first, mut second) = two_devices();
    let (kind, id) = CUSTOMER;
    second.act(vec![Change::Bin { kind, id }], NOW + 1);
    let overtaking = sent(&mut second);
    // Admission sees a live record: there is nothing to write, until the bin lands first.
    first.act(vec![Change::Restore { kind, id }], NOW + 2);
    let push = sent(&mut first);
    let answer = server.push(&push, |server| drop(server.push(&overtaking, |_| {})));
    first.handle(Event::PushAnswered(answer));
    let key = (kind.as_str().to_owned(), id);
    assert_eq!(server.records()[&key].record.state, State::Live);
}

#[test]
fn of_two_creations_of_one_id_the_first_holds_and_the_second_is_told() {
    let (mut server, mut first, mut second) = two_devices();
    let lead = (Kind::Lead, Id::from_u128(80));
    first.act(vec![create(lead, unit("a"))], NOW + 1);
    second.act(vec![create(lead, unit("b"))], NOW + 2);
    let (late, early) = (sent(&mut first), sent(&mut second));
    let answer = server.push(&late, |server| drop(server.push(&early, |_| {})));
    first.handle(Event::PushAnswered(answer));
    sync(&mut server, &mut first);
    assert_eq!(codes(&first), ["op.exists"]);
    assert_eq!(first.visible()[&lead].unit, unit("b"));
}

#[test]
fn what_another_tab_wrote_goes_along_before_it_is_announced() {
    let (mut server, mut first, _) = two_devices();
    first.act(vec![patch(CUSTOMER, "name", "of another tab")], NOW + 1);
    first.unannounced.clear();
    first.act(vec![patch(CUSTOMER, "city", "Hangzhou")], NOW + 2);
    sync(&mut server, &mut first);
    assert_eq!(name(&first, CUSTOMER).as_deref(), Some("of another tab"));
    assert!(first.store.outbox.is_empty());
}

#[test]
fn a_clock_that_is_set_back_over_a_restart_loses_no_edit() {
    let (mut server, mut first, _) = two_devices();
    first.skew = 60_000;
    first.act(vec![patch(CUSTOMER, "name", "one")], NOW + 1);
    first.crash();
    first.skew = 0;
    first.act(vec![patch(CUSTOMER, "name", "two")], NOW + 2);
    first.request = None;
    first.crash();
    sync(&mut server, &mut first);
    assert_eq!(name(&first, CUSTOMER).as_deref(), Some("two"));
}
