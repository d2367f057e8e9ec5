//! Into the recycle bin and out of it, for records of any kind.

use crate::access::{Actor, check_write};
use crate::error::refusals;
use crate::{Change, Row, RuleError, State};

refusals! {
    /// Why a record cannot be binned or restored.
    pub enum BinError {
        /// It is in the bin already, or gone.
        NotLive = "bin.not_live",
        /// It is not in the bin.
        NotBinned = "bin.not_binned",
    }
}

/// Puts a record into the recycle bin.
pub fn bin(row: &Row, actor: &Actor) -> Result<Change, RuleError> {
    check_write(actor, row)?;
    match row.state {
        State::Live => Ok(Change::Bin {
            kind: row.kind,
            id: row.id,
        }),
        State::Binned | State::Gone => Err(BinError::NotLive.into()),
    }
}

/// Takes a record out of the recycle bin.
pub fn restore(row: &Row, actor: &Actor) -> Result<Change, RuleError> {
    check_write(actor, row)?;
    match row.state {
        State::Binned => Ok(Change::Restore {
            kind: row.kind,
            id: row.id,
        }),
        State::Live | State::Gone => Err(BinError::NotBinned.into()),
    }
}

/// Refuses a record that is not in use.
pub(crate) fn check_live(row: &Row) -> Result<(), BinError> {
    if row.state == State::Live {
        Ok(())
    } else {
        Err(BinError::NotLive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::Role;
    use crate::{Fields, Id, Kind};

    #[test]
    fn only_what_lives_is_binned_and_only_what_is_binned_returns() {
        let actor = Actor {
            staff: Id::from_u128(1),
            units: vec!["s:1".into()],
            role: Role::SalesConsultant,
        };
        let row = |state, unit: &str| Row {
            kind: Kind::Customer,
            id: Id::from_u128(2),
            unit: unit.into(),
            owner: None,
            state,
            fields: Fields::new(),
        };
        let code = |done: Result<Change, RuleError>| done.map_err(|error| error.code());
        for (state, binned, restored) in [
            (State::Live, None, Some("bin.not_binned")),
            (State::Binned, Some("bin.not_live"), None),
            (State::Gone, Some("bin.not_live"), Some("bin.not_binned")),
        ] {
            assert_eq!(code(bin(&row(state, "s:1"), &actor)).err(), binned);
            assert_eq!(code(restore(&row(state, "s:1"), &actor)).err(), restored);
        }
        assert_eq!(
            code(bin(&row(State::Live, "s:2"), &actor)),
            Err("access.denied")
        );
    }
}
