//! One story per rule, played by hand.

mod faults;
mod live;
mod numbers;

use super::*;
use crate::code::Code;
use crate::wire::{MAX_BODY_BYTES, MAX_OPERATIONS, Outcome, Page, Refusal, Verdict};

/// A machine and the server's side of its requests, played by hand.
struct Bench {
    machine: Machine,
    /// What the last event led to, without what is kept.
    effects: Vec<Effect>,
}

impl Bench {
    fn new() -> Self {
        let mut bench = Self {
            machine: Machine::new(MachineState::default()),
            effects: Vec::new(),
        };
        bench.tell(Event::Started(Vec::new()));
        bench.tell(pulled("e", 0, false));
        bench
    }

    fn tell(&mut self, event: Event) -> &mut Self {
        self.effects = self.machine.handle(event, 0.0);
        self.effects
            .retain(|effect| !matches!(effect, Effect::Keep(_)));
        self
    }

    #[track_caller]
    fn expect(&mut self, effects: &[Effect]) -> &mut Self {
        assert_eq!(self.effects, effects);
        self
    }

    fn queue(&mut self, mids: impl IntoIterator<Item = u64>) -> &mut Self {
        for mid in mids {
            self.tell(Event::Queued(queued(mid)));
        }
        self
    }
}

fn queued(mid: u64) -> Queued {
    Queued {
        mid,
        operations: 1,
        bytes: 100,
    }
}

fn pulled(epoch: &str, high: u64, more: bool) -> Event {
    Event::PullAnswered(Ok(rows(epoch, high, more)))
}

fn rows(epoch: &str, high: u64, more: bool) -> PullReply {
    let page = Page {
        rows: Vec::new(),
        cursor: high,
        more,
        restart: false,
    };
    PullReply {
        now: 0,
        epoch: epoch.to_owned(),
        units: BTreeMap::from([("t".to_owned(), page)]),
        clock: None,
        high,
        access: None,
        mid: None,
    }
}

fn pull(epoch: &str, cursor: Option<u64>) -> Effect {
    Effect::Pull {
        epoch: epoch.to_owned(),
        cursors: cursor
            .map(|cursor| ("t".to_owned(), cursor))
            .into_iter()
            .collect(),
    }
}

fn apply(epoch: &str, high: u64, more: bool) -> Effect {
    Effect::Apply {
        reply: rows(epoch, high, more),
        dropped: Vec::new(),
    }
}

/// Everything up to `mid` was taken, as of `seq`, but for what was refused.
fn pushed(mids: impl IntoIterator<Item = u64>, seq: u64, refused: &[u64]) -> Event {
    let verdicts: Vec<Verdict> = mids
        .into_iter()
        .map(|mid| Verdict {
            mid,
            outcome: if refused.contains(&mid) {
                Outcome::Refused {
                    code: "op.denied".to_owned(),
                    index: 2,
                }
            } else {
                Outcome::Applied { seq }
            },
        })
        .collect();
    Event::PushAnswered(Ok(PushReply {
        now: 0,
        epoch: "e".to_owned(),
        mid: verdicts.last().map_or(0, |verdict| verdict.mid),
        verdicts,
        restamped: Vec::new(),
    }))
}

fn refusal(code: Code) -> Failure {
    Failure::Refused {
        status: code.status(),
        refusal: Refusal {
            code: code.as_str().to_owned(),
            retry_after: None,
            expected: None,
        },
    }
}

fn not_pushed(code: Code) -> Event {
    Event::PushAnswered(Err(refusal(code)))
}

const fn push(from: u64, to: u64) -> Effect {
    Effect::Push { from, to }
}

#[test]
fn an_act_goes_out_at_once_and_leaves_when_it_has_come_back() {
    let mut bench = Bench::new();
    bench
        .queue([1])
        .expect(&[push(1, 1), Effect::Show(Phase::Syncing)]);
    bench
        .tell(pushed([1], 7, &[]))
        .expect(&[pull("e", Some(0))]);
    // Not all of it is back before the last page.
    bench.tell(pulled("e", 5, true));
    bench.expect(&[apply("e", 5, true), pull("e", Some(5))]);
    bench.tell(pulled("e", 7, false)).expect(&[
        apply("e", 7, false),
        Effect::Retire { mids: vec![1] },
        Effect::StartTimer(15_000),
        Effect::Show(Phase::Synced),
    ]);
    assert_eq!(bench.machine.waiting(), 0);
}

// Caught here: all numbers up to the highest acknowledged one are retired.
#[test]
fn i1_exactly_what_came_back_is_retired() {
    let mut bench = Bench::new();
    bench.queue([1, 2, 4]).tell(pushed([1], 7, &[]));
    // Number 3 is of another tab, and has not gone out yet.
    bench.tell(pulled("e", 7, true));
    bench.tell(pushed([2, 4], 9, &[2]));
    bench.tell(pulled("e", 9, false));
    assert_eq!(bench.effects[1], Effect::Retire { mids: vec![1, 4] });
}

