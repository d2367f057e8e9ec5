//! What was tapped and typed in sheets that were closed without saving.

use std::collections::HashMap;

use forecourt_domain::Id;
use leptos::prelude::*;

use super::choice::Choice;
use crate::sitting;

/// A sheet as it was left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Left {
    /// What was tapped, and the note.
    pub choice: Choice,
    /// The number that was typed in the place of a wrong one.
    pub number: String,
}

/// The sheets that were left, by customer, until the contact is saved.
#[derive(Clone, Copy)]
pub struct Unsaved(StoredValue<HashMap<Id, Left>>);

impl Unsaved {
    /// The sheets of this sitting.
    pub fn of_sitting() -> Self {
        sitting::keep(|| Self(StoredValue::default()))
    }

    /// The sheet of this customer as it was left, or an empty one.
    pub fn of(self, customer: Id) -> Left {
        let left = self.0.try_with_value(|all| all.get(&customer).cloned());
        left.flatten().unwrap_or_default()
    }

    /// Keeps a sheet; of an empty one nothing is kept.
    pub fn keep(self, customer: Id, left: Left) {
        self.0.try_update_value(|all| {
            if left == Left::default() {
                all.remove(&customer);
            } else {
                all.insert(customer, left);
            }
        });
    }
}
