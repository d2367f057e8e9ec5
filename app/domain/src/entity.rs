//! How typed entities read from and write to flat bodies.

use crate::{Fields, Kind};

/// A kind of record with typed fields.
pub trait Entity: Clone + Default + PartialEq + 'static {
    /// Which kind its rows have.
    const KIND: Kind;

    /// Reads what is there; a field that is missing or does not fit takes its
    /// default, so that one bad value never hides a record.
    fn from_fields(fields: &Fields) -> Self;

    /// Writes the fields that differ from their default.
    fn fields(&self) -> Fields;
}

/// Declares an entity: a struct whose field names are the names on the wire.
macro_rules! entity {
    (
        $(#[$meta:meta])*
        pub struct $name:ident : $kind:ident {
            $($(#[$field_meta:meta])* $field:ident : $type:ty,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
        }

        impl $crate::Entity for $name {
            const KIND: $crate::Kind = $crate::Kind::$kind;

            fn from_fields(fields: &$crate::Fields) -> Self {
                Self { $($field: fields.read(stringify!($field)).unwrap_or_default(),)+ }
            }

            fn fields(&self) -> $crate::Fields {
                let mut fields = $crate::Fields::new();
                $(
                    if self.$field != <$type>::default()
                        && let Ok(value) = serde_json::to_value(&self.$field)
                    {
                        fields.set(stringify!($field), value);
                    }
                )+
                fields
            }
        }
    };
}
pub(crate) use entity;
