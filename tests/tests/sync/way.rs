//! What stands on the way to the server and is not it: firewalls and portals.

use forecourt_domain::{Id, Kind};
use forecourt_sync::Failure;
use forecourt_sync::failure::INTERCEPTED;
use forecourt_sync::machine::{Event, Phase};

use crate::device::{Device, Request};
use crate::scenarios::{CUSTOMER, NOW, codes, create, patch, two_devices, unit};
use crate::server::Server;

/// Carries requests over a way that stops some; gives how many were sent.
fn carry(
    server: &mut Server,
    device: &mut Device,
    stops: impl Fn(&Request) -> Option<Failure>,
) -> usize {
    device.announce();
    device.handle(Event::Asked);
    for sent in 0..60 {
        let Some(request) = device.request.take() else {
            return sent;
        };
        match (stops(&request), request) {
            (Some(failure), Request::Pull(_)) => device.take_pull(Err(failure), server),
            (Some(failure), _) => device.handle(Event::PushAnswered(Err(failure))),
            (None, Request::Push(push)) => {
                let answer = server.push(&push, |_| {});
                device.handle(Event::PushAnswered(answer));
            }
            (None, Request::Pull(pull)) => {
                let answer = server.pull(device.id, &pull);
                device.take_pull(answer, server);
            }
            (None, Request::Renew(_)) => panic!("no reason to take a new id"),
        }
    }
    panic!("the device does not come to rest");
}

/// A firewall that dislikes a word in a body.
fn firewall(request: &Request) -> Option<Failure> {
    let Request::Push(push) = request else {
        return None;
    };
    let text = serde_json::to_string(push).unwrap();
    text.contains("<script")
        .then_some(Failure::Intercepted { status: 403 })
}

#[test]
fn i11_a_word_that_a_firewall_dislikes_holds_up_nothing_else() {
    let (mut server, mut device, _) = two_devices();
    device.handle(Event::Offline);
    for number in 0..20_u64 {
        let value = if number == 13 { "<script>" } else { "fine" };
        let lead = (Kind::Lead, Id::from_u128(1_000 + u128::from(number)));
        let acts = vec![create(lead, unit("a")), patch(lead, "note", value)];
        device.act(acts, NOW + number);
    }
    let sent = carry(&mut server, &mut device, firewall);
    assert!(sent < 30, "{sent} requests");
    assert_eq!(codes(&device), [INTERCEPTED]);
    assert!(device.store.outbox.is_empty());
    assert_eq!(device.phase, Phase::Synced);
    assert_eq!(server.records().len(), 1 + 19);
}

#[test]
fn i1_nothing_is_put_aside_behind_a_portal() {
    let (mut server, mut device, _) = two_devices();
    for (number, failure) in (0..).zip([
        Failure::Intercepted { status: 403 },
        Failure::Unreadable("<html>".to_owned()),
        Failure::Intercepted { status: 511 },
    ]) {
        device.act(vec![patch(CUSTOMER, "city", "Hangzhou")], NOW + number);
        for _ in 0..5 {
            carry(&mut server, &mut device, |_| Some(failure.clone()));
        }
        assert_eq!(device.phase, Phase::Offline);
        assert!(codes(&device).is_empty() && !device.store.outbox.is_empty());
    }
    carry(&mut server, &mut device, |_| None);
    assert!(codes(&device).is_empty() && device.store.outbox.is_empty());
}
