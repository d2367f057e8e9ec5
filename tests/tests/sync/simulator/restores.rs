//! Stories of a database that goes back to a backup more than once.

use forecourt_domain::{Id, Kind};
use serde_json::json;

use super::script::{Fate, Plan, Step, What};
use super::world::{World, patch};
use crate::device::{Request, Target};
use crate::later::word_of;
use crate::server::Least;

/// The record that everything is about.
const RECORD: Target = (Kind::Customer, Id::from_u128(1));

fn play(world: &mut World, what: What) {
    let step = Step {
        who: 0,
        what,
        dice: 0,
    };
    world.play(step);
}

/// An app that is too old for rows still sends its work, and it asks for the epoch first. A
/// stray copy of such a push, which comes when the database went back once more and the record is
/// gone there, would be refused by that one; the device heard from the other that it was applied,
/// and would find nothing amiss with its number.
#[test]
fn i1_what_an_app_sends_that_is_too_old_is_decided_by_no_later_database() {
    let mut world = World::new(&Plan::small());
    world.back_up();
    assert!(world.act(0, 0, vec![patch(RECORD, "a", json!(1))]));
    world.devices[0].announce_all();
    world.roll_back();
    world.server.least = Least { push: 0, pull: 2 };
    let mut sent = Vec::new();
    while let Some(request) = world.devices[0].request().cloned() {
        if let Request::Push(push) = request
            && !push.groups.is_empty()
        {
            sent.push(push);
        }
        world.deliver(0, Fate::Fine);
    }
    assert_eq!(world.devices[0].store.kept.acked.len(), 1);

    world.roll_back();
    world
        .server
        .purge_of(1, &(word_of(RECORD.0).to_owned(), RECORD.1));
    for push in &sent {
        world.push(push, |_| {}).ok();
    }
    world.follow();
    play(&mut world, What::Update);
    world.settle();
    world.check_at_rest();
    let tray = world.devices[0].store.refused.values();
    let codes: Vec<&str> = tray.map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["op.gone"]);
}

/// A database that went back refuses what a device offers it again, and the tray says so. It goes
/// back once more: the number is void there, because what is in the tray is sent to nobody. Now
/// the profile is put back to before all that. It holds the group as taken, the number is below
/// the server's, and the tray is gone with the life that had it.
#[test]
fn i1_what_was_refused_after_a_copy_goes_with_the_life_that_was_told_so() {
    let mut world = World::new(&Plan::small());
    world.back_up();
    assert!(world.act(0, 0, vec![patch(RECORD, "a", json!(1))]));
    world.devices[0].announce_all();
    world.deliver(0, Fate::Fine);
    assert_eq!(world.devices[0].store.kept.acked.len(), 1);
    play(&mut world, What::Copy);

    world.roll_back();
    world
        .server
        .purge_of(1, &(word_of(RECORD.0).to_owned(), RECORD.1));
    world.follow();
    world.finish(0);
    assert_eq!(world.devices[0].store.refused.len(), 1);

    world.roll_back();
    assert!(world.act(0, 0, vec![patch((Kind::Lead, RECORD.1), "a", json!(2))]));
    world.finish(0);
    play(&mut world, What::SetBack);
    world.settle();
    world.check_at_rest();
}
