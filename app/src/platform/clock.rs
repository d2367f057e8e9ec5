//! The device's clock.

use forecourt_domain::{Date, Millis};
use gloo::timers::callback::Timeout;
use leptos::prelude::{ArcRwSignal, ArcSignal, GetUntracked, Set};

/// Now, by the device's clock.
pub fn now() -> Millis {
    // Whole and positive by definition of `Date.now`.
    js_sys::Date::now() as Millis
}

/// Minutes by which the device's clock lies east of UTC.
pub fn offset_minutes() -> i32 {
    // The browser counts the other way round.
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}

/// The calendar date on this device.
pub fn today() -> Date {
    Date::at(now(), offset_minutes())
}

/// The calendar date as a signal that follows midnight and changes of zone.
pub fn follow_today() -> ArcSignal<Date> {
    let date = ArcRwSignal::new(today());
    look_again(date.clone());
    date.into()
}

/// A timer that is due at midnight is not enough: a laptop may sleep over it.
/// Looking once a minute costs nothing and is never more than a minute late.
fn look_again(date: ArcRwSignal<Date>) {
    Timeout::new(60_000, move || {
        if date.get_untracked() != today() {
            date.set(today());
        }
        look_again(date);
    })
    .forget();
}

/// Waits. Never shorter than asked; longer while the page is in the background.
pub async fn sleep(ms: u32) {
    gloo::timers::future::sleep(core::time::Duration::from_millis(u64::from(ms))).await;
}
