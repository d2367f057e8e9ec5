//! Servers that lost something, or take nothing.

use super::*;
use crate::auth::Enrolled;
use forecourt_domain::access::Access;

#[test]
fn a_new_epoch_starts_again_and_offers_what_has_not_come_back() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    bench.tell(pulled("other", 3, false));
    bench.expect(&[Effect::Restart, push(1, 1)]);
    let state = bench.machine.state();
    assert_eq!((state.decided, state.epoch.as_str()), (0, "other"));
    assert!(state.cursors.is_empty());
}

#[test]
fn i15_nothing_is_pushed_before_the_epoch_is_known() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(not_pushed(Code::EpochChanged));
    bench.expect(&[Effect::Restart, pull("", None)]);
    bench.tell(pulled("second", 7, true));
    bench.expect(&[apply("second", 7, true), push(1, 1)]);
    // Restored again before what it took came back.
    bench.tell(pushed_in("second", 1, 7));
    bench.tell(pulled("third", 7, false));
    bench.expect(&[Effect::Restart, push(1, 1)]);
}

#[test]
fn i1_numbers_that_the_server_knows_from_another_life_are_not_those_written_now() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed_in("e", 9, 7));
    bench.tell(pulled("e", 7, false)).queue([2]);
    assert_eq!(bench.machine.waiting(), 1);
    // What went along with a push before it was announced is not sent again.
    bench.tell(not_pushed(Code::ServerFault)).queue([2, 3]);
    assert_eq!(bench.machine.waiting(), 2);
}

/// Group 1 was taken by a server of this epoch, to which `mid` is decided.
pub(super) fn pushed_in(epoch: &str, mid: u64, seq: u64) -> Event {
    let verdict = Verdict {
        mid: 1,
        outcome: Outcome::Applied { seq },
    };
    Event::PushAnswered(Ok(PushReply {
        now: 0,
        epoch: epoch.to_owned(),
        mid,
        verdicts: vec![verdict],
        restamped: Vec::new(),
    }))
}

fn renewed(mid: u64, epoch: &str) -> Event {
    let epoch = epoch.to_owned();
    Event::Renewed(Ok(Enrolled { mid, epoch }))
}

// Caught here, alone: `after` counts from the first group that is known here;
// the state forgets over a restart that a renewal is due; acknowledged groups
// are offered again under the new id; no rest for a server that takes no id.
#[test]
fn i1_a_device_that_was_set_back_goes_on_under_a_new_id_with_all_its_work() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    bench.tell(pulled("e", 2, true));
    // Number 2 is of another tab and not announced yet.
    bench.tell(pulled("e", 2, false)).queue([3]);
    bench.expect(&[push(2, 3), Effect::Show(Phase::Syncing)]);
    bench
        .tell(not_pushed(Code::DeviceRewound))
        .expect(&[Effect::Renew { after: 1 }]);
    let mut again = Machine::new(bench.machine.state().clone());
    let effects = again.handle(Event::Started(vec![queued(1), queued(3)]), 0.0);
    assert!(effects.contains(&Effect::Renew { after: 1 }), "{effects:?}");

    bench.tell(renewed(1, "e")).expect(&[push(2, 3)]);
    assert!(!bench.machine.state().rewound);
    assert_eq!(bench.machine.state().acked.len(), 1);
    // Again at once: something is wrong with the server, which gets a rest.
    bench.tell(not_pushed(Code::DeviceRewound));
    bench.expect(&[pull("e", Some(2)), Effect::Show(Phase::Waiting)]);
    bench.tell(pulled("e", 9, false));
    bench
        .tell(Event::Timer)
        .expect(&[Effect::Renew { after: 1 }]);
    bench.tell(renewed(1, "e")).tell(pushed([2, 3], 10, &[]));
    assert_eq!(bench.machine.waiting(), 0);
}

