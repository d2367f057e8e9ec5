//! Who somebody is, in words: members of staff, and the initials of a name.

use forecourt_domain::Id;
use forecourt_domain::organisation::{Role, Staff};

use crate::data::Data;

/// The name of a member of staff; empty when the record is not on this device. Tracked.
pub fn staff_name(data: &Data, staff: Id) -> String {
    let me = data.me();
    if me.staff == staff {
        return me.name.clone();
    }
    data.table::<Staff>()
        .row(staff)
        .map(|entry| entry.value.name.clone())
        .unwrap_or_default()
}

/// True when the person looks after the work of others.
pub fn leads_others(data: &Data) -> bool {
    let role = data.actor().role;
    matches!(role, Role::Administrator | Role::SalesManager)
}
