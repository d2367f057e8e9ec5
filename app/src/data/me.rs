//! Who works on this device.

use forecourt_domain::Id;
use forecourt_domain::row::{Unit, store_unit};
use forecourt_sync::auth::Account;

/// The person who is signed in, as far as pages need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The person's staff record.
    pub staff: Id,
    /// The person's name.
    pub name: String,
    /// The person's login.
    pub login: String,
    /// The dealership.
    pub tenant: Id,
    /// Name of the dealership.
    pub dealership: String,
    /// Units the person may see.
    pub units: Vec<Unit>,
    /// The store in which new records are made.
    pub store: Id,
    /// The unit of that store.
    pub store_unit: Unit,
}

impl Me {
    /// True when the account is this person's.
    pub fn is(&self, account: &Account) -> bool {
        (self.tenant, self.staff) == (account.tenant, account.staff)
    }
}

impl From<&Account> for Me {
    fn from(account: &Account) -> Self {
        let store = account
            .units
            .iter()
            .find_map(|unit| unit.strip_prefix("s:")?.parse().ok())
            .unwrap_or_default();
        Self {
            staff: account.staff,
            name: account.name.clone(),
            login: account.login.clone(),
            tenant: account.tenant,
            dealership: account.dealership.clone(),
            units: account.units.clone(),
            store,
            store_unit: store_unit(store),
        }
    }
}
