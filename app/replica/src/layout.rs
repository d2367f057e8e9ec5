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

/// The order of names. It stands apart because it needs the sounds of Chinese
/// characters, a large table that a program may want to load later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByName(pub(crate) usize);

#[cfg(test)]
impl ByName {
    /// The order itself, once it is up to date.
    pub(crate) const fn order(self) -> By {
        By(self.0)
    }
}

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

/// One order: its name, and what it compares.
#[derive(Clone, Copy, Debug)]
pub struct Ranking {
    name: &'static str,
    /// One key after the other.
    pub keys: &'static [Key],
}

/// What a kind has.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Its columns.
    pub fields: &'static [Field],
    /// Its orders.
    pub orders: &'static [Ranking],
}

/// The place of a name among names, found by the compiler.
macro_rules! place_in {
    ($name:ident, $item:ty) => {
        #[expect(
            clippy::indexing_slicing,
            reason = "runs in the compiler, which checks the bounds"
        )]
        const fn $name(items: &[$item], name: &str) -> usize {
            let mut at = 0;
            while !is_same(items[at].name, name) {
                at += 1;
            }
            at
        }
    };
}

place_in!(column, Field);
place_in!(order, Ranking);

#[expect(
    clippy::indexing_slicing,
    reason = "runs in the compiler, which checks the bounds"
)]
const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
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
            pub mod $module {
                use super::*;

                const FIELDS: &[Field] = &[
                    $(Field { name: $field, holds: Holds::$shape $(($words))? },)*
                ];
                const ORDERS: &[Ranking] = &[
                    $(Ranking { name: stringify!($order), keys: &[$($key),+] },)*
                ];
                pub(super) const LAYOUT: Layout = Layout { fields: FIELDS, orders: ORDERS };
                $(
                    #[doc = concat!("The field `", $field, "`.")]
                    pub const $column: $shape = $shape(column(FIELDS, $field));
                )*
                $(
                    #[doc = concat!("The order `", stringify!($($key),+), "`.")]
                    pub const $order: $handle = $handle(order(ORDERS, stringify!($order)));
                )*
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
        BY_NAME: ByName = [Key::Name],
    }

    /// Customers.
    customer: Customer {
        NEXT_CONTACT: Day = "next_contact_on",
        LAST_CONTACT: Day = "last_contact_on",
        LEVEL: Word(&["O", "H", "A", "B", "C", "F"]) = "intent_level",
        CREATED: Instant = "created_at",
    } ordered {
        BY_NEXT: By = [Key::Rising(NEXT_CONTACT.0), Key::Rising(LEVEL.0)],
        BY_NAME: ByName = [Key::Name],
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
