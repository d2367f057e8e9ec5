//! Which groups go into the next push.

use super::{Effect, Flight, Machine};
use crate::code::Code;
use crate::wire::{MAX_BODY_BYTES, MAX_OPERATIONS};

/// Bytes of a push body besides its groups: far more than version, device, epoch and number take.
const FRAME_BYTES: usize = 1_024;

impl Machine {
    /// The next push, if there is anything to push. A group is never split; one
    /// that could never be sent goes to the refused tray and does not hold up
    /// the rest.
    pub(super) fn next_push(&mut self, effects: &mut Vec<Effect>) -> Option<(Flight, Effect)> {
        let undecided = self.state.decided.saturating_add(1);
        let first = self.waiting.keys().next().copied().unwrap_or(undecided);
        let from = undecided.min(first);
        if self.state.rewound {
            let after = from.saturating_sub(1);
            return Some((Flight::Renewal, Effect::Renew { after }));
        }
        if self.state.epoch.is_empty() {
            // A group that names no epoch would be taken by any, also by one that comes after
            // the verdict. The pull that is due names it; who is given no rows asks for it.
            let asks = self.out_of_date && !self.waiting.is_empty();
            return asks.then_some((Flight::Probe, Effect::Probe { from: undecided }));
        }
        if self.suspect.is_some() {
            // Does the server refuse the group, or every push?
            return Some((Flight::Probe, Effect::Probe { from: undecided }));
        }
        self.give_up_giants(effects);
        let (mut operations, mut bytes) = (0, FRAME_BYTES);
        let fitting = self.waiting.values().take(self.most).take_while(|group| {
            operations += group.operations;
            bytes += group.bytes + 1;
            operations <= MAX_OPERATIONS && bytes <= MAX_BODY_BYTES
        });
        let to = fitting.last()?.mid;
        Some((Flight::Push { to }, Effect::Push { from, to }))
    }

    fn give_up_giants(&mut self, effects: &mut Vec<Effect>) {
        self.waiting.retain(|mid, group| {
            let fits = group.operations <= MAX_OPERATIONS
                && group.bytes < MAX_BODY_BYTES.saturating_sub(FRAME_BYTES);
            if !fits {
                effects.push(Effect::Refuse {
                    mid: *mid,
                    code: Code::BodyTooLarge.as_str().to_owned(),
                    index: 0,
                });
            }
            fits
        });
    }
}
