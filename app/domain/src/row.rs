//! A record with its envelope: where it belongs, whose it is, in what state.

use serde::{Deserialize, Serialize};

use crate::{Entity, Fields, Id, Kind};

/// Unit of sync: a place whose members receive its rows. `t` is the whole
/// dealership (settings, staff, stores); `s:<id>` is one store.
pub type Unit = String;

/// The unit that every member of a tenant receives.
pub const TENANT_UNIT: &str = "t";

/// What the unit of a store begins with.
const STORE: &str = "s:";

/// The unit of a store.
pub fn store_unit(store: Id) -> Unit {
    format!("{STORE}{store}")
}

/// What a unit stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitClass {
    /// The whole dealership.
    Dealership,
    /// One store.
    Store,
}

impl UnitClass {
    /// What this unit stands for; nothing for a word that is no unit.
    pub fn of(unit: &str) -> Option<Self> {
        match unit {
            TENANT_UNIT => Some(Self::Dealership),
            _ => unit.starts_with(STORE).then_some(Self::Store),
        }
    }
}

/// Life of a record on the server and on devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// In use.
    #[default]
    Live,
    /// In the recycle bin; can be restored.
    Binned,
    /// Purged: only the id is left.
    Gone,
}

impl State {
    /// The number that stands on the wire and in the database.
    pub const fn code(self) -> u8 {
        match self {
            Self::Live => 0,
            Self::Binned => 1,
            Self::Gone => 2,
        }
    }

    /// The state for a number; what is unknown is treated as gone, so that it is not shown.
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Live,
            1 => Self::Binned,
            _ => Self::Gone,
        }
    }
}

impl Serialize for State {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_u8(self.code())
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        u8::deserialize(input).map(Self::from_code)
    }
}

/// A record as a person sees it: the server's row with local edits laid over.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// The unit it belongs to.
    pub unit: Unit,
    /// The member of staff who is responsible, if any.
    pub owner: Option<Id>,
    /// Life state.
    pub state: State,
    /// Field values.
    pub fields: Fields,
}

impl Row {
    /// Reads the typed entity. Fields that are missing or do not fit take their default.
    pub fn entity<T: Entity>(&self) -> T {
        T::from_fields(&self.fields)
    }
}