#[test]
fn what_an_old_page_cannot_have_brought_stays() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    bench.tell(pulled("e", 6, false));
    bench.expect(&[
        apply("e", 6, false),
        Effect::StartTimer(15_000),
        Effect::Show(Phase::Waiting),
    ]);
    let mut again = Machine::new(bench.machine.state().clone());
    let effects = again.handle(Event::Started(vec![queued(1), queued(2)]), 0.0);
    assert!(effects.contains(&push(2, 2)), "{effects:?}");
}

#[test]
fn a_refused_group_goes_to_the_tray_and_the_rest_goes_on() {
    let mut bench = Bench::new();
    bench.queue([1, 2, 3]).tell(pushed([1], 4, &[]));
    bench.tell(pulled("e", 4, false));
    assert!(bench.effects.contains(&push(2, 3)));
    let refuse = Effect::Refuse {
        mid: 2,
        code: "op.denied".to_owned(),
        index: 2,
    };
    bench
        .tell(pushed([2, 3], 9, &[2]))
        .expect(&[refuse, pull("e", Some(4))]);
}

#[test]
fn a_group_of_which_a_field_lost_goes_on_and_the_person_hears_of_it() {
    let mut bench = Bench::new();
    bench.queue([1, 2]);
    let merged = |mid, lost: &[(usize, String)]| Verdict {
        mid,
        outcome: Outcome::Merged {
            seq: 9,
            lost: lost.to_vec(),
        },
    };
    let lost = vec![(0, "city".to_owned())];
    let reply = PushReply {
        now: 0,
        epoch: "e".to_owned(),
        mid: 2,
        verdicts: vec![merged(1, &lost), merged(2, &[])],
        restamped: Vec::new(),
    };
    bench.tell(Event::PushAnswered(Ok(reply)));
    bench.expect(&[Effect::Lose { mid: 1, lost }, pull("e", Some(0))]);
    bench.tell(pulled("e", 9, false));
    let retire = Effect::Retire { mids: vec![1, 2] };
    assert!(bench.effects.contains(&retire));
}

#[test]
fn one_request_at_a_time() {
    let mut bench = Bench::new();
    bench.queue([1]);
    for event in [Event::Asked, Event::Timer, Event::Online, Event::Visible] {
        bench.tell(event).expect(&[]);
    }
    bench.tell(pulled("e", 9, false)).expect(&[]);
    bench.queue([2]).expect(&[]);
}

#[test]
fn pushes_and_pages_take_turns() {
    let mut bench = Bench::new();
    bench.queue([1, 2]);
    bench
        .tell(pushed([1], 9, &[]))
        .expect(&[pull("e", Some(0))]);
    bench
        .tell(pulled("e", 3, true))
        .expect(&[apply("e", 3, true), push(2, 2)]);
    bench
        .tell(pushed([2], 9, &[]))
        .expect(&[pull("e", Some(3))]);
}

#[test]
fn a_push_keeps_to_its_limits_and_never_splits_a_group() {
    let batch = |groups: &[(usize, usize)]| {
        let mut machine = Machine::new(MachineState {
            epoch: "e".to_owned(),
            ..MachineState::default()
        });
        let outbox = (1..).zip(groups).map(|(mid, (operations, bytes))| Queued {
            mid,
            operations: *operations,
            bytes: *bytes,
        });
        machine.handle(Event::Started(outbox.collect()), 0.0)
    };
    let half = MAX_OPERATIONS / 2;
    assert_eq!(batch(&[(half, 9), (half, 9), (1, 9)])[0], push(1, 2));
    assert_eq!(batch(&[(half, 9), (half + 1, 9)])[0], push(1, 1));
    let third = MAX_BODY_BYTES / 3;
    assert_eq!(batch(&[(1, third), (1, third), (1, third)])[0], push(1, 2));

    // What could never be sent does not stand in the way of the rest.
    for giant in [
        (MAX_OPERATIONS + 1, 9),
        (1, MAX_BODY_BYTES),
        (1, usize::MAX),
    ] {
        let effects = batch(&[giant, (1, 9)]);
        let refuse = Effect::Refuse {
            mid: 1,
            code: "request.too_large".to_owned(),
            index: 0,
        };
        assert_eq!(effects[..2], [refuse, push(1, 2)]);
    }
}

