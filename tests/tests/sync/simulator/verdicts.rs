//! What must hold of verdicts and of stamps that are set back, whatever the records are.

use forecourt_domain::Millis;
use forecourt_sync::admit::Decision;
use forecourt_sync::wire::{MAX_AHEAD_MS, PushRequest};

use super::reference::{Reference, admitted, code_of, is_same, read_target};

impl Reference {
    /// A group that comes again gets the verdict that it got, and it is the same group.
    pub fn check_recalled(&self, request: &PushRequest, known: u64, decision: &Decision) {
        let rulings = request.groups.iter().zip(&decision.rulings);
        for (group, (mid, ruling)) in rulings.filter(|(group, _)| group.mid <= known) {
            assert_eq!(group.mid, *mid, "I2: verdicts are out of order");
            let verdict = self.verdicts.get(&(request.device, *mid));
            let verdict = verdict
                .unwrap_or_else(|| panic!("I1: group {mid} counts as decided and never was"));
            assert_eq!(
                code_of(ruling),
                verdict.code.as_deref(),
                "I2: group {mid} got another verdict"
            );
            assert!(
                is_same(&verdict.ops, &group.ops),
                "I1: another group passes for group {mid}, which was decided"
            );
        }
    }

    /// Only what is too far ahead is set back, not too far back, and never
    /// behind what its writer had before the eyes.
    pub fn check_restamped(
        &self,
        request: &PushRequest,
        ten: u64,
        known: u64,
        now: Millis,
        decision: &Decision,
    ) {
        for group in request.groups.iter().filter(|group| group.mid > known) {
            let refused = decision
                .rulings
                .iter()
                .any(|(mid, ruling)| *mid == group.mid && code_of(ruling).is_some());
            for (index, op) in group.ops.iter().enumerate().filter(|_| !refused) {
                let at = admitted(decision, group.mid, index, op);
                let late = op.at.ms() > now + MAX_AHEAD_MS;
                assert_eq!(at != op.at, late, "I5: {op:?} was set to {at:?} at {now}");
                let row = self.row(ten, read_target(&op.kind, op.id));
                let marks = row.into_iter().flat_map(|row| row.marks.values());
                for mark in marks.filter(|mark| late && mark.seq <= op.seen) {
                    assert!(
                        at > mark.at,
                        "I5: {op:?} was set back behind what was seen, {mark:?}"
                    );
                }
                assert!(
                    !late || at.ms() <= now + MAX_AHEAD_MS + 1,
                    "I5: {op:?} stays ahead"
                );
            }
        }
    }
}
