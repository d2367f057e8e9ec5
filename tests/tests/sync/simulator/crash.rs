//! Two stories, told again for every step of every transaction in them: there a
//! device dies, or the database fails, and everything must come right all the same.

use forecourt_domain::{Id, Kind};

use super::script::{Fate, Plan, Step, What};
use super::world::World;
use crate::later::word_of;
use crate::organisation::Rank;

/// What is told of somebody.
#[derive(Clone, Copy)]
enum Told {
    Does(What),
    /// Becomes this in every unit.
    Is(Rank),
    /// Is given a customer.
    Gets(u128),
    /// Sees the names of customers no more, or again.
    MayReadNames(bool),
}

use Told::{Does, Gets, Is, MayReadNames};

/// Work of two people on the same records, alone and against each other.
const WORK: [(usize, What); 40] = [
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

/// One has customers and loses sight of them, in parts and altogether, while he works on; the database goes back in
/// the middle of it.
const REACH: [(usize, Told); 58] = [
    (0, Does(What::Create)),
    (0, Does(What::Announce)),
    (0, Does(What::Deliver(Fate::Fine))),
    (0, Does(What::Deliver(Fate::Fine))),
    (1, Gets(1)),
    (1, Gets(2)),
    (1, Does(What::Asked)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Edit)),
    (1, Does(What::Announce)),
    (1, Does(What::Arrive)),
    (1, Is(Rank::Seller)),
    (1, Does(What::Edit)),
    (1, Does(What::Return)),
    (1, Does(What::Announce)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (0, Does(What::Backup)),
    (1, MayReadNames(false)),
    (1, Does(What::Edit)),
    (1, Does(What::Announce)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::ReplyLost))),
    (1, Does(What::Timer)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (0, Gets(1)),
    (0, Does(What::Asked)),
    (0, Does(What::Deliver(Fate::Fine))),
    (0, Does(What::Group)),
    (0, Does(What::Announce)),
    (0, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Asked)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Clash)),
    (0, Does(What::Rollback)),
    (1, Does(What::Asked)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Gets(2)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (0, Gets(2)),
    (1, Does(What::Edit)),
    (1, Does(What::Announce)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, MayReadNames(true)),
    (1, Is(Rank::Leader)),
    (1, Does(What::Asked)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Is(Rank::Manager)),
    (1, Does(What::Deliver(Fate::Fine))),
    (1, Does(What::Clash)),
];

fn stories() -> [Vec<(usize, Told)>; 2] {
    let work = WORK.iter().map(|(who, what)| (*who, Does(*what)));
    [work.collect(), REACH.to_vec()]
}

/// One sentence of a story.
fn tell_one(world: &mut World, dice: u64, (who, told): (usize, Told)) {
    match told {
        Does(what) => world.play(Step { who, what, dice }),
        Is(rank) => world.appoint(who, |post| {
            post.ranks.values_mut().for_each(|own| *own = rank);
        }),
        Gets(customer) => {
            let owner = Some(world.devices[who].staff);
            let target = (word_of(Kind::Customer).to_owned(), Id::from_u128(customer));
            world.server.hand_over_of(1, &target, owner);
            world.follow();
        }
        MayReadNames(may) => world.appoint(who, |post| {
            let name = (Kind::Customer, "name");
            if may {
                post.hidden.remove(&name);
            } else {
                post.hidden.insert(name);
            }
        }),
    }
}

/// Tells a story; what `prepare` does to the world lies before it. Gives the
/// world before it settles.
fn tell(story: &[(usize, Told)], prepare: impl FnOnce(&mut World)) -> World {
    let mut world = World::new(&Plan::small());
    prepare(&mut world);
    for (dice, told) in (0..).zip(story) {
        tell_one(&mut world, dice, *told);
    }
    world
}

fn come_to_rest(mut world: World) {
    world.settle();
    world.check_at_rest();
}

/// What the second device has of two customers while the story of reach is told: which of them, and with their names.
#[test]
fn i9_the_story_takes_away_and_gives_back() {
    let mut world = World::new(&Plan::small());
    let mut seen = Vec::new();
    for (dice, told) in (0..).zip(REACH) {
        tell_one(&mut world, dice, told);
        let base = &world.devices[1].store.base;
        seen.push([1, 2].map(|number| {
            let row = base.get(&(Kind::Customer, Id::from_u128(number)));
            row.map(|base| base.row.fields.names("name"))
        }));
    }
    seen.dedup();
    let (named, unnamed) = (Some(true), Some(false));
    let expected = [
        [named, named],
        // He sees his own alone from now on: the units are filled anew.
        [None, None],
        [named, named],
        // Names are masked, and then one customer goes to somebody else.
        [None, None],
        [unnamed, unnamed],
        [None, unnamed],
        // The database goes back to before that.
        [None, None],
        [named, named],
        [named, None],
        // He leads a team, and sees what it has.
        [None, None],
        [named, named],
    ];
    assert_eq!(seen, expected);
    come_to_rest(world);
}

#[test]
fn i1_a_device_may_die_after_every_step_of_every_transaction() {
    for (story, who) in stories().iter().flat_map(|story| [(story, 0), (story, 1)]) {
        let mut at = 0;
        loop {
            let world = tell(story, |world| world.devices[who].fuse = Some(at));
            let is_over = world.devices[who].fuse.is_some();
            come_to_rest(world);
            if is_over {
                break;
            }
            at += 1;
        }
        assert!(at > 30, "the story has only {at} steps for device {who}");
    }
}

#[test]
fn i1_every_write_of_a_device_may_find_no_room() {
    for (story, who) in stories().iter().flat_map(|story| [(story, 0), (story, 1)]) {
        let mut at = 0;
        loop {
            let world = tell(story, |world| world.devices[who].room = Some(at));
            let is_over = world.devices[who].room.is_some();
            come_to_rest(world);
            if is_over {
                break;
            }
            at += 1;
        }
        assert!(at > 5, "the story has only {at} writes on device {who}");
    }
}

#[test]
fn i2_every_request_of_the_stories_may_meet_every_fault() {
    for story in stories() {
        let asks =
            |told: &Told| matches!(told, Does(What::Deliver(_) | What::Arrive | What::Clash));
        let requests = story.iter().enumerate().filter(|(_, (_, told))| asks(told));
        for (place, (who, _)) in requests {
            for fate in Fate::BAD {
                let mut world = World::new(&Plan::small());
                for (dice, told) in (0..).zip(&story) {
                    if dice == place as u64 {
                        world.deliver(*who, fate);
                    }
                    tell_one(&mut world, dice, *told);
                }
                come_to_rest(world);
            }
        }
    }
}
