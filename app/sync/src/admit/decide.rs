//! Deciding a push: group by group, each whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::access::may_stand;
use forecourt_domain::row::Unit;
use forecourt_domain::{Fields, State};

use super::check::check_fields;
use super::people::{is_administered, is_staff};
use super::{
    Admission, Decision, Refused, Rejection, Ruling, Target, first_creations, identity, target_of,
};
use crate::code::Code;
use crate::fold::{Draft, Write};
use crate::wire::{
    MAX_AHEAD_MS, MAX_FIELDS, MAX_GROUP_NUMBER, MAX_OPERATIONS, MAX_RECORD_BYTES, MAX_VOID_NUMBERS,
};
use crate::{Clock, Group, Operation, Stamp, Verb};

/// Decides a push.
///
/// # Errors
/// When it is refused as a whole; see [`Rejection`].
pub fn admit(admission: &Admission<'_>) -> Result<Decision, Rejection> {
    check_order(admission)?;
    let mut bench = Bench::new(admission);
    let groups = admission.request.groups.iter();
    let mut decision = Decision {
        mid: admission.mid,
        recent: groups.map(|group| (group.mid, identity(group))).collect(),
        ..Decision::default()
    };
    for group in &admission.request.groups {
        let ruling = if group.mid <= admission.mid {
            recall(admission, group.mid)
        } else {
            decision.mid = group.mid;
            bench.decide(group, &mut decision)
        };
        decision.rulings.push((group.mid, ruling));
    }
    for mut draft in bench.drafts.into_values() {
        decision.chapters.extend(draft.chapter());
        let (write, expected) = draft.into_write();
        decision.expected.extend(expected);
        match write {
            Some(Write::Create(creation)) => decision.creates.push(creation),
            Some(Write::Merge(merge)) => decision.merges.push(merge),
            None => {}
        }
    }
    Ok(decision)
}

fn check_order(admission: &Admission<'_>) -> Result<(), Rejection> {
    let request = admission.request;
    let expected = admission.mid.saturating_add(1);
    if !request.epoch.is_empty() && request.epoch != admission.epoch {
        return Err(Rejection::Epoch { expected });
    }
    // An empty group costs as much to remember as one of a single operation.
    let sizes = request.groups.iter().map(|group| group.ops.len().max(1));
    let operations: usize = sizes.sum();
    if operations > MAX_OPERATIONS {
        return Err(Rejection::TooMany);
    }
    let mut next = request.from;
    for group in &request.groups {
        if group.mid < next || group.mid > MAX_GROUP_NUMBER {
            return Err(Rejection::Disorder);
        }
        next = group.mid.saturating_add(1);
    }
    let last = request.groups.last().map_or(0, |group| group.mid);
    if request.from > expected || last > admission.mid.saturating_add(MAX_VOID_NUMBERS) {
        return Err(Rejection::Gap { expected });
    }
    let mut replayed = request
        .groups
        .iter()
        .filter(|group| group.mid <= admission.mid);
    if replayed.any(|group| !admission.recent.contains(&(group.mid, identity(group)))) {
        return Err(Rejection::Rewound);
    }
    Ok(())
}

/// The verdict of a group that was decided before, known by number and
/// identity: what was not refused was applied.
fn recall(admission: &Admission<'_>, mid: u64) -> Ruling {
    let refused = admission.refused.iter().find(|refused| refused.mid == mid);
    refused.map_or(Ruling::Applied, |refused| Ruling::Refused {
        code: refused.code.clone(),
        index: refused.index,
    })
}

/// Records by what names them.
pub(super) type Drafts = BTreeMap<Target, Draft>;

/// What is known while a push is being decided.
struct Bench<'a> {
    admission: &'a Admission<'a>,
    drafts: Drafts,
    /// Fields that the first creation of each record sets.
    compared: BTreeMap<Target, &'a Fields>,
    /// Records whose creation was refused. What builds on it is refused too:
    /// it must not land on another record that happens to have the id.
    unmade: BTreeSet<Target>,
    /// Highest stamp admitted so far.
    last: Stamp,
}

impl<'a> Bench<'a> {
    fn new(admission: &'a Admission<'a>) -> Self {
        let drafts = admission.envelopes.iter().map(|envelope| {
            let target = Target {
                kind: envelope.kind.clone(),
                id: envelope.id,
            };
            (target, Draft::stored(envelope))
        });
        let made = first_creations(admission.request).into_iter();
        Self {
            admission,
            drafts: drafts.collect(),
            compared: made.map(|(target, (_, fields))| (target, fields)).collect(),
            unmade: BTreeSet::new(),
            last: Stamp::default(),
        }
    }

    /// Decides one group and keeps what it does only if every operation passes.
    fn decide(&mut self, group: &Group, decision: &mut Decision) -> Ruling {
        let mut trial = Trial::default();
        for (index, op) in group.ops.iter().enumerate() {
            let target = target_of(op);
            let draft = trial
                .drafts
                .get(&target)
                .or_else(|| self.drafts.get(&target))
                .cloned();
            let at = self.admitted_stamp(op, draft.as_ref());
            if at != op.at {
                trial.restamped.push((group.mid, index, at));
            }
            let builds = !matches!(op.verb, Verb::Create { .. });
            let outcome = if builds && self.unmade.contains(&target) {
                Err(Code::GroupRefused)
            } else {
                self.step(op, draft, at)
            };
            match outcome {
                Ok((draft, all_won)) => {
                    trial.merged |= !all_won;
                    trial.drafts.insert(target, draft);
                }
                Err(code) => return self.refuse(group, index, code, decision),
            }
        }
        if let Some(index) = self.unadministered(group, &trial) {
            return self.refuse(group, index, Code::LastAdministrator, decision);
        }
        // A creation that is tried again with success is there to build on.
        self.unmade
            .retain(|target| !trial.drafts.contains_key(target));
        self.drafts.append(&mut trial.drafts);
        decision.restamped.append(&mut trial.restamped);
        if trial.merged {
            Ruling::Merged
        } else {
            Ruling::Applied
        }
    }

