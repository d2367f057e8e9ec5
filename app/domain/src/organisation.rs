//! Places and people of the dealership.

use serde::{Deserialize, Serialize};

use crate::Id;
use crate::entity::entity;

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

/// The field of a member of staff that holds the role.
pub const ROLE: &str = "role";

/// True for the stored word of the role that sets up the dealership.
pub fn administers(word: &str) -> bool {
    serde_json::from_value::<Role>(word.into()).is_ok_and(|role| role == Role::Administrator)
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
