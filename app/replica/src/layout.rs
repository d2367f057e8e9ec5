//! Which columns and orders each kind has: a table of what lists filter, sort,
//! join and count by.

use forecourt_domain::Kind;

use crate::column::Holds;

/// A column of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub(crate) usize);

/// A column of instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant(pub(crate) usize);

/// A column of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word(pub(crate) usize);

/// A column of ids of other rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link(pub(crate) usize);

/// An order that is kept up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By(pub(crate) usize);

/// An order that begins with a link: the rows of one target stand together in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of(pub(crate) usize);

/// One column: the field it is read from, and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name of the field in the body.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
}

/// What an order compares, one after the other; ties go by id. Rows without a
/// value stand last whichever way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A column, lowest first.
    Rising(usize),
    /// A column, highest first.
    Falling(usize),
    /// The name, as directories sort names.
    Name,
}

/// What a kind has.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Its columns.
    pub fields: &'static [Field],
    /// Its orders.
    pub orders: &'static [&'static [Key]],
}

macro_rules! layouts {
    ($(
        $(#[$doc:meta])*
        $module:ident: $kind:ident {
            $($column:ident: $shape:ident $(($words:expr))? = $field:literal,)*
        } ordered {
            $($order:ident: $handle:ident = [$($key:expr),+],)*
        }
    )+) => {
        $(
            $(#[$doc])*
            #[allow(non_camel_case_types, clippy::upper_case_acronyms, missing_docs, reason = "handles are constants; their names say what they hold")]
            pub mod $module {
                #[allow(unused_imports, reason = "not every kind has every shape")]
                use super::{By, Day, Field, Holds, Instant, Key, Layout, Link, Of, Word};
                #[allow(dead_code, reason = "a kind without columns has none to count")]
                enum Column { $($column,)* }
                #[allow(dead_code, reason = "a kind without orders has none to count")]
                enum Order { $($order,)* }
                $(pub const $column: $shape = $shape(Column::$column as usize);)*
                $(pub const $order: $handle = $handle(Order::$order as usize);)*
                pub(super) const LAYOUT: Layout = Layout {
                    fields: &[$(Field { name: $field, holds: Holds::$shape $(($words))? },)*],
                    orders: &[$(&[$($key),+],)*],
                };
            }
        )+

        /// The layout of a kind.
        pub const fn of(kind: Kind) -> &'static Layout {
            match kind { $(Kind::$kind => &$module::LAYOUT,)+ }
        }
    };
}

layouts! {
    /// Places.
    org_unit: OrgUnit {} ordered {}

    /// Colleagues.
    staff: Staff {} ordered {
        BY_NAME: By = [Key::Name],
    }

    /// Customers.
    customer: Customer {
        NEXT_CONTACT: Day = "next_contact_on",
        LAST_CONTACT: Day = "last_contact_on",
        LEVEL: Word(&["O", "H", "A", "B", "C", "F"]) = "intent_level",
        CREATED: Instant = "created_at",
    } ordered {
        BY_NEXT: By = [Key::Rising(NEXT_CONTACT.0), Key::Rising(LEVEL.0)],
        BY_NAME: By = [Key::Name],
        BY_LEVEL: By = [Key::Rising(LEVEL.0), Key::Rising(NEXT_CONTACT.0)],
        BY_LAST: By = [Key::Falling(LAST_CONTACT.0)],
        BY_CREATED: By = [Key::Falling(CREATED.0)],
    }

    /// Enquiries.
    lead: Lead {
        CUSTOMER: Link = "customer_id",
        STATUS: Word(&[]) = "status",
        REQUESTED: Instant = "request_at",
        ANSWERED: Instant = "first_response_at",
    } ordered {
        BY_REQUEST: By = [Key::Falling(REQUESTED.0)],
        OF_CUSTOMER: Of = [Key::Rising(CUSTOMER.0), Key::Falling(REQUESTED.0)],
    }

    /// Cars that enquiries name.
    lead_line: LeadLine {
        LEAD: Link = "lead_id",
    } ordered {
        OF_LEAD: Of = [Key::Rising(LEAD.0)],
    }

    /// Contacts.
    activity: Activity {
        CUSTOMER: Link = "customer_id",
        LEAD: Link = "lead_id",
        STARTED: Instant = "started_at",
        TYPE: Word(&[]) = "activity_type",
    } ordered {
        BY_START: By = [Key::Falling(STARTED.0)],
        OF_CUSTOMER: Of = [Key::Rising(CUSTOMER.0), Key::Falling(STARTED.0)],
        OF_LEAD: Of = [Key::Rising(LEAD.0), Key::Falling(STARTED.0)],
    }

    /// Follow-ups.
    task: Task {
        CUSTOMER: Link = "customer_id",
        DUE: Day = "due_on",
        DONE: Instant = "done_at",
    } ordered {
        OF_CUSTOMER: Of = [Key::Rising(CUSTOMER.0), Key::Rising(DUE.0)],
    }

    /// Cars.
    vehicle: Vehicle {} ordered {}

    /// Who has to do with which car.
    vehicle_party: VehicleParty {
        CUSTOMER: Link = "customer_id",
        VEHICLE: Link = "vehicle_id",
    } ordered {
        OF_CUSTOMER: Of = [Key::Rising(CUSTOMER.0)],
        OF_VEHICLE: Of = [Key::Rising(VEHICLE.0)],
    }
}
