//! Places and people of the dealership.

use serde::{Deserialize, Serialize};

use crate::entity::entity;
use crate::error::refusals;
use crate::name::PersonName;
use crate::row::TENANT_UNIT;
use crate::{Change, Id, RuleError};

refusals! {
    /// Why a dealership cannot be set up like this.
    pub enum OrganisationError {
        /// A store without a name.
        StoreNameMissing = "organisation.store_name_missing",
        /// An administrator without a name.
        AdministratorNameMissing = "organisation.administrator_name_missing",
    }
}

/// What a place is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrgUnitType {
    /// Several stores under one owner.
    DealerGroup,
    /// One store.
    #[default]
    Dealer,
}

/// What a person may do, thin: the full access model comes with roles of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sets up the dealership.
    Administrator,
    /// Runs a store.
    SalesManager,
    /// Sells.
    #[default]
    SalesConsultant,
    /// Answers web leads and calls.
    DccClerk,
}

entity! {
    /// A place of the organisation.
    pub struct OrgUnit: OrgUnit {
        /// Name shown to people.
        name: String,
        /// What it is.
        unit_type: OrgUnitType,
        /// The place above.
        parent_id: Option<Id>,
    }
}

entity! {
    /// A person who works for the dealer.
    pub struct Staff: Staff {
        /// Full name.
        name: String,
        /// What the person may do.
        role: Role,
        /// The stores the person works in.
        store_ids: Vec<Id>,
    }
}

/// What a new dealership begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding<'a> {
    /// Name of the first store.
    pub store_name: &'a str,
    /// Its id.
    pub store: Id,
    /// Full name of the first administrator.
    pub administrator_name: &'a str,
    /// The administrator's id.
    pub administrator: Id,
}

/// The first rows of a dealership: one store and the administrator who works in it.
pub fn found(founding: &Founding<'_>) -> Result<Vec<Change>, RuleError> {
    let store_name =
        PersonName::read(founding.store_name).map_err(|_| OrganisationError::StoreNameMissing)?;
    let administrator_name = PersonName::read(founding.administrator_name)
        .map_err(|_| OrganisationError::AdministratorNameMissing)?;
    let store = OrgUnit {
        name: store_name.into_string(),
        ..OrgUnit::default()
    };
    let administrator = Staff {
        name: administrator_name.into_string(),
        role: Role::Administrator,
        store_ids: vec![founding.store],
    };
    Ok(vec![
        Change::create(founding.store, TENANT_UNIT, None, &store),
        Change::create(founding.administrator, TENANT_UNIT, None, &administrator),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Entity;

    #[test]
    fn a_dealership_begins_with_a_store_and_an_administrator() {
        let mut founding = Founding {
            store_name: " Jinhai  Pudong ",
            store: Id::from_u128(1),
            administrator_name: "李 娜",
            administrator: Id::from_u128(2),
        };
        let changes = found(&founding).unwrap();
        let [
            Change::Create { unit, fields, .. },
            Change::Create { fields: staff, .. },
        ] = changes.as_slice()
        else {
            panic!("two new records");
        };
        assert_eq!(
            (unit.as_str(), fields.text("name")),
            ("t", Some("Jinhai Pudong"))
        );
        let staff = Staff::from_fields(staff);
        assert_eq!(
            (staff.name.as_str(), staff.role),
            ("李娜", Role::Administrator)
        );
        assert_eq!(staff.store_ids, [Id::from_u128(1)]);
        founding.administrator_name = " ";
        assert_eq!(
            found(&founding).unwrap_err().code(),
            "organisation.administrator_name_missing"
        );
        founding.store_name = "";
        assert_eq!(
            found(&founding).unwrap_err().code(),
            "organisation.store_name_missing"
        );
    }
}
