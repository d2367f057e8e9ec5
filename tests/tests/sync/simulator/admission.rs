//! What the server has to say to each group, and what the group makes of the records.

use std::collections::BTreeSet;

use forecourt_domain::{Id, State};
use forecourt_sync::admit::Decision;
use forecourt_sync::{Group, Operation, Stamp, Verb};

use super::ideal::Ideal;
use super::reference::{Reference, admitted, is_creation, read_target};
use crate::device::Target;

/// Records as they stood, those that were not there too.
pub type Standing = Vec<(Target, Option<Ideal>)>;

impl Reference {
    /// Does a group whole or not at all.
    pub fn try_group(
        &mut self,
        ten: u64,
        staff: Id,
        group: &Group,
        decision: &Decision,
        unmade: &mut BTreeSet<Target>,
    ) -> Option<&'static str> {
        let before = self.as_it_stands(ten, group);
        for (index, op) in group.ops.iter().enumerate() {
            let at = admitted(decision, group.mid, index, op);
            let code = self.try_op(ten, staff, op, at, unmade).err();
            if code.is_none() {
                continue;
            }
            self.take_back(ten, group, before, unmade);
            return code;
        }
        for op in &group.ops {
            unmade.remove(&read_target(&op.kind, op.id));
        }
        None
    }

    /// The records of a group.
    pub fn as_it_stands(&self, ten: u64, group: &Group) -> Standing {
        let targets = group.ops.iter().map(|op| read_target(&op.kind, op.id));
        targets
            .map(|target| (target, self.row(ten, target).cloned()))
            .collect()
    }

    /// Nothing came of a group: records are as they stood, and what it would have made is not there.
    pub fn take_back(
        &mut self,
        ten: u64,
        group: &Group,
        before: Standing,
        unmade: &mut BTreeSet<Target>,
    ) {
        let rows = self.rows.entry(ten).or_default();
        for (target, row) in before {
            match row {
                Some(row) => drop(rows.insert(target, row)),
                None => drop(rows.remove(&target)),
            }
        }
        let made = group.ops.iter().filter(|op| is_creation(op));
        unmade.extend(made.map(|op| read_target(&op.kind, op.id)));
    }

    fn try_op(
        &mut self,
        ten: u64,
        staff: Id,
        op: &Operation,
        at: Stamp,
        unmade: &BTreeSet<Target>,
    ) -> Result<(), &'static str> {
        let target = read_target(&op.kind, op.id);
        if !is_creation(op) && unmade.contains(&target) {
            return Err("op.group_refused");
        }
        for (name, value) in op.fields.iter() {
            if name.contains('.') || value.is_object() {
                return Err("op.bad_field");
            }
            if value.as_str().is_some_and(|text| text.len() > 65_000) {
                return Err("op.record_too_large");
            }
        }
        let sight = self.organisation.sight(staff);
        let is_hidden = |(name, _): (&str, _)| sight.hides(target.0, name);
        let writes_hidden = op.fields.iter().any(is_hidden);
        let (_, collected) = self.bounds.get(&ten).copied().unwrap_or_default();
        let rows = self.rows.entry(ten).or_default();
        let row = rows.get_mut(&target);
        if let Verb::Create { unit, owner } = &op.verb {
            if !sight.shows(unit, *owner) || writes_hidden {
                return Err("op.denied");
            }
            return match row {
                Some(row) if row.born == at => Ok(()),
                Some(row) if row.state == State::Gone => Err("op.gone"),
                Some(row) if row.says(unit, op) && sight.shows(&row.unit, row.owner) => Ok(()),
                Some(_) => Err("op.exists"),
                None if at <= collected => Err("op.gone"),
                None => {
                    rows.insert(target, Ideal::made(unit, *owner, op, at));
                    Ok(())
                }
            };
        }
        let row = row.ok_or("op.not_found")?;
        if !sight.shows(&row.unit, row.owner) {
            return Err("op.not_found");
        }
        if writes_hidden {
            return Err("op.denied");
        }
        if row.state == State::Gone {
            return Err("op.gone");
        }
        row.take(op, at);
        Ok(())
    }
}
