//! Fields that only make sense together: a status and the reason for it, a level and the day it follows from. Values merge per
//! field, so an edit of one of them writes all with one stamp, and the newest edit wins them whole. Without it, one person's
//! "lost" and another's "qualified" could become a qualified lead with a reason for its loss.

use serde_json::Value;

use crate::access::Access;
use crate::{Fields, Kind};

/// The fields of a kind that are written together, by group. No field is in two.
pub const fn together(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::Customer => &[&["intent_level", "expected_on"]],
        Kind::Lead => &[&["status", "end_reason", "end_detail", "converted_at"]],
        Kind::Task => &[&["done_at", "outcome"]],
        _ => &[],
    }
}

/// Adds to a patch what is written together with its fields, as it stands `now`. What the person does not read is left
/// alone: it is not here, and to write it as empty would take away what nobody saw, or have the whole act refused.
pub fn complete(kind: Kind, patch: &mut Fields, now: &Fields, access: &Access) {
    for group in together(kind) {
        if !group.iter().any(|name| patch.names(name)) {
            continue;
        }
        for name in *group {
            if !patch.names(name) && !access.masks(kind.as_str(), name) {
                patch.set(*name, now.get(name).cloned().unwrap_or(Value::Null));
            }
        }
    }
}

/// True when a field, and what is written together with it, still has the values that `patch` gave them.
pub fn stands(kind: Kind, name: &str, patch: &Fields, now: &Fields) -> bool {
    let group = together(kind).iter().find(|group| group.contains(&name));
    let group = group.map_or(core::slice::from_ref(&name), |group| *group);
    let mut named = group.iter().filter(|name| patch.names(name));
    named.all(|name| now.get(name) == patch.get(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn no_field_is_in_two_groups_and_every_one_exists() {
        use crate::{Entity, activity::Task, customer::Customer, lead::Lead};
        let customer = fields(json!({ "intent_level": "A", "expected_on": "2026-12-01" }));
        let lead = json!({ "status": "lost", "end_reason": "price", "end_detail": "-", "converted_at": 1 });
        let lead = fields(lead);
        let task = fields(json!({ "done_at": 1, "outcome": "-" }));
        let known = [
            (
                Kind::Customer,
                Customer::from_fields(&customer).fields(),
                customer,
            ),
            (Kind::Lead, Lead::from_fields(&lead).fields(), lead),
            (Kind::Task, Task::from_fields(&task).fields(), task),
        ];
        for (kind, understood, sample) in known {
            let mut all: Vec<&str> = together(kind).concat();
            all.sort_unstable();
            assert!(
                sample.iter().map(|(name, _)| name).eq(all.iter().copied()),
                "{kind:?}: {all:?}"
            );
            let missing = all.iter().find(|name| understood.get(name).is_none());
            assert_eq!(missing, None, "{kind:?}");
        }
    }

    #[test]
    fn an_edit_of_one_writes_all_and_an_edit_of_none_writes_none() {
        let now = fields(json!({ "status": "lost", "end_reason": "price", "comments": "?" }));
        let mut patch = fields(json!({ "status": "qualified", "end_reason": null }));
        complete(Kind::Lead, &mut patch, &now, &Access::default());
        let whole = json!({ "status": "qualified", "end_reason": null, "end_detail": null, "converted_at": null });
        assert_eq!(patch, fields(whole));
        let mut other = fields(json!({ "comments": "!" }));
        complete(Kind::Lead, &mut other, &now, &Access::default());
        assert_eq!(other, fields(json!({ "comments": "!" })));
    }

    #[test]
    fn what_a_person_does_not_read_is_not_written_along() {
        let masked = [
            ("lead".to_owned(), vec!["end_reason".to_owned()]),
            ("customer".to_owned(), vec!["converted_at".to_owned()]),
        ];
        let access = Access {
            masks: masked.into(),
            ..Access::default()
        };
        let now = fields(json!({ "status": "lost", "end_detail": "-" }));
        let mut patch = fields(json!({ "status": "qualified" }));
        complete(Kind::Lead, &mut patch, &now, &access);
        let whole = json!({ "status": "qualified", "end_detail": "-", "converted_at": null });
        assert_eq!(patch, fields(whole));
        assert!(stands(Kind::Lead, "status", &patch, &patch));
    }

    #[test]
    fn a_group_stands_only_as_a_whole() {
        let patch = fields(json!({ "status": "lost", "end_reason": "price", "comments": "!" }));
        let mut now = patch.clone();
        assert!(stands(Kind::Lead, "status", &patch, &now));
        now.set("end_reason", "colour");
        assert!(!stands(Kind::Lead, "status", &patch, &now));
        assert!(stands(Kind::Lead, "comments", &patch, &now));
    }
}