    /// The last change of a person in a group that would leave nobody to
    /// administer the dealership. What a group does is seen as a whole.
    fn unadministered(&self, group: &Group, trial: &Trial) -> Option<usize> {
        let changes_person =
            |op: &Operation| is_staff(&op.kind) && !matches!(op.verb, Verb::Create { .. });
        let index = group.ops.iter().rposition(changes_person)?;
        let drafts = [&self.drafts, &trial.drafts];
        (!is_administered(&self.admission.people, drafts)).then_some(index)
    }

    fn refuse(&mut self, group: &Group, index: usize, code: Code, to: &mut Decision) -> Ruling {
        let creations = group
            .ops
            .iter()
            .filter(|op| matches!(op.verb, Verb::Create { .. }));
        self.unmade.extend(creations.map(target_of));
        let code = code.as_str().to_owned();
        to.refusals.push(Refused {
            mid: group.mid,
            code: code.clone(),
            index,
        });
        Ruling::Refused { code, index }
    }

    /// What one operation makes of a record. The second value is false when a
    /// newer value kept some field.
    fn step(&self, op: &Operation, draft: Option<Draft>, at: Stamp) -> Result<(Draft, bool), Code> {
        check_fields(&op.kind, &op.fields)?;
        let actor = &self.admission.actor;
        if let Verb::Create { unit, owner } = &op.verb {
            let reads = actor.may_read(unit, *owner);
            if !may_stand(&op.kind, unit) || !actor.may_change(unit) || !reads {
                return Err(Code::Denied);
            }
            self.check_masks(op)?;
            return match draft {
                None if at <= self.admission.collected => Err(Code::Gone),
                None => Ok((Draft::made(op, unit, *owner, at), true)),
                // The same creation again: its stamp is unique to its writer.
                Some(draft) if draft.record.clock.birth() == Some(at) => Ok((draft.relied(), true)),
                Some(draft) if draft.record.state == State::Gone => Err(Code::Gone),
                // Somebody made the same, with the same values. There is nothing to
                // decide, unless the answer would tell of a record that is not shown.
                Some(draft)
                    if draft.record.state == State::Live
                        && self.says(&draft, unit, op)
                        && actor.may_read(&draft.unit, draft.owner) =>
                {
                    Ok((draft.relied(), true))
                }
                Some(_) => Err(Code::Exists),
            };
        }
        // What somebody may not read is not there.
        let mut draft = draft
            .filter(|draft| actor.may_read(&draft.unit, draft.owner))
            .ok_or(Code::NotFound)?;
        if !actor.may_change(&draft.unit) {
            return Err(Code::Denied);
        }
        self.check_masks(op)?;
        if draft.record.state == State::Gone {
            return Err(Code::Gone);
        }
        let all_won = draft.take(op, at);
        // A stored value that was replaced counts twice, once: twice the limit
        // never refuses a record that keeps to it.
        if draft.bytes() > 2 * MAX_RECORD_BYTES || draft.record.clock.len() > MAX_FIELDS {
            return Err(Code::RecordTooLarge);
        }
        Ok((draft, all_won))
    }

    /// Whether a creation finds its work done must not depend on what goes along with it in one push.
    fn says(&self, draft: &Draft, unit: &Unit, op: &Operation) -> bool {
        let compared = self.compared.get(&target_of(op));
        compared.is_some_and(|compared| draft.says(unit, &op.fields, compared))
    }

    /// Nobody writes what they cannot read.
    fn check_masks(&self, op: &Operation) -> Result<(), Code> {
        let access = &self.admission.actor.access;
        let masked = |(name, _): (&str, _)| access.masks(&op.kind, name);
        if op.fields.iter().any(masked) {
            return Err(Code::Denied);
        }
        Ok(())
    }

    /// The stamp under which an operation counts. One that is too far ahead is
    /// set back to server time, but behind what came before in this push and
    /// what stands in the record: its writer may have had that before the eyes,
    /// and some of it may be a little ahead of the server itself.
    fn admitted_stamp(&mut self, op: &Operation, draft: Option<&Draft>) -> Stamp {
        let mut at = op.at;
        if at.ms() > self.admission.now.saturating_add(MAX_AHEAD_MS) {
            let mut clock = Clock::new(at.node(), self.last);
            let known = draft.map(|draft| draft.record.clock.highest());
            clock.observe(known.unwrap_or_default());
            at = clock.tick(self.admission.now);
        }
        self.last = self.last.max(at);
        at
    }
}

/// What a group does, until it is known whether it does it.
#[derive(Default)]
struct Trial {
    drafts: Drafts,
    restamped: Vec<(u64, usize, Stamp)>,
    merged: bool,
}
