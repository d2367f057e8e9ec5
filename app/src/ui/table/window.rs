//! Which rows are near the window.

use core::ops::Range;
use core::time::Duration;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use leptos::html;
use leptos::prelude::*;

/// Below this many rows all of them are in the page.
const ALL: usize = 48;
/// Rows drawn beyond each edge, so that a quick scroll finds them there …
const BEYOND: usize = 10;
/// … and those drawn at once when the list is another one; the rest follow when these are painted.
const AT_ONCE: usize = 1;
/// What a row is taken to be high until one is measured, px.
const GUESS: f64 = 40.0;

/// The part of a long list that is in the page.
#[derive(Clone, Copy)]
pub struct RowWindow {
    total: Signal<usize>,
    /// The first row that is seen, and the one after the last.
    seen: RwSignal<(usize, usize)>,
    range: Memo<Range<usize>>,
    height: RwSignal<f64>,
}

impl RowWindow {
    /// Follows scrolling, resizing and the rows.
    pub fn watch<K>(body: NodeRef<html::Tbody>, rows: Signal<Vec<K>>) -> Self
    where
        K: Copy + PartialEq + Send + Sync + 'static,
    {
        let total = Signal::derive(move || rows.with(Vec::len));
        let seen = RwSignal::new((0, screenful()));
        // Another row in the place of the first is another list, and no row of it is in the page yet.
        let first = Memo::new(move |_| {
            let (from, _) = seen.get_untracked();
            rows.with(|rows| rows.get(from).copied())
        });
        let painted = RwSignal::new(None);
        Effect::new(move |_| {
            let first = first.get();
            request_animation_frame(move || {
                // The list may be gone by then.
                let rest = move || {
                    painted.try_set(Some(first));
                };
                set_timeout(rest, Duration::ZERO);
            });
        });
        let range = Memo::new(move |_| {
            let is_new = painted.get() != Some(first.get());
            range(total.get(), seen.get(), is_new)
        });
        let seen = Self {
            total,
            seen,
            range,
            height: RwSignal::new(GUESS),
        };
        let measure = move || seen.measure(body);
        // Scroll events of the sheet do not bubble, but they can be captured; on a phone it is the
        // window that scrolls. One listener hears both.
        let options = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: true,
        };
        let scroll =
            EventListener::new_with_options(&window(), "scroll", options, move |_| measure());
        let resize = EventListener::new(&window(), "resize", move |_| measure());
        StoredValue::new_local((scroll, resize));
        Effect::new(move |_| {
            total.track();
            request_animation_frame(measure);
        });
        seen
    }

    /// Indexes of the rows in the page.
    pub fn range(self) -> Range<usize> {
        self.range.get()
    }

    /// Height of the rows before, px.
    pub fn above(self) -> f64 {
        self.range().start as f64 * self.height.get()
    }

    /// Height of the rows after, px.
    pub fn below(self) -> f64 {
        (self.total.get() - self.range().end) as f64 * self.height.get()
    }

    fn measure(self, body: NodeRef<html::Tbody>) {
        let Some(Some(body)) = body.try_get_untracked() else {
            return;
        };
        let Some(total) = self.total.try_get_untracked() else {
            return;
        };
        if total <= ALL {
            return;
        }
        let row = body.query_selector("tr[aria-rowindex]").ok().flatten();
        let measured = row.map_or(0.0, |row| row.get_bounding_client_rect().height());
        let height = if measured > 0.0 {
            measured
        } else {
            self.height.get_untracked()
        };
        // A difference below half a pixel is rounding, and following it would never come to rest.
        if (height - self.height.get_untracked()).abs() > 0.5 {
            self.height.set(height);
        }
        let top = body.get_bounding_client_rect().top();
        let first = (-top / height).max(0.0) as usize;
        let last = ((screen_height() - top) / height).max(0.0).ceil() as usize;
        let seen = (first.min(total), last.min(total));
        if seen != self.seen.get_untracked() {
            self.seen.set(seen);
        }
    }
}

/// The rows in the page, of so many, when these are seen.
fn range(total: usize, (from, to): (usize, usize), is_new: bool) -> Range<usize> {
    match (total <= ALL, is_new) {
        (true, false) => 0..total,
        (true, true) => 0..total.min(screenful()),
        (false, _) => {
            let beyond = if is_new { AT_ONCE } else { BEYOND };
            // Whole steps of a few rows: scrolling by one row need not touch the page.
            let from = from.saturating_sub(beyond) / 4 * 4;
            let to = ((to + beyond).div_ceil(4) * 4).min(total);
            from.min(to)..to
        }
    }
}

/// Rows that fill the window before any was measured.
fn screenful() -> usize {
    (screen_height() / GUESS).ceil() as usize
}

fn screen_height() -> f64 {
    let height = window().inner_height().ok();
    height
        .and_then(|height| height.as_f64())
        .unwrap_or_default()
}
