//! Stories of a device that lives twice: its profile is put back from a copy. Here is told, step by step, what chance
//! brings about once in ten thousand seeds.

use forecourt_domain::{Change, Id, Kind};

use super::play::DAY_MS;
use super::script::{Plan, Step, What};
use super::world::World;

/// The record that everything is about.
const RECORD: (Kind, Id) = (Kind::Customer, Id::from_u128(1));

fn restore() -> Vec<Change> {
    let (kind, id) = RECORD;
    vec![Change::Restore { kind, id }]
}

fn bin() -> Vec<Change> {
    let (kind, id) = RECORD;
    vec![Change::Bin { kind, id }]
}

fn play(world: &mut World, what: What) {
    let step = Step {
        who: 0,
        what,
        dice: 0,
    };
    world.play(step);
}

/// What a device offers again under a new id may be refused now, although its old id
/// had it applied. Put back once more it has its old id again, and hears that it was applied:
/// which is true, and the tray that said otherwise went with the life that got it.
#[test]
fn i1_an_act_that_one_id_had_applied_stays_applied_when_another_is_refused_it() {
    let mut world = World::new(&Plan::small());
    assert!(world.act(0, 0, restore()));
    play(&mut world, What::Copy);
    assert!(world.act(0, 0, bin()));
    world.finish(0);
    world.server.now += 31 * DAY_MS.unsigned_abs();
    world.server.night();
    world.follow();

    let first = world.devices[0].id;
    play(&mut world, What::SetBack);
    // Takes the number under which the other life did something else. Both go out together, as the next start finds them.
    assert!(world.act(0, 0, restore()));
    play(&mut world, What::Crash);
    world.finish(0);
    assert_ne!(world.devices[0].id, first);
    let tray = world.devices[0].store.refused.values();
    let codes: Vec<&str> = tray.map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["op.gone", "op.gone"]);

    play(&mut world, What::SetBack);
    assert_eq!(world.devices[0].id, first);
    world.settle();
    assert!(world.devices[0].store.refused.is_empty());
    world.check_at_rest();
}