#[test]
fn a_renewal_is_tried_again_like_any_request() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(not_pushed(Code::DeviceRewound));
    bench.tell(Event::Renewed(Err(Failure::Timeout)));
    bench.expect(&[Effect::StartTimer(1_000), Effect::Show(Phase::Offline)]);
    bench
        .tell(Event::Timer)
        .expect(&[Effect::Renew { after: 0 }]);
    bench.tell(Event::Renewed(Err(refusal(Code::NoSession))));
    assert_eq!(bench.machine.phase(), Phase::NeedsSignIn);
    bench.tell(Event::SignedIn);
    assert_eq!(bench.effects[0], Effect::Renew { after: 0 });
    // The database is another one meanwhile.
    bench.tell(renewed(0, "other"));
    assert_eq!(bench.effects, [Effect::Restart, push(1, 1)]);
}

#[test]
fn i15_what_was_sent_under_an_old_id_is_offered_again_to_a_server_that_was_restored_meanwhile() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    bench.tell(pulled("e", 2, true));
    bench.tell(pulled("e", 2, false)).queue([2]);
    bench.tell(not_pushed(Code::DeviceRewound));
    bench.expect(&[Effect::Renew { after: 1 }]);
    // The new id counts from 1, whatever this database knows of the first group.
    bench.tell(renewed(1, "other"));
    bench.expect(&[Effect::Restart, Effect::Renew { after: 0 }]);
    assert!(bench.machine.state().acked.is_empty());
    bench.tell(renewed(0, "other")).expect(&[push(1, 2)]);
}

#[test]
fn i9_another_database_is_asked_anew_what_the_person_reads() {
    let mut bench = Bench::new();
    let mut first = rows("e", 2, false);
    first.access = Some(Access {
        version: 2,
        ..Access::default()
    });
    bench.tell(Event::Asked);
    bench.tell(Event::PullAnswered(Ok(first)));
    assert_eq!(bench.machine.state().access.version, 2);
    // There the same number may stand for another reach; kept, it would never be asked for.
    bench.tell(Event::Asked).tell(pulled("other", 2, false));
    assert_eq!(bench.machine.state().access, Access::default());
}

#[test]
fn i15_a_second_restore_before_the_first_pull_loses_nothing_either() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    bench.tell(pulled("e", 2, true)).tell(pulled("e", 2, false));
    let epoch_changed = Failure::Refused {
        status: 409,
        refusal: Refusal {
            code: Code::EpochChanged.as_str().to_owned(),
            retry_after: None,
            expected: Some(2),
        },
    };
    // The second epoch has the group, the third has not.
    bench
        .queue([2])
        .tell(Event::PushAnswered(Err(epoch_changed)));
    assert_eq!(bench.machine.state().acked.len(), 1);
    let mut third = rows("third", 7, false);
    third.mid = Some(0);
    bench.tell(Event::PullAnswered(Ok(third.clone())));
    let reply = third;
    let dropped = Vec::new();
    bench.expect(&[Effect::Apply { reply, dropped }, push(1, 2)]);
}

#[test]
fn i2_a_restored_server_is_not_offered_what_it_still_has() {
    let mut bench = Bench::new();
    bench.queue([1, 2]).tell(pushed([1], 7, &[]));
    bench.tell(pulled("e", 2, true)).tell(pushed([2], 8, &[]));
    let Event::PullAnswered(Ok(mut reply)) = pulled("other", 3, false) else {
        unreachable!()
    };
    reply.mid = Some(1);
    bench
        .tell(Event::PullAnswered(Ok(reply)))
        .expect(&[Effect::Restart, push(2, 2)]);
    let epoch_changed = Failure::Refused {
        status: 409,
        refusal: Refusal {
            code: Code::EpochChanged.as_str().to_owned(),
            retry_after: None,
            expected: Some(2),
        },
    };
    bench.tell(Event::PushAnswered(Err(epoch_changed)));
    bench.expect(&[Effect::Restart, pull("", None)]);
    // The first comes back with the rows, however they are numbered now.
    let kept: Vec<_> = bench.machine.state().acked.iter().collect();
    assert_eq!((kept.len(), kept[0].group.mid, kept[0].seq), (1, 1, 0));
}

