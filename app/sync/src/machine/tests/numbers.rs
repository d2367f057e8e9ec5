//! Numbers of groups that are not what they seem.

use super::faults::{probed_in, pushed_in};
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
fn i11_a_database_that_was_restored_brings_no_number_of_another_life_either() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    // It was restored to after another life of this profile had written a second group.
    let mut restored = rows("restored", 0, false);
    restored.mid = Some(2);
    bench.tell(Event::PullAnswered(Ok(restored)));
    assert_eq!(bench.machine.state().decided, 1);
    bench.tell(pulled("restored", 7, false)).queue([3]);
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
fn i15_what_was_taken_in_an_epoch_that_was_forgotten_leaves_with_the_first_rows() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 11, &[]));
    // The rows on the disk were damaged: everything is fetched again, from a database that was
    // restored meanwhile to where the group has a lower number.
    let mut kept = bench.machine.state().clone();
    kept.epoch.clear();
    kept.cursors.clear();
    bench.machine = Machine::new(kept);
    bench.tell(Event::Started(vec![queued(1)]));
    let mut restored = rows("restored", 10, false);
    restored.mid = Some(1);
    bench.tell(Event::PullAnswered(Ok(restored)));
    assert!(bench.effects.contains(&Effect::Retire { mids: vec![1] }));
    assert_eq!(bench.machine.phase(), Phase::Synced);
}

/// A build to which the server gives no rows any more, after a refusal told of another epoch.
fn too_old_in_another_epoch() -> Bench {
    let mut bench = Bench::new();
    bench.queue([1]).tell(not_pushed(Code::EpochChanged));
    bench.tell(Event::PullAnswered(Err(refusal(Code::ClientTooOld))));
    bench
}

#[test]
fn i15_a_build_that_is_given_no_rows_asks_for_the_epoch_before_it_sends_its_work() {
    let mut bench = too_old_in_another_epoch();
    bench.expect(&[Effect::Probe { from: 1 }, Effect::Show(Phase::OutOfDate)]);
    bench.tell(probed_in("second", 0)).expect(&[push(1, 1)]);
    bench.tell(pushed_in("second", 1, 11));
    bench.expect(&[Effect::StartTimer(300_000)]);
    assert_eq!(bench.machine.state().acked.len(), 1);
    // Restored once more, to before the group was sent; by now the app is new enough.
    bench.tell(Event::Timer);
    bench.expect(&[pull("second", None)]);
    bench.tell(pulled("third", 10, false));
    bench.expect(&[Effect::Restart, push(1, 1), Effect::Show(Phase::Syncing)]);
}

#[test]
fn i15_a_build_that_is_given_no_rows_and_has_nothing_to_send_asks_for_no_epoch() {
    let state = MachineState::default();
    let mut machine = Machine::new(state);
    machine.handle(Event::Started(Vec::new()), 0.0);
    let refused = Event::PullAnswered(Err(refusal(Code::ClientTooOld)));
    let effects = machine.handle(refused, 0.0);
    assert!(
        effects.contains(&Effect::StartTimer(300_000)),
        "{effects:?}"
    );
}

#[test]
fn i15_a_build_that_asks_for_the_epoch_learns_what_went_with_the_last_one() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    bench.tell(pulled("e", 2, true)).tell(pulled("e", 2, false));
    // The second epoch has the first group, the third has not.
    let epoch_changed = Failure::Refused {
        status: 409,
        refusal: Refusal {
            code: Code::EpochChanged.as_str().to_owned(),
            retry_after: None,
            expected: Some(2),
        },
    };
    bench
        .queue([2])
        .tell(Event::PushAnswered(Err(epoch_changed)));
    bench.tell(Event::PullAnswered(Err(refusal(Code::ClientTooOld))));
    bench.expect(&[Effect::Probe { from: 2 }, Effect::Show(Phase::OutOfDate)]);
    bench.tell(probed_in("third", 0)).expect(&[push(1, 2)]);
}

/// What a pull says of the unit after a page of it.
fn served(bench: &mut Bench, epoch: &str, high: u64, cursor: u64, more: bool) -> Option<u64> {
    let mut reply = rows(epoch, high, more);
    for page in reply.units.values_mut() {
        page.cursor = cursor;
    }
    bench.tell(Event::Asked);
    bench.tell(Event::PullAnswered(Ok(reply)));
    bench.machine.state().served().get("t").copied()
}

/// A row that left sight since then may have changed again, and come behind a cursor that has passed it.
#[test]
fn i9_what_was_served_before_is_told_until_a_unit_is_whole() {
    let mut bench = Bench::new();
    let mut page = |high, cursor, more| served(&mut bench, "e", high, cursor, more);
    assert_eq!(page(5, 5, false), None);
    // It catches up: what counts is the cursor with which it began.
    assert_eq!(page(20, 9, true), Some(5));
    assert_eq!(page(20, 12, true), Some(5));
    assert_eq!(page(20, 20, false), None);
    // Another database: it fills the unit, and what left before it began was never here.
    let mut other = |high, cursor, more| served(&mut bench, "other", high, cursor, more);
    assert_eq!(other(30, 0, true), None);
    assert_eq!(other(30, 3, true), Some(30));
    // Beyond that point it is not whole yet, because others go on working.
    assert_eq!(other(50, 33, true), Some(30));
    assert_eq!(other(50, 50, false), None);
}
