//! Numbers of groups that are not what they seem.

use super::faults::pushed_in;
use super::*;

#[test]
fn i11_a_number_of_another_life_leaves_out_no_group_that_is_not_announced_yet() {
    let mut bench = Bench::new();
    // The server knows the first group, and a second one of before the profile was set back.
    bench.queue([1]).tell(pushed_in("e", 2, 7));
    assert_eq!(bench.machine.state().decided, 1);
    // A tab wrote another second one and is silent; the next tab speaks.
    bench.tell(pulled("e", 7, false)).queue([3]);
    bench.expect(&[push(2, 3), Effect::Show(Phase::Syncing)]);
}

#[test]
fn i2_a_late_word_of_a_group_that_came_back_long_ago_sends_nothing_again() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    bench.tell(pulled("e", 7, false)).queue([2]);
    bench.tell(pushed([2], 8, &[]));
    // Another tab leads from here on. The one that wrote the first group wakes up and tells of it.
    let mut again = Machine::new(bench.machine.state().clone());
    again.handle(Event::Started(vec![queued(2), queued(3)]), 0.0);
    again.handle(Event::Queued(queued(1)), 0.0);
    assert_eq!(again.waiting(), 1);
    // A push from the first on would take the second along once more.
    let effects = again.handle(not_pushed(Code::BadBody), 0.0);
    assert!(effects.contains(&Effect::Probe { from: 3 }), "{effects:?}");
}

#[test]
fn i15_what_was_taken_before_the_name_of_an_epoch_was_known_leaves_with_its_first_rows() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(not_pushed(Code::EpochChanged));
    bench.tell(Event::PullAnswered(Err(refusal(Code::ClientTooOld))));
    bench.expect(&[push(1, 1), Effect::Show(Phase::OutOfDate)]);
    bench.tell(pushed_in("second", 1, 11));
    // Restored again, to where the group has a lower number; by now the app is new enough.
    bench.tell(Event::Timer);
    let mut third = rows("third", 10, false);
    third.mid = Some(1);
    bench.tell(Event::PullAnswered(Ok(third)));
    assert!(bench.effects.contains(&Effect::Retire { mids: vec![1] }));
    assert_eq!(bench.machine.phase(), Phase::Synced);
}
