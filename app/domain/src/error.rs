//! What rules refuse. Every refusal has a stable code: the same word is the
//! key of its text in both languages and the answer of the server. `Display`
//! gives the code; it is never shown to a person.

use crate::access::AccessError;
use crate::customer::CustomerError;
use crate::date::BadDate;
use crate::follow_up::FollowUpError;
use crate::lead::LeadError;
use crate::money::MoneyError;
use crate::name::NameError;
use crate::phone::PhoneError;
use crate::plate::PlateError;
use crate::recycle_bin::BinError;
use crate::vin::VinError;

/// Declares an error whose every variant has a code, with the list of its codes.
macro_rules! refusals {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident
                $({ $($(#[$field_doc:meta])* $field:ident : $type:ty,)+ })? = $code:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            $($(#[$doc])* #[error($code)] $variant $({ $($(#[$field_doc])* $field: $type,)+ })?,)+
        }

        impl $name {
            /// Every code, in the order of the variants.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable code: message key and answer of the server.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }
        }
    };
}
pub(crate) use refusals;

/// Gathers the errors of the rules into one.
macro_rules! rule_error {
    ($($(#[$doc:meta])* $variant:ident($error:ty),)+) => {
        /// Why a rule refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        pub enum RuleError {
            $($(#[$doc])* #[error(transparent)] $variant(#[from] $error),)+
        }

        impl RuleError {
            /// The codes of every rule, by rule: each has a text in both languages.
            pub const CODES: &'static [&'static [&'static str]] = &[$(<$error>::CODES),+];

            /// The stable code: message key and answer of the server.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant(error) => error.code(),)+ }
            }
        }
    };
}

rule_error! {
    /// Not theirs to see or change.
    Access(AccessError),
    /// Recycle bin.
    Bin(BinError),
    /// A customer's data.
    Customer(CustomerError),
    /// A date.
    Date(BadDate),
    /// A contact or follow-up.
    FollowUp(FollowUpError),
    /// A lead.
    Lead(LeadError),
    /// An amount of money.
    Money(MoneyError),
    /// A name.
    Name(NameError),
    /// A telephone number.
    Phone(PhoneError),
    /// A number plate.
    Plate(PlateError),
    /// A vehicle identification number.
    Vin(VinError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_fit_a_message_key() {
        let codes: Vec<&str> = RuleError::CODES
            .iter()
            .copied()
            .flatten()
            .copied()
            .collect();
        let distinct: BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(distinct.len(), codes.len());
        for code in codes {
            let (topic, word) = code.split_once('.').unwrap();
            for part in [topic, word] {
                assert!(
                    !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                    "{code}"
                );
                assert!(!part.contains("__"), "{code}");
            }
        }
    }

    #[test]
    fn an_error_speaks_with_the_code_of_its_cause() {
        assert_eq!(
            RuleError::from(PhoneError::TooShort).code(),
            "phone.too_short"
        );
        assert_eq!(RuleError::from(BadDate).to_string(), "date.not_a_date");
    }
}
