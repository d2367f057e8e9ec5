//! Every address of the app. Links are made here and nowhere else.
//!
//! A path says which page it is; what narrows a list or opens a part of a page is a query
//! parameter, so that it survives a reload and can be shared.

use forecourt_domain::Id;
use leptos::prelude::*;

use crate::platform::location::Place;

/// A page of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Sign in.
    SignIn,
    /// Set up a new dealership.
    SignUp,
    /// The work of the day.
    Today,
    /// List of customers.
    Customers,
    /// Record of a customer.
    Customer(Id),
    /// Form for a new customer.
    NewCustomer,
    /// Form for a customer that exists.
    EditCustomer(Id),
    /// List of leads.
    Leads,
    /// Record of a lead.
    Lead(Id),
    /// Form for a new lead.
    NewLead,
    /// Import of files.
    Import,
    /// What waits for the server, and what it refused.
    Outbox,
    /// Settings of this device and of the account.
    Settings,
    /// Every part of the interface in every state; in builds for development only.
    Gallery,
}

impl Path {
    /// The page for the path of an address; `None` when there is no such page.
    pub fn parse(path: &str) -> Option<Self> {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let (first, second, third) = (parts.next(), parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        let id = second.and_then(|part| part.parse::<Id>().ok());
        match (first, second, third) {
            (None, ..) => Some(Self::Today),
            (Some("customers"), Some("new"), None) => Some(Self::NewCustomer),
            (Some("leads"), Some("new"), None) => Some(Self::NewLead),
            (Some("customers"), Some(_), None) => id.map(Self::Customer),
            (Some("customers"), Some(_), Some("edit")) => id.map(Self::EditCustomer),
            (Some("leads"), Some(_), None) => id.map(Self::Lead),
            (Some(word), None, None) => Self::SINGLE
                .into_iter()
                .find_map(|(path, name)| (name == word).then_some(path)),
            _ => None,
        }
    }

    /// The address of the page.
    pub fn href(self) -> String {
        match self {
            Self::Today => "/".to_owned(),
            Self::Customer(id) => format!("/customers/{id}"),
            Self::NewCustomer => "/customers/new".to_owned(),
            Self::EditCustomer(id) => format!("/customers/{id}/edit"),
            Self::Lead(id) => format!("/leads/{id}"),
            Self::NewLead => "/leads/new".to_owned(),
            single => {
                let word = Self::SINGLE.into_iter().find(|(path, _)| *path == single);
                format!("/{}", word.map_or("", |(_, word)| word))
            }
        }
    }

    /// The address with query parameters; their values are escaped here.
    pub fn with(self, query: &[(&str, &str)]) -> String {
        with_query(self.href(), query)
    }

    /// Pages whose path is one word.
    const SINGLE: [(Self, &'static str); 8] = [
        (Self::SignIn, "sign-in"),
        (Self::SignUp, "sign-up"),
        (Self::Customers, "customers"),
        (Self::Leads, "leads"),
        (Self::Import, "import"),
        (Self::Outbox, "outbox"),
        (Self::Settings, "settings"),
        (Self::Gallery, "gallery"),
    ];
}

/// Adds query parameters to a path; those without a value are left out.
fn with_query<T: AsRef<str>>(path: String, query: &[(T, T)]) -> String {
    let pairs: Vec<String> = query
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_ref()))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    if pairs.is_empty() {
        path
    } else {
        format!("{path}?{}", pairs.join("&"))
    }
}

/// Escapes everything but the unreserved characters of RFC 3986.
fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The address bar that the root of the app provides. Without one, as in tests of a single part,
/// addresses go nowhere.
fn use_place() -> Option<Place> {
    use_context()
}

/// The page that the address names, tracked.
pub fn use_path() -> Memo<Option<Path>> {
    let address = use_place().map(|place| place.address());
    Memo::new(move |_| {
        let address = address.as_ref()?;
        Path::parse(&address.read().path)
    })
}

/// A way to go to a page.
pub fn use_go() -> impl Fn(Path) + Clone + Send + Sync + 'static {
    let place = use_place();
    move |path: Path| {
        if let Some(place) = &place {
            place.go(&path.href());
        }
    }
}

/// One query parameter of this page: reads as text, empty when it is not there. Writing replaces
/// the entry of the history, so that Back leaves the page and not the filter.
pub fn use_query(name: &'static str) -> (Memo<String>, SignalSetter<String>) {
    let place = use_place();
    let address = place.as_ref().map(Place::address);
    let value = Memo::new(move |_| {
        let Some(address) = &address else {
            return String::new();
        };
        let address = address.read();
        let found = address.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    });
    let set = SignalSetter::map(move |value: String| {
        let Some(place) = &place else { return };
        let mut address = place.address().get_untracked();
        address.query.retain(|(key, _)| key != name);
        if !value.is_empty() {
            address.query.push((name.to_owned(), value));
        }
        place.replace(&with_query(address.path, &address.query));
    });
    (value, set)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn every_address_leads_back_to_its_page() {
        let id = Id::from_u128(7);
        let pages = [
            Path::SignIn,
            Path::SignUp,
            Path::Today,
            Path::Customers,
            Path::Customer(id),
            Path::NewCustomer,
            Path::EditCustomer(id),
            Path::Leads,
            Path::Lead(id),
            Path::NewLead,
            Path::Import,
            Path::Outbox,
            Path::Settings,
            Path::Gallery,
        ];
        let mut addresses: Vec<String> = pages.iter().map(|page| page.href()).collect();
        for (page, address) in pages.into_iter().zip(&addresses) {
            assert_eq!(Path::parse(address), Some(page), "{address}");
            assert_eq!(
                Path::parse(&format!("{address}/")),
                Some(page),
                "{address}/"
            );
        }
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), pages.len());
    }

    #[test]
    fn what_is_no_page_is_not_guessed() {
        for address in [
            "/nowhere",
            "/customers/7",
            "/customers/new/edit",
            "/leads/new/x",
            "/outbox/1",
        ] {
            assert_eq!(Path::parse(address), None, "{address}");
        }
    }

    #[test]
    fn query_values_are_escaped() {
        let address = Path::Customers.with(&[("q", "陈 a&b"), ("level", "")]);
        assert_eq!(address, "/customers?q=%E9%99%88%20a%26b");
    }
}
