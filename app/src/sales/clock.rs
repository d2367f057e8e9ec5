//! The clock of a first answer. Web leads go cold within minutes, so the page
//! counts them down.

use std::time::Duration;

use forecourt_domain::Millis;
use leptos::prelude::*;

use crate::platform::clock;
use crate::text::Text;

/// A web lead is to be answered within five minutes (rule e.1, first response).
const TARGET_MS: Millis = 5 * 60_000;

/// How often clocks on the screen move.
const TICK: Duration = Duration::from_secs(1);

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// Where the clock of a first answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerClock {
    /// Milliseconds left.
    Left(Millis),
    /// Milliseconds past the target.
    Late(Millis),
}

impl AnswerClock {
    /// The clock of an enquiry that nobody answered yet.
    pub const fn of(asked_at: Millis, now: Millis) -> Self {
        let due = asked_at.saturating_add(TARGET_MS);
        if now <= due {
            Self::Left(due - now)
        } else {
            Self::Late(now - due)
        }
    }

    /// True when the target is missed.
    pub const fn is_late(self) -> bool {
        matches!(self, Self::Late(_))
    }

    /// In words: how long is left, or how late it is.
    pub fn words(self, text: Text) -> String {
        match self {
            Self::Left(span) => text.sales_answer_in(countdown(span)),
            Self::Late(span) if span < HOUR => text.sales_answer_late(countdown(span)),
            Self::Late(span) => text.sales_answer_late(span_words(text, span)),
        }
    }
}

/// Minutes and seconds: `3:12`.
fn countdown(span: Millis) -> String {
    format!("{}:{:02}", span / MINUTE, span % MINUTE / 1000)
}

/// A span as people say it: `54 min`, `2 h`, `4 days`.
pub fn span_words(text: Text, span: Millis) -> String {
    match span {
        ..HOUR => text.sales_minutes(span / MINUTE),
        HOUR..DAY => text.sales_hours(span / HOUR),
        _ => text.common_days(span / DAY),
    }
}

/// Now, moving every second for as long as the component stands.
pub fn use_now() -> ReadSignal<Millis> {
    let (now, set_now) = signal(clock::now());
    let tick = set_interval_with_handle(
        move || {
            set_now.try_set(clock::now());
        },
        TICK,
    );
    if let Ok(tick) = tick {
        on_cleanup(move || tick.clear());
    }
    now
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::text::Lang;

    #[test]
    fn five_minutes_are_counted_down_and_then_up() {
        let asked = 1_000_000;
        assert_eq!(AnswerClock::of(asked, asked), AnswerClock::Left(TARGET_MS));
        assert_eq!(
            AnswerClock::of(asked, asked + TARGET_MS),
            AnswerClock::Left(0)
        );
        assert!(AnswerClock::of(asked, asked + TARGET_MS + 1).is_late());
    }

    #[test]
    fn spans_are_said_in_the_unit_that_matters() {
        let text = Text::new(Lang::English);
        assert_eq!(AnswerClock::Left(192_000).words(text), "answer in 3:12");
        assert_eq!(span_words(text, 54 * MINUTE + 5), "54 min");
        assert_eq!(span_words(text, 5 * HOUR + MINUTE), "5 h");
        assert_eq!(span_words(text, 3 * DAY), "3 days");
    }
}
