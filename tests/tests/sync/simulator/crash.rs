//! One story, told again for every step of every transaction in it: there a
//! device dies, or the database fails, and everything must come right all the same.

use super::script::{Fate, Plan, Step, What};
use super::world::World;

/// Work of two people on the same records, alone and against each other.
const STORY: [(usize, What); 40] = [
    (0, What::Create),
    (0, What::Announce),
    (0, What::Deliver(Fate::Fine)),
    (0, What::Deliver(Fate::Fine)),
    (1, What::Asked),
    (1, What::Deliver(Fate::Fine)),
    (1, What::Group),
    (1, What::Announce),
    (1, What::Arrive),
    (0, What::Edit),
    (0, What::Edit),
    (0, What::Announce),
    (0, What::Arrive),
    (1, What::Return),
    (0, What::Return),
    (0, What::Deliver(Fate::Fine)),
    (0, What::Bad),
    (0, What::Announce),
    (0, What::Deliver(Fate::Fine)),
    (1, What::Clash),
    (0, What::Clash),
    (1, What::Bin),
    (1, What::Announce),
    (1, What::Deliver(Fate::ReplyLost)),
    (1, What::Timer),
    (1, What::Deliver(Fate::Fine)),
    (0, What::Poison),
    (0, What::Edit),
    (0, What::Announce),
    (0, What::Deliver(Fate::Fine)),
    (0, What::Deliver(Fate::Fine)),
    (0, What::Deliver(Fate::Fine)),
    (1, What::Restore),
    (1, What::KillTab),
    (1, What::Deliver(Fate::Fine)),
    (1, What::Grant),
    (1, What::Asked),
    (1, What::Deliver(Fate::Fine)),
    (1, What::Clash),
    (1, What::Deliver(Fate::Fine)),
];

/// Tells the story; what `prepare` does to the world lies before it. Gives the
/// world before it settles.
fn tell(prepare: impl FnOnce(&mut World)) -> World {
    let mut world = World::new(&Plan::small());
    prepare(&mut world);
    for (dice, (who, what)) in (0..).zip(STORY) {
        world.play(Step { who, what, dice });
    }
    world
}

fn come_to_rest(mut world: World) {
    world.settle();
    world.check_at_rest();
}

#[test]
fn i1_a_device_may_die_after_every_step_of_every_transaction() {
    for who in 0..2 {
        let mut at = 0;
        loop {
            let world = tell(|world| world.devices[who].fuse = Some(at));
            let is_over = world.devices[who].fuse.is_some();
            come_to_rest(world);
            if is_over {
                break;
            }
            at += 1;
        }
        assert!(at > 60, "the story has only {at} steps for device {who}");
    }
}

#[test]
fn i1_every_write_of_a_device_may_find_no_room() {
    for who in 0..2 {
        let mut at = 0;
        loop {
            let world = tell(|world| world.devices[who].room = Some(at));
            let is_over = world.devices[who].room.is_some();
            come_to_rest(world);
            if is_over {
                break;
            }
            at += 1;
        }
        assert!(at > 10, "the story has only {at} writes on device {who}");
    }
}

#[test]
fn i2_every_request_of_the_story_may_meet_every_fault() {
    let requests = STORY
        .iter()
        .enumerate()
        .filter(|(_, (_, what))| matches!(what, What::Deliver(_) | What::Arrive | What::Clash));
    for (place, (who, _)) in requests {
        for fate in Fate::BAD {
            let mut world = World::new(&Plan::small());
            for (dice, (other, what)) in (0..).zip(STORY) {
                if dice == place as u64 {
                    world.deliver(*who, fate);
                }
                let who = other;
                world.play(Step { who, what, dice });
            }
            come_to_rest(world);
        }
    }
}