#[test]
fn a_server_that_forgot_numbers_is_told_again() {
    let mut bench = Bench::new();
    bench.queue([1, 2, 3]).tell(pushed([1], 7, &[]));
    bench
        .tell(pulled("e", 2, true))
        .expect(&[apply("e", 2, true), push(2, 3)]);
    let gap = Failure::Refused {
        status: 409,
        refusal: Refusal {
            code: Code::GroupGap.as_str().to_owned(),
            retry_after: None,
            expected: Some(1),
        },
    };
    bench
        .tell(Event::PushAnswered(Err(gap.clone())))
        .expect(&[push(1, 3)]);
    // The same gap again is a fault of the server; it must not be asked without end.
    bench
        .tell(Event::PushAnswered(Err(gap)))
        .expect(&[pull("e", Some(2)), Effect::Show(Phase::Waiting)]);
}

/// Plays a server, or a way to it, that refuses every push with group `bad` in it.
/// Gives the groups that went to the tray and how many pushes it took.
fn play_poison(groups: u64, bad: u64, how: &Failure) -> (Vec<u64>, usize) {
    let mut machine = Machine::new(MachineState::default());
    let mut effects = machine.handle(Event::Started((1..=groups).map(queued).collect()), 0.0);
    let (mut tray, mut pushes, mut high) = (Vec::new(), 0, 0);
    loop {
        tray.extend(effects.iter().filter_map(|effect| match effect {
            Effect::Refuse { mid, code, .. } => {
                assert_eq!(code, how.code());
                Some(*mid)
            }
            _ => None,
        }));
        let request = effects.iter().find(|effect| {
            matches!(
                effect,
                Effect::Push { .. } | Effect::Probe { .. } | Effect::Pull { .. }
            )
        });
        let answer = match request {
            None => return (tray, pushes),
            Some(Effect::Pull { .. }) => pulled("e", high, false),
            Some(Effect::Push { from, to })
                if (*from..=*to).contains(&bad) && !tray.contains(&bad) =>
            {
                pushes += 1;
                Event::PushAnswered(Err(how.clone()))
            }
            Some(Effect::Push { from, to }) => {
                pushes += 1;
                high += 1;
                pushed((*from..=*to).filter(|mid| !tray.contains(mid)), high, &[])
            }
            Some(_) => {
                pushes += 1;
                pushed([], high, &[])
            }
        };
        assert!(pushes < 100, "no end of pushes");
        effects = machine.handle(answer, 0.0);
    }
}

#[test]
fn a_group_that_spoils_its_push_is_found_and_put_aside() {
    let intercepted = |status| Failure::Intercepted { status };
    for how in [
        refusal(Code::BadBody),
        intercepted(403),
        intercepted(406),
        intercepted(451),
    ] {
        for bad in [1, 2, 77, 300] {
            let (tray, pushes) = play_poison(300, bad, &how);
            assert_eq!(tray, [bad]);
            assert!(pushes < 40, "{pushes} pushes to find {bad}");
        }
        assert_eq!(play_poison(1, 1, &how), (vec![1], 2));
    }
}

#[test]
fn i1_what_the_server_decided_is_not_put_aside_by_a_firewall_that_stops_its_retry() {
    let mut bench = Bench::new();
    bench
        .queue([1])
        .tell(Event::PushAnswered(Err(Failure::Timeout)));
    bench.tell(Event::Timer);
    let firewall = Event::PushAnswered(Err(Failure::Intercepted { status: 403 }));
    bench.tell(firewall.clone());
    bench.expect(&[Effect::Probe { from: 1 }]);
    bench.tell(probed(1)).expect(&[Effect::StartTimer(1_000)]);
    assert_eq!((bench.machine.waiting(), bench.machine.failures()), (1, 2));
    // Over another way the verdict comes.
    bench.tell(Event::Timer).expect(&[push(1, 1)]);
    bench.tell(pushed([1], 7, &[]));
    assert_eq!(bench.machine.waiting(), 0);
    // What the server does not know of is put aside.
    bench.tell(pulled("e", 7, false)).queue([2]).tell(firewall);
    bench.tell(probed(1));
    let refuses = |effect: &Effect| matches!(effect, Effect::Refuse { mid: 2, .. });
    assert!(bench.effects.iter().any(refuses), "{:?}", bench.effects);
}

/// The server takes an empty push; it decided groups up to `mid`.
fn probed(mid: u64) -> Event {
    probed_in("e", mid)
}

