//! I13: what syncing keeps depends on what is there and not on how much ever was.
//!
//! Each of these changes to the code fails here: a night purges no history, deletes no record, forgets no verdict; a
//! history is never cut; what a device has sent stays in its outbox; a device's groups are remembered for ever.

use std::collections::BTreeMap;

use forecourt_domain::{Change, Id, Kind};
use forecourt_sync::machine::{Event, Phase};

use crate::device::{Device, Request, Target};
use crate::scenarios::{CUSTOMER, NOW, create, patch, unit};
use crate::server::{HISTORY_ITEMS, Server};

const DAY: u64 = 86_400_000;
const ROUNDS: u64 = 8;
/// Records that are made and deleted in one round.
const RECORDS: u64 = 120;
/// Edits of the one record that stays, each sent by itself.
const EDITS: u64 = 40;

/// Lets a device do all it wants, however long that takes. Gives the longest outbox and the most groups that it held as taken.
fn sync_all(server: &mut Server, device: &mut Device) -> (usize, usize) {
    device.announce();
    device.handle(Event::Asked);
    let mut most = (0, 0);
    for _ in 0..2_000 {
        most.0 = device.store.outbox.len().max(most.0);
        most.1 = device.machine.state().acked.len().max(most.1);
        match device.request.take() {
            None => return most,
            Some(Request::Push(push)) => {
                let answer = server.push(&push, |_| {});
                device.handle(Event::PushAnswered(answer));
            }
            Some(Request::Pull(pull)) => {
                let answer = server.pull(device.id, &pull);
                device.handle(Event::PullAnswered(answer));
            }
            Some(Request::Renew(_)) => panic!("no reason to take a new id"),
        }
    }
    panic!("the device does not come to rest");
}

/// Half a year of work: records are made, edited, refused and binned, one is purged at once, and all of that is
/// collected; one record stays and is edited all the time.
fn half_a_year(server: &mut Server, devices: &mut [Device], round: u64) -> (usize, usize) {
    let record = |nth| -> Target { (Kind::Lead, Id::from_u128(u128::from(1_000 * round + nth))) };
    let worker = &mut devices[0];
    for nth in 0..RECORDS {
        let lead = record(nth);
        worker.act(vec![create(lead, unit("a"))], server.now);
        worker.act(vec![patch(lead, "note", "x")], server.now);
        worker.act(
            vec![patch((Kind::Lead, Id::from_u128(7)), "note", "of nothing")],
            server.now,
        );
    }
    let mut most = sync_all(server, worker);
    let edits = (0..RECORDS).map(|nth| (record(nth), "again".to_owned()));
    let edits = edits.chain((0..EDITS).map(|nth| (CUSTOMER, format!("edit {round}/{nth}"))));
    for (target, text) in edits {
        worker.act(vec![patch(target, "note", &text)], server.now);
        if target == CUSTOMER {
            most.0 = sync_all(server, worker).0.max(most.0);
        }
    }
    for nth in 0..RECORDS {
        let (kind, id) = record(nth);
        worker.act(vec![Change::Bin { kind, id }], server.now);
    }
    sync_all(server, worker);
    server.purge(&("lead".to_owned(), record(3).1));
    for device in devices.iter_mut() {
        sync_all(server, device);
        device.store.refused.clear();
    }
    for days in [30, 180] {
        server.now += days * DAY;
        server.night();
        for device in devices.iter_mut() {
            sync_all(server, device);
        }
    }
    // The verdicts of the last push are kept for as long as it may come again.
    devices[0].act(
        vec![patch(CUSTOMER, "city", &round.to_string())],
        server.now,
    );
    sync_all(server, &mut devices[0]);
    server.now += 60 * DAY;
    server.night();
    sync_all(server, &mut devices[1]);
    most
}

/// Rows of each table, and what else might grow.
fn kept(server: &Server, devices: &[Device]) -> BTreeMap<String, u64> {
    let mut sizes = server.sizes();
    for (place, device) in devices.iter().enumerate() {
        let (store, state) = (&device.store, device.machine.state());
        let counts = [
            ("outbox", store.outbox.len()),
            ("tray", store.refused.len()),
            ("taken", state.acked.len()),
            ("cursors", state.cursors.len()),
            ("origins", state.served().len()),
            ("rows", store.base.len()),
        ];
        sizes.extend(counts.map(|(name, count)| (format!("{name} of {place}"), count as u64)));
    }
    sizes
}

#[test]
fn i13_what_is_kept_does_not_grow_with_what_ever_was() {
    let mut server = Server::new(NOW);
    let units = [unit("a")];
    let mut devices = [0, 1].map(|number| Device::new(number, &units, 0));
    for device in &devices {
        server.enrol(device.id, &units);
    }
    devices[0].act(vec![create(CUSTOMER, unit("a"))], NOW);
    let mut first = None;
    for round in 1..=ROUNDS {
        let (outbox, taken) = half_a_year(&mut server, &mut devices, round);
        assert!(
            outbox as u64 <= 4 * RECORDS,
            "I13: {outbox} groups in the outbox"
        );
        assert!(
            taken as u64 <= 3 * RECORDS,
            "I13: {taken} groups held as taken"
        );
        let mut sizes = kept(&server, &devices);
        let history = sizes.remove("items of a history").unwrap_or_default();
        assert!(
            history <= 2 * HISTORY_ITEMS as u64,
            "I13: {history} changes of one record"
        );
        assert_eq!(sizes["rec"], 1);
        assert_eq!(sizes["refusal"], 0);
        assert_eq!(
            *first.get_or_insert(sizes.clone()),
            sizes,
            "I13: round {round}"
        );
    }
    for device in &devices {
        assert_eq!(device.phase, Phase::Synced);
        assert_eq!(device.visible().len(), 1);
    }
}
