//! Which rows are near the window.

use core::ops::Range;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use leptos::html;
use leptos::prelude::*;

/// Below this many rows all of them are in the page.
const ALL: usize = 48;
/// Rows drawn beyond each edge, so that a quick scroll finds them there.
const BEYOND: usize = 10;
/// What a row is taken to be high until one is measured, px.
const GUESS: f64 = 40.0;

/// The part of a long list that is in the page.
#[derive(Clone, Copy)]
pub struct RowWindow {
    total: Signal<usize>,
    seen: RwSignal<(usize, usize)>,
    height: RwSignal<f64>,
}

impl RowWindow {
    /// Follows scrolling, resizing and the count of rows.
    pub fn watch(body: NodeRef<html::Tbody>, total: Signal<usize>) -> Self {
        let seen = Self {
            total,
            seen: RwSignal::new((0, ALL)),
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
        let total = self.total.get();
        if total <= ALL {
            return 0..total;
        }
        let (from, to) = self.seen.get();
        let to = to.min(total);
        from.min(to)..to
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
        let screen = window()
            .inner_height()
            .ok()
            .and_then(|height| height.as_f64());
        let first = (-top / height).max(0.0) as usize;
        let last = ((screen.unwrap_or_default() - top) / height)
            .max(0.0)
            .ceil() as usize;
        // Whole steps of a few rows: scrolling by one row need not touch the page.
        let from = first.saturating_sub(BEYOND) / 4 * 4;
        let to = (last + BEYOND).div_ceil(4) * 4;
        let range = (from.min(total), to.min(total));
        if range != self.seen.get_untracked() {
            self.seen.set(range);
        }
    }
}