#[test]
fn silence_makes_it_wait_longer_each_time_and_send_the_same_again() {
    let mut bench = Bench::new();
    bench.queue([1]);
    for (failures, low, high) in [(1, 1_000, 2_000), (2, 1_000, 4_000), (3, 1_000, 8_000)] {
        let mut other = bench.machine.clone();
        bench.tell(Event::PushAnswered(Err(Failure::Timeout)));
        assert!(
            bench.effects.contains(&Effect::StartTimer(low)),
            "{:?}",
            bench.effects
        );
        let effects = other.handle(Event::PushAnswered(Err(Failure::Timeout)), 1.0);
        assert!(effects.contains(&Effect::StartTimer(high)), "{effects:?}");
        assert_eq!(bench.machine.failures(), failures);
        assert_eq!(bench.machine.phase(), Phase::Offline);
        // Typing on is no reason to knock; the timer is.
        bench.queue([u64::from(failures) + 1]).expect(&[]);
        bench
            .tell(Event::Timer)
            .expect(&[push(1, u64::from(failures) + 1)]);
    }
    bench.tell(pushed([1, 2, 3, 4], 9, &[]));
    assert_eq!(bench.machine.failures(), 0);
    assert_eq!(bench.machine.phase(), Phase::Syncing);
}

#[test]
fn a_network_that_is_back_is_used_at_once() {
    let mut bench = Bench::new();
    bench
        .tell(Event::Offline)
        .expect(&[Effect::Show(Phase::Offline)]);
    bench.queue([1]).expect(&[]);
    bench.tell(Event::Online);
    bench.expect(&[push(1, 1), Effect::Show(Phase::Syncing)]);
    bench.tell(Event::PushAnswered(Err(Failure::Unreachable)));
    for event in [Event::Online, Event::Visible, Event::Asked] {
        bench.tell(event);
        assert!(bench.effects.contains(&push(1, 1)), "{:?}", bench.effects);
        bench.tell(Event::PushAnswered(Err(Failure::Unreachable)));
    }
}

#[test]
fn a_page_in_the_back_looks_less_often() {
    let mut bench = Bench::new();
    bench.tell(Event::Hidden).expect(&[]);
    bench.tell(Event::Timer).expect(&[pull("e", Some(0))]);
    bench.tell(pulled("e", 0, false));
    bench.expect(&[apply("e", 0, false), Effect::StartTimer(60_000)]);
    bench.tell(Event::Visible).expect(&[pull("e", Some(0))]);
}

#[test]
fn nothing_is_sent_until_somebody_signs_in() {
    for code in [
        Code::NoSession,
        Code::SessionExpired,
        Code::DeviceRevoked,
        Code::DeviceForeign,
    ] {
        let mut bench = Bench::new();
        bench.queue([1]).tell(not_pushed(code));
        bench.expect(&[Effect::Show(Phase::NeedsSignIn)]);
        for event in [Event::Timer, Event::Online, Event::Asked] {
            bench.tell(event).expect(&[]);
        }
        bench.tell(Event::SignedIn);
        bench.expect(&[push(1, 1), Effect::Show(Phase::Syncing)]);
    }
}

#[test]
fn units_that_a_person_lost_are_dropped() {
    let mut bench = Bench::new();
    bench.tell(Event::Timer);
    let mut reply = rows("e", 9, false);
    let page = reply.units.remove("t").unwrap();
    reply.units.insert("s:a".to_owned(), page);
    bench.tell(Event::PullAnswered(Ok(reply.clone())));
    let dropped = vec!["t".to_owned()];
    assert_eq!(bench.effects[0], Effect::Apply { reply, dropped });
    assert_eq!(
        bench.machine.state().cursors,
        BTreeMap::from([("s:a".to_owned(), 9)])
    );
}

#[test]
fn groups_of_another_tab_count_before_they_are_announced() {
    let mut bench = Bench::new();
    // Number 1 stands in the outbox already, written by another tab.
    bench
        .queue([2])
        .expect(&[push(1, 2), Effect::Show(Phase::Syncing)]);
    bench.tell(pushed([1, 2], 7, &[1]));
    assert!(matches!(bench.effects[0], Effect::Refuse { mid: 1, .. }));
    bench.queue([1]);
    assert_eq!(bench.machine.waiting(), 0);
}

#[test]
fn what_is_kept_survives_as_text() {
    let mut bench = Bench::new();
    bench.queue([1]).tell(pushed([1], 7, &[]));
    let text = serde_json::to_string(bench.machine.state()).unwrap();
    assert_eq!(
        &serde_json::from_str::<MachineState>(&text).unwrap(),
        bench.machine.state()
    );
    let group = crate::Group {
        mid: 3,
        ops: Vec::new(),
    };
    assert_eq!(
        Queued::of(&group),
        Queued {
            mid: 3,
            operations: 0,
            bytes: r#"{"mid":3,"ops":[]}"#.len()
        }
    );
}
