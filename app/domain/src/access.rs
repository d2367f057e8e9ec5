//! Who may see and change what. Thin: a member of a unit may work on all that
//! belongs to it, and the things of the whole dealership are the
//! administrator's. Roles with a scope of their own build on this predicate.

use crate::error::refusals;
use crate::organisation::Role;
use crate::row::{TENANT_UNIT, Unit, UnitClass};
use crate::{Id, Kind, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much of a unit a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// What the person is responsible for.
    Own,
    /// That, and what the person's team is responsible for.
    Team,
    /// Everything.
    #[default]
    Unit,
}

/// What a person reads. Devices keep it, and start a unit again when it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Access {
    /// Grows with every change.
    pub version: u64,
    /// Units, and how much of each.
    pub units: BTreeMap<Unit, Reach>,
    /// The person's team.
    pub team: Vec<Id>,
    /// Fields that the person does not read, by kind.
    pub masks: BTreeMap<String, Vec<String>>,
}

impl Access {
    /// The whole of these units.
    pub fn whole(units: &[Unit]) -> Self {
        let units = units.iter().map(|unit| (unit.clone(), Reach::Unit));
        Self {
            units: units.collect(),
            ..Self::default()
        }
    }

    /// True when nothing is out of sight in any of the units.
    pub fn is_whole(&self) -> bool {
        let mut reaches = self.units.values();
        reaches.all(|reach| *reach == Reach::Unit) && self.masks.values().all(Vec::is_empty)
    }

    /// True when a field of a kind is not read.
    pub fn masks(&self, kind: &str, field: &str) -> bool {
        let masked = self.masks.get(kind);
        masked.is_some_and(|fields| fields.iter().any(|masked| masked == field))
    }

    /// True when rows of a unit that a device holds under this access are those
    /// that it would hold under `other`.
    pub fn reads_alike(&self, other: &Self, unit: &str) -> bool {
        let reach = self.units.get(unit);
        let same_team = reach != Some(&Reach::Team) || self.team == other.team;
        reach == other.units.get(unit) && same_team && self.masks == other.masks
    }

    /// True when `other` lets nothing out of sight of what this access shows of a unit: no row and no field.
    pub fn reads_within(&self, other: &Self, unit: &str) -> bool {
        let Some(reach) = self.units.get(unit) else {
            return true;
        };
        let has_reach = other.units.get(unit).is_some_and(|others| {
            let same_team = (*reach, *others) == (Reach::Team, Reach::Team);
            reach <= others && (!same_team || self.team.iter().all(|id| other.team.contains(id)))
        });
        let mut masked = other.masks.iter();
        has_reach && masked.all(|(kind, fields)| fields.iter().all(|field| self.masks(kind, field)))
    }
}

/// The predicate that device, admission and the pages of a pull share: may this
/// person read a row? Its twin in SQL stands in the Worker's `pages.sql`.
pub fn may_read(access: &Access, staff: Id, unit: &str, owner: Option<Id>) -> bool {
    let is_own = owner == Some(staff);
    match access.units.get(unit) {
        None => false,
        Some(Reach::Unit) => true,
        Some(Reach::Own) => is_own,
        Some(Reach::Team) => is_own || owner.is_some_and(|owner| access.team.contains(&owner)),
    }
}

/// The person who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The member of staff.
    pub staff: Id,
    /// The units the person belongs to: the dealership and stores.
    pub units: Vec<Unit>,
    /// What the person is.
    pub role: Role,
}

refusals! {
    /// Why a person may not do it.
    pub enum AccessError {
        /// The record belongs to a place where the person does not work.
        Denied = "access.denied",
    }
}

/// The predicate that device and server share: a member may change records of
/// a unit; those of the whole dealership only an administrator.
pub fn may_change(units: &[Unit], administrator: bool, unit: &str) -> bool {
    units.iter().any(|own| own == unit) && (unit != TENANT_UNIT || administrator)
}

/// True when a record of this kind may be made in the unit. A kind that this
/// build does not know is kept for those who do, but only in a store: what the
/// whole dealership shares is trusted by everybody.
pub fn may_stand(kind: &str, unit: &str) -> bool {
    let class = Kind::parse(kind).map_or(UnitClass::Store, Kind::unit_class);
    UnitClass::of(unit) == Some(class)
}

/// True when the person may change records of this unit.
pub fn may_write(actor: &Actor, unit: &str) -> bool {
    may_change(&actor.units, actor.role == Role::Administrator, unit)
}

/// Refuses when the person may not change the record.
pub fn check_write(actor: &Actor, row: &Row) -> Result<(), AccessError> {
    if may_write(actor, &row.unit) {
        Ok(())
    } else {
        Err(AccessError::Denied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_in_sight_is_told_from_what_does_not() {
        let ids = |ids: &[u128]| ids.iter().map(|id| Id::from_u128(*id)).collect();
        let access = |reach, team: &[u128], masked: &[&str]| Access {
            version: 1,
            units: [("s:1".to_owned(), reach)].into(),
            team: ids(team),
            masks: [(
                "customer".to_owned(),
                masked.iter().map(|field| (*field).to_owned()).collect(),
            )]
            .into(),
        };
        let team = access(Reach::Team, &[1, 2], &["phone"]);
        for (other, stays) in [
            (access(Reach::Team, &[1, 2], &["phone"]), true),
            (access(Reach::Team, &[1, 2, 3], &["phone"]), true),
            (access(Reach::Team, &[1, 3], &["phone"]), false),
            (access(Reach::Unit, &[], &["phone"]), true),
            (access(Reach::Own, &[1, 2], &["phone"]), false),
            (access(Reach::Unit, &[], &[]), true),
            (access(Reach::Unit, &[], &["phone", "name"]), false),
            (Access::default(), false),
        ] {
            assert_eq!(team.reads_within(&other, "s:1"), stays, "{other:?}");
        }
        assert!(team.reads_within(&Access::default(), "s:2"));
        let own = access(Reach::Own, &[9], &[]);
        assert!(own.reads_within(&access(Reach::Team, &[], &[]), "s:1"));
    }

    #[test]
    fn members_work_in_their_units_and_the_dealership_is_the_administrators() {
        let consultant = Actor {
            staff: Id::from_u128(1),
            units: vec![TENANT_UNIT.into(), "s:1".into(), "s:2".into()],
            role: Role::SalesConsultant,
        };
        let administrator = Actor {
            role: Role::Administrator,
            ..consultant.clone()
        };
        let stranger = Actor {
            units: Vec::new(),
            ..administrator.clone()
        };
        for (actor, unit, writes) in [
            (&consultant, "s:1", true),
            (&consultant, "s:2", true),
            (&consultant, "s:3", false),
            (&consultant, "", false),
            (&consultant, TENANT_UNIT, false),
            (&administrator, TENANT_UNIT, true),
            (&administrator, "s:3", false),
            (&stranger, TENANT_UNIT, false),
        ] {
            assert_eq!(may_write(actor, unit), writes, "{unit}");
        }
    }

    #[test]
    fn places_and_people_are_of_the_dealership_and_business_is_of_a_store() {
        for kind in Kind::ALL.iter().map(|kind| kind.as_str()).chain(["later"]) {
            let shared = matches!(kind, "staff" | "org_unit");
            assert_eq!(may_stand(kind, TENANT_UNIT), shared, "{kind}");
            assert_eq!(may_stand(kind, "s:1"), !shared, "{kind}");
            assert!(!may_stand(kind, "") && !may_stand(kind, "x:1"), "{kind}");
        }
    }
}
