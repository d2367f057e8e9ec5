//! What is announced by a live socket.

use super::*;

fn nudged(seq: u64) -> Event {
    Event::Nudged { seq }
}

#[test]
fn a_nudge_is_followed_by_a_pull_only_when_it_is_news() {
    let mut bench = Bench::new();
    bench.tell(Event::Connected);
    bench.tell(nudged(0)).expect(&[]);
    bench.tell(nudged(3)).expect(&[pull("e", Some(0))]);
    bench.tell(pulled("e", 3, false));
    bench.expect(&[apply("e", 3, false), Effect::StartTimer(60_000)]);
    // A late one, overtaken by the pull.
    bench.tell(nudged(3)).expect(&[]);
}

#[test]
fn a_device_that_lacks_a_unit_is_behind_as_far_as_that_unit() {
    let mut bench = Bench::new();
    bench.tell(Event::Timer);
    let mut reply = rows("e", 9, false);
    reply.units.insert("s:a".to_owned(), Page::default());
    bench.tell(Event::PullAnswered(Ok(reply)));
    bench.tell(nudged(9));
    assert!(matches!(bench.effects[0], Effect::Pull { .. }));
}

#[test]
fn nudges_during_a_pull_come_to_one_more_pull() {
    let mut bench = Bench::new();
    bench.tell(nudged(1)).expect(&[pull("e", Some(0))]);
    for seq in [3, 4, 2] {
        bench.tell(nudged(seq)).expect(&[]);
    }
    bench.tell(pulled("e", 1, false));
    bench.expect(&[apply("e", 1, false), pull("e", Some(1))]);
    bench.tell(pulled("e", 4, false));
    bench.expect(&[apply("e", 4, false), Effect::StartTimer(15_000)]);
}

#[test]
fn a_nudge_that_a_pull_answered_is_spent() {
    let mut bench = Bench::new();
    bench.tell(nudged(1));
    bench.tell(nudged(2));
    bench.tell(pulled("e", 2, false));
    bench.expect(&[apply("e", 2, false), Effect::StartTimer(15_000)]);
    // A wrong one, or one of before the database was restored, costs one pull, not one after the other.
    bench.tell(Event::Timer);
    bench.tell(nudged(1_000));
    bench.tell(pulled("e", 2, false));
    bench.expect(&[apply("e", 2, false), pull("e", Some(2))]);
    bench.tell(pulled("e", 2, false));
    bench.expect(&[apply("e", 2, false), Effect::StartTimer(15_000)]);
}

#[test]
fn a_nudge_during_a_push_waits_for_the_answer() {
    let mut bench = Bench::new();
    bench.queue([1]);
    bench.tell(nudged(5)).expect(&[]);
    bench
        .tell(pushed([1], 6, &[]))
        .expect(&[pull("e", Some(0))]);
}

#[test]
fn while_news_are_announced_it_asks_less_often_and_without_it_as_before() {
    let mut bench = Bench::new();
    bench
        .tell(Event::Connected)
        .expect(&[Effect::StartTimer(60_000)]);
    bench.tell(Event::Connected).expect(&[]);
    bench
        .tell(Event::Disconnected)
        .expect(&[Effect::StartTimer(15_000)]);
    bench.tell(Event::Disconnected).expect(&[]);
}

#[test]
fn nothing_that_is_announced_shortens_the_wait_for_a_server_that_fails() {
    let mut bench = Bench::new();
    bench.tell(Event::Connected);
    bench.tell(Event::Timer);
    bench.tell(Event::PullAnswered(Err(Failure::Timeout)));
    for event in [nudged(5), Event::Disconnected, Event::Connected] {
        bench.tell(event).expect(&[]);
    }
    bench.tell(Event::Timer).expect(&[pull("e", Some(0))]);
}

#[test]
fn without_a_network_or_a_session_nothing_is_asked_for() {
    let mut bench = Bench::new();
    bench.tell(Event::Offline);
    bench.tell(nudged(5)).expect(&[]);
    bench
        .tell(Event::Online)
        .expect(&[pull("e", Some(0)), Effect::Show(Phase::Synced)]);
    bench.tell(Event::PullAnswered(Err(refusal(Code::NoSession))));
    bench.tell(nudged(6)).expect(&[]);
}

#[test]
fn a_build_that_gets_no_rows_does_not_ask_for_what_is_announced() {
    let mut bench = Bench::new();
    bench.tell(Event::Timer);
    bench.tell(Event::PullAnswered(Err(refusal(Code::ClientTooOld))));
    bench.tell(nudged(5)).expect(&[]);
}
