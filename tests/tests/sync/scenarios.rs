//! Single stories that chance would seldom tell.

use forecourt_domain::row::Unit;
use forecourt_domain::{Change, Fields, Id, Kind};
use forecourt_sync::machine::{Event, Phase};

use crate::device::{Device, Request, Target};
use crate::server::Server;

const NOW: u64 = 1_790_000_000_000;
const CUSTOMER: Target = (Kind::Customer, Id::from_u128(77));

fn unit(name: &str) -> Unit {
    format!("s:{name}")
}

fn create((kind, id): Target, unit: Unit) -> Change {
    Change::Create {
        kind,
        id,
        unit,
        owner: None,
        fields: Fields::new().with("name", "Li Na"),
    }
}

fn patch((kind, id): Target, name: &str, value: &str) -> Change {
    Change::Patch {
        kind,
        id,
        fields: Fields::new().with(name, value),
    }
}

/// A server and two devices in both units; the first has made one customer.
fn two_devices() -> (Server, Device, Device) {
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
fn sync(server: &mut Server, device: &mut Device) {
    device.announce();
    device.handle(Event::Asked);
    for _ in 0..50 {
        match device.request.take() {
            None => return,
            Some(Request::Push(push)) => {
                let answer = server.push(&push, |_| {});
                device.handle(Event::PushAnswered(answer));
            }
            Some(Request::Pull(pull)) => {
                let answer = server.pull(device.id, &pull);
                device.take_pull(answer, server);
            }
        }
    }
    panic!("the device does not come to rest");
}

fn name(device: &Device, target: Target) -> Option<String> {
    let visible = device.visible();
    let row = visible.get(&target)?;
    row.fields.text("name").map(str::to_owned)
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
    first.announce();
    let Some(Request::Push(push)) = first.request.take() else {
        panic!("nothing was pushed");
    };
    let answer = server.push(&push, |_| {});
    first.handle(Event::PushAnswered(answer));
    first.request = None;
    first.crash();
    first.request = None;
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
    let codes: Vec<&str> = second
        .store
        .refused
        .values()
        .map(|(code, _)| code.as_str())
        .collect();
    assert_eq!(codes, ["op.gone", "op.gone"]);
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
    let codes: Vec<&str> = first
        .store
        .refused
        .values()
        .map(|(code, _)| code.as_str())
        .collect();
    assert_eq!(codes, ["op.denied"]);

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
    let codes: Vec<&str> = second
        .store
        .refused
        .values()
        .map(|(code, _)| code.as_str())
        .collect();
    assert_eq!(codes, ["op.exists", "op.group_refused"]);
    assert_eq!(name(&second, CUSTOMER).as_deref(), Some("Li Na"));
}

#[test]
fn a_push_that_is_overtaken_is_decided_again() {
    let (mut server, mut first, mut second) = two_devices();
    let bin = Change::Bin {
        kind: CUSTOMER.0,
        id: CUSTOMER.1,
    };
    second.act(vec![bin], NOW + 1);
    second.announce();
    let Some(Request::Push(overtaking)) = second.request.take() else {
        panic!("nothing was pushed");
    };
    first.act(vec![patch(CUSTOMER, "name", "Li Na-ying")], NOW + 2);
    first.announce();
    let Some(Request::Push(push)) = first.request.take() else {
        panic!("nothing was pushed");
    };
    // The bin moves what admission had read; admission is asked again and both hold.
    let answer = server.push(&push, |server| drop(server.push(&overtaking, |_| {})));
    first.handle(Event::PushAnswered(answer));
    sync(&mut server, &mut first);
    let stored = &server.records()[&(CUSTOMER.0.as_str().to_owned(), CUSTOMER.1)];
    assert_eq!(stored.record.state, forecourt_domain::State::Binned);
    assert_eq!(stored.record.fields.text("name"), Some("Li Na-ying"));
}
