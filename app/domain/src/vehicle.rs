//! Cars, and who has to do with them.

use serde::{Deserialize, Serialize};

use crate::entity::entity;
use crate::{Date, Id, Millis};

/// New, used or demonstration car.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Never registered.
    New,
    /// Registered before.
    #[default]
    Used,
    /// A demonstration car of the store.
    Demo,
}

entity! {
    /// A car.
    pub struct Vehicle: Vehicle {
        /// Vehicle identification number.
        vin: String,
        /// Number plate.
        plate: String,
        /// Maker.
        make: String,
        /// Model.
        model: String,
        /// Model year.
        model_year: u32,
        /// Colour outside.
        exterior_color: String,
        /// New, used or demonstration car.
        condition: Condition,
        /// Odometer reading, km.
        odometer_km: u64,
        /// First registration.
        first_registered_on: Option<Date>,
        /// When the record was made.
        created_at: Millis,
        /// Who made it.
        created_by: Option<Id>,
        /// The import run that made it, for undo.
        import_id: Option<Id>,
    }
}

/// What a party is to a car.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// Owns it.
    #[default]
    Owner,
    /// Drives it.
    Driver,
    /// Leases it.
    Lessee,
}

entity! {
    /// A party to a car. Its id is derived from car, customer and role.
    pub struct VehicleParty: VehicleParty {
        /// The car.
        vehicle_id: Option<Id>,
        /// The customer.
        customer_id: Option<Id>,
        /// What the customer is to the car.
        role: PartyRole,
        /// Since when.
        from_on: Option<Date>,
        /// Until when.
        to_on: Option<Date>,
    }
}

/// The id of a party: the same on every device for the same car, customer and
/// role, so that two devices that link them make one record.
pub fn party_id(vehicle: Id, customer: Id, role: PartyRole) -> Id {
    let role = match role {
        PartyRole::Owner => "owner",
        PartyRole::Driver => "driver",
        PartyRole::Lessee => "lessee",
    };
    Id::derived(&[&vehicle.to_string(), &customer.to_string(), role])
}
