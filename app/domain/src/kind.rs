//! The kinds of record that exist.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::row::UnitClass;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal in $class:ident),+ $(,)?) => {
        /// What a record is. Written on the wire and in stores as a short word;
        /// a word that this build does not know is kept and not shown.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind { $($(#[$doc])* #[serde(rename = $text)] $name),+ }

        impl Kind {
            /// Every kind, in the order in which a first sync wants them.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),+];

            /// The word for this kind.
            pub const fn as_str(self) -> &'static str {
                match self { $(Kind::$name => $text),+ }
            }

            /// The units in which records of this kind are made: one in the wrong
            /// place would pass for what others trust, such as a colleague.
            pub const fn unit_class(self) -> UnitClass {
                match self { $(Kind::$name => UnitClass::$class),+ }
            }

            /// The kind for a word, if this build knows it.
            pub fn parse(word: &str) -> Option<Kind> {
                match word { $($text => Some(Kind::$name),)+ _ => None }
            }
        }
    };
}

kinds! {
    /// A place of the organisation: group, store.
    OrgUnit = "org_unit" in Dealership,
    /// A person who works for the dealer.
    Staff = "staff" in Dealership,
    /// A person or company that buys or may buy.
    Customer = "customer" in Store,
    /// An enquiry.
    Lead = "lead" in Store,
    /// A vehicle an enquiry names: wanted, or offered in trade.
    LeadLine = "lead_line" in Store,
    /// A contact that took place.
    Activity = "activity" in Store,
    /// A follow-up to be done.
    Task = "task" in Store,
    /// A car.
    Vehicle = "vehicle" in Store,
    /// Who has to do with a car, and as what.
    VehicleParty = "vehicle_party" in Store,
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
