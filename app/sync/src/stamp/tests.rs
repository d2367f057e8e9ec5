use proptest::prelude::*;

use super::*;

fn stamp() -> impl Strategy<Value = Stamp> {
    (0..1_u64 << 50, 0..1_u16 << 15, 0..1_u64 << 40)
        .prop_map(|(ms, counter, node)| Stamp::new(ms, counter, node))
}

#[derive(Clone, Debug)]
enum Doing {
    Tick(Millis),
    Observe(Stamp),
    Restart,
}

fn doing() -> impl Strategy<Value = Doing> {
    // Within the years in which a clock may find itself, jumps and all.
    let seen = (0..1_u64 << 48, 0..1_u16 << 15, 0..3_u64);
    prop_oneof![
        4 => prop_oneof![Just(5), 0..10_u64, 0..1_u64 << 48].prop_map(Doing::Tick),
        1 => seen.prop_map(|(ms, counter, node)| Doing::Observe(Stamp::new(ms, counter, node))),
        1 => Just(Doing::Restart),
    ]
}

proptest! {
    #[test]
    fn text_sorts_like_the_stamp(a in stamp(), b in stamp()) {
        prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.cmp(&b));
        prop_assert_eq!(a.to_string().len(), STAMP_LENGTH);
        prop_assert_eq!(a.to_string().parse(), Ok(a));
    }

    #[test]
    fn what_parses_is_what_would_be_written(text in "[0-9a-z]{21}") {
        if let Ok(stamp) = text.parse::<Stamp>() {
            prop_assert_eq!(stamp.to_string(), text);
        }
    }

    // `tick` that trusts the device's clock, `following` without the carry and
    // `observe` that does nothing fail here.
    #[test]
    fn a_clock_only_goes_forward(doings in prop::collection::vec(doing(), 0..60)) {
        let mut clock = Clock::new(2, Stamp::default());
        let mut highest = Stamp::default();
        for doing in doings {
            match doing {
                Doing::Tick(now) => {
                    let given = clock.tick(now);
                    prop_assert!(given > highest);
                    prop_assert_eq!(given.node(), 2);
                    prop_assert!(given.ms() >= now);
                    highest = given;
                }
                Doing::Observe(seen) => {
                    clock.observe(seen);
                    highest = highest.max(seen);
                }
                Doing::Restart => clock = Clock::new(2, clock.last()),
            }
            prop_assert_eq!(clock.last(), highest);
        }
    }
}

#[test]
fn a_full_counter_carries_into_the_time() {
    let mut clock = Clock::new(7, Stamp::new(100, COUNTER_LIMIT - 2, 9));
    assert_eq!(clock.tick(100), Stamp::new(100, COUNTER_LIMIT - 1, 7));
    assert_eq!(clock.tick(100), Stamp::new(101, 0, 7));
    assert_eq!(clock.tick(100), Stamp::new(101, 1, 7));
}

#[test]
fn stamps_stand_for_time_counter_and_writer() {
    let stamp = Stamp::new(1_790_000_000_000, 33, 1 << 35);
    assert_eq!(stamp.to_string(), "01m3250v0001110000000");
    for text in ["", "1m310xv00001110000000x", "1m310xv0000111000000u", "１"] {
        assert_eq!(text.parse::<Stamp>(), Err(BadStamp), "{text}");
    }
}
