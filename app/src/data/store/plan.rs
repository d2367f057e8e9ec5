//! A change of the database as a value: decided first, executed whole.

use futures::channel::oneshot;

use super::Shelf;

/// Whoever wants to hear that the browser has all of a plan. What it does with it then takes none of the page's time.
pub type Underway = Option<oneshot::Sender<()>>;

/// Writes that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// True when "complete" must mean "on the disk".
    pub strict: bool,
    /// In this order.
    pub writes: Vec<Write>,
}

/// One write.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// A new entry; the browser gives its number.
    Add(Shelf, Stored),
    /// A new entry under this key; the plan fails when there is one already.
    Claim(Shelf, Key, Stored),
    /// An entry, in place of the one with this key if there is one.
    Put(Shelf, Key, Stored),
    /// Takes an entry away.
    Remove(Shelf, Key),
    /// Takes away all entries up to and including this number.
    RemoveTo(Shelf, u64),
    /// Takes away all entries from this number on.
    RemoveFrom(Shelf, u64),
    /// Empties a shelf. Its numbers go on from where they were.
    Clear(Shelf),
}

/// Key of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// By name.
    Name(String),
    /// By number.
    Number(u64),
}

/// Value of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Bytes that the key of this database does not open: damaged, or put there by somebody else.
    Unreadable(Vec<u8>),
}

impl Write {
    /// Where it goes.
    pub const fn shelf(&self) -> Shelf {
        match self {
            Self::Add(shelf, _)
            | Self::Claim(shelf, ..)
            | Self::Put(shelf, ..)
            | Self::Remove(shelf, _)
            | Self::RemoveTo(shelf, _)
            | Self::RemoveFrom(shelf, _)
            | Self::Clear(shelf) => *shelf,
        }
    }

    /// What it writes, if it writes anything.
    pub(super) const fn value(&self) -> Option<&Stored> {
        match self {
            Self::Add(_, value) | Self::Claim(.., value) | Self::Put(.., value) => Some(value),
            Self::Remove(..) | Self::RemoveTo(..) | Self::RemoveFrom(..) | Self::Clear(_) => None,
        }
    }

    /// The key it writes to, if the browser does not give one.
    pub(super) const fn key(&self) -> Option<&Key> {
        match self {
            Self::Claim(_, key, _) | Self::Put(_, key, _) | Self::Remove(_, key) => Some(key),
            Self::Add(..) | Self::RemoveTo(..) | Self::RemoveFrom(..) | Self::Clear(_) => None,
        }
    }
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<u64> for Key {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl Key {
    /// The number, for shelves that count.
    pub const fn number(&self) -> u64 {
        match self {
            Self::Number(number) => *number,
            Self::Name(_) => 0,
        }
    }
}

impl Stored {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) | Self::Unreadable(bytes) => bytes,
        }
    }

    /// Bytes of it.
    pub fn len(&self) -> usize {
        self.bytes().len()
    }

    /// True for an empty value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(bytes) => core::str::from_utf8(bytes).ok(),
            Self::Unreadable(_) => None,
        }
    }

    /// The text. `None` when it cannot be read, or is no text.
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(bytes) => String::from_utf8(bytes).ok(),
            Self::Unreadable(_) => None,
        }
    }
}