/// The same in another epoch.
pub(super) fn probed_in(epoch: &str, mid: u64) -> Event {
    Event::PushAnswered(Ok(PushReply {
        now: 0,
        epoch: epoch.to_owned(),
        mid,
        verdicts: Vec::new(),
        restamped: Vec::new(),
    }))
}

// Caught here: the probe is left out; or its own refusal counts as an answer.
#[test]
fn i1_a_portal_that_answers_everything_puts_nothing_aside() {
    let portals = [200, 302, 401, 403, 404, 407, 429, 451, 500, 502, 511];
    let answers = portals.map(|status| match status {
        200 => Failure::Unreadable("<html>".to_owned()),
        _ => Failure::Intercepted { status },
    });
    for how in answers {
        let mut bench = Bench::new();
        bench.queue(1..=4);
        for round in 0..80 {
            let event = match bench.machine.flight {
                Flight::None if round > 60 => break,
                Flight::None => Event::Timer,
                Flight::Pull => Event::PullAnswered(Err(how.clone())),
                _ => Event::PushAnswered(Err(how.clone())),
            };
            bench.tell(event);
            let refuses = |effect: &Effect| matches!(effect, Effect::Refuse { .. });
            assert!(!bench.effects.iter().any(refuses), "{how:?}");
        }
        assert_eq!(bench.machine.waiting(), 4);
        assert_eq!(bench.machine.phase(), Phase::Offline, "{how:?}");
        // The way is free again.
        bench.tell(Event::Asked);
        let push = |effect: &Effect| matches!(effect, Effect::Push { from: 1, .. });
        assert!(bench.effects.iter().any(push), "{:?}", bench.effects);
    }
}

#[test]
fn a_server_that_takes_no_push_costs_no_work() {
    let mut bench = Bench::new();
    bench.queue([1]);
    bench
        .tell(not_pushed(Code::BadBody))
        .expect(&[Effect::Probe { from: 1 }]);
    // Rows still come; the push comes again later, and later each time.
    bench.tell(not_pushed(Code::BadBody));
    bench.expect(&[pull("e", Some(0)), Effect::Show(Phase::Waiting)]);
    bench.tell(pulled("e", 4, false));
    bench.expect(&[apply("e", 4, false), Effect::StartTimer(1_000)]);
    assert_eq!((bench.machine.waiting(), bench.machine.failures()), (1, 1));
    bench.tell(Event::Timer).expect(&[push(1, 1)]);
    bench.tell(not_pushed(Code::ClientTooOld));
    assert_eq!(bench.machine.failures(), 2);
}

// Caught here, alone: a refused pull stops pushes; a verdict asks for rows; the
// next look is as soon as any; rows that come again change nothing.
#[test]
fn i14_a_build_that_is_too_old_still_sends_its_work() {
    let mut bench = Bench::new();
    bench.tell(Event::Timer).queue([1, 2]);
    bench.tell(Event::PullAnswered(Err(refusal(Code::ClientTooOld))));
    bench.expect(&[push(1, 2), Effect::Show(Phase::OutOfDate)]);
    bench
        .tell(pushed([1, 2], 7, &[]))
        .expect(&[Effect::StartTimer(300_000)]);
    assert_eq!(bench.machine.waiting(), 0);
    bench.queue([3]).expect(&[push(3, 3)]);
    bench.tell(pushed([3], 8, &[]));
    // Now and then it looks whether that is still so.
    bench.tell(Event::Timer).expect(&[pull("e", Some(0))]);
    bench.tell(pulled("e", 8, false));
    assert_eq!(bench.machine.phase(), Phase::Synced);

    // A server that takes no work either: it stays here, and is tried less and less often.
    bench.queue([4]).tell(not_pushed(Code::ClientTooOld));
    assert_eq!(bench.machine.phase(), Phase::OutOfDate);
    assert_eq!((bench.machine.waiting(), bench.machine.failures()), (1, 1));
}

#[test]
fn pages_that_lead_nowhere_do_not_go_round_for_ever() {
    let mut bench = Bench::new();
    bench.tell(Event::Timer);
    bench.tell(pulled("e", 0, true));
    bench.expect(&[Effect::StartTimer(1_000), Effect::Show(Phase::Offline)]);
}
