//! Who administers a dealership: a push must not leave it without anybody, or
//! nobody could ever mend that.
//!
//! The one place in admission that looks into a field; what its value means is
//! asked of the domain.

use forecourt_domain::organisation::{ROLE, administers};
use forecourt_domain::{Id, Kind, State};
use serde_json::Value;

use super::Target;
use super::decide::Drafts;

/// A member of staff who has access, as the server has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The member of staff.
    pub staff: Id,
    /// False in the recycle bin.
    pub live: bool,
    /// True for an administrator.
    pub administrator: bool,
}

/// True when a push names staff: then it has to be known who has access.
pub fn names_staff(targets: &[Target]) -> bool {
    targets.iter().any(|target| is_staff(&target.kind))
}

/// True for the word of the kind whose rows are people.
pub(super) fn is_staff(kind: &str) -> bool {
    kind == Kind::Staff.as_str()
}

/// True when somebody administers the dealership after what is drafted. Later
/// drafts lie over earlier ones. A new member of staff has no access yet.
pub(super) fn is_administered(people: &[Person], drafts: [&Drafts; 2]) -> bool {
    people.iter().any(|person| {
        let target = Target {
            kind: Kind::Staff.as_str().to_owned(),
            id: person.staff,
        };
        let [earlier, later] = drafts;
        match later.get(&target).or_else(|| earlier.get(&target)) {
            None => person.live && person.administrator,
            Some(draft) => {
                let role = draft.edited(ROLE);
                draft.record.state == State::Live
                    && role.map_or(person.administrator, is_administrators)
            }
        }
    })
}

fn is_administrators(role: &Value) -> bool {
    role.as_str().is_some_and(administers)
}
