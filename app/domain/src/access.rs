//! Who may see and change what. Thin: a member of a unit may work on all that
//! belongs to it, and the things of the whole dealership are the
//! administrator's. Roles with a scope of their own build on this predicate.

use crate::error::refusals;
use crate::organisation::Role;
use crate::row::{TENANT_UNIT, Unit};
use crate::{Id, Row};

/// The person who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The member of staff.
    pub staff: Id,
    /// The stores' units the person works in.
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

/// True when the person receives records of this unit.
pub fn may_read(actor: &Actor, unit: &str) -> bool {
    unit == TENANT_UNIT || actor.units.iter().any(|own| own == unit)
}

/// True when the person may change records of this unit.
pub fn may_write(actor: &Actor, unit: &str) -> bool {
    match unit {
        TENANT_UNIT => actor.role == Role::Administrator,
        _ => actor.units.iter().any(|own| own == unit),
    }
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
    fn members_work_in_their_units_and_see_the_dealership() {
        let consultant = Actor {
            staff: Id::from_u128(1),
            units: vec!["s:1".into(), "s:2".into()],
            role: Role::SalesConsultant,
        };
        let administrator = Actor {
            role: Role::Administrator,
            ..consultant.clone()
        };
        for (actor, unit, reads, writes) in [
            (&consultant, "s:1", true, true),
            (&consultant, "s:2", true, true),
            (&consultant, "s:3", false, false),
            (&consultant, "", false, false),
            (&consultant, TENANT_UNIT, true, false),
            (&administrator, TENANT_UNIT, true, true),
            (&administrator, "s:3", false, false),
        ] {
            assert_eq!(may_read(actor, unit), reads, "{unit}");
            assert_eq!(may_write(actor, unit), writes, "{unit}");
        }
    }
}
