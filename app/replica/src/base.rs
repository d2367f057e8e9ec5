//! Rows as the server sent them, kept as text until somebody looks.

use std::sync::Arc;

use forecourt_domain::{Fields, Id, Kind, Row, State};

use crate::block::Head;

/// A stretch of a block that many rows share, so that a row costs no copy.
#[derive(Clone, Debug)]
pub struct Text {
    block: Arc<str>,
    from: u32,
    to: u32,
}

impl Text {
    /// The bytes from `from` to `to`. `None` when they are no text of the block.
    pub(crate) fn at(block: &Arc<str>, from: usize, to: usize) -> Option<Self> {
        block.get(from..to)?;
        Some(Self {
            block: Arc::clone(block),
            from: u32::try_from(from).ok()?,
            to: u32::try_from(to).ok()?,
        })
    }

    /// The block that it is a stretch of.
    pub const fn block(&self) -> &Arc<str> {
        &self.block
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        self.block
            .get(self.from as usize..self.to as usize)
            .unwrap_or_default()
    }
}

/// A row of the server below local edits.
#[derive(Clone, Debug)]
pub struct Base {
    /// The unit it belongs to; rows of one block share the text.
    pub unit: Arc<str>,
    /// Sequence of its last change.
    pub seq: u64,
    /// Life state.
    pub state: State,
    /// Who is responsible.
    pub owner: Option<Id>,
    /// Field values as JSON text.
    pub body: Text,
}

impl Base {
    /// What stands before the body when it is written.
    pub fn head<'a>(&'a self, word: &'a Word, id: Id) -> Head<'a> {
        let unit = self.unit.as_ref();
        (word.as_str(), id, unit, self.seq, self.state, self.owner)
    }

    /// The row, its body read. A body that cannot be read counts as empty, so
    /// that one bad row never takes its table along.
    pub fn row(&self, kind: Kind, id: Id) -> Row {
        Row {
            kind,
            id,
            unit: self.unit.to_string(),
            owner: self.owner,
            state: self.state,
            fields: serde_json::from_str(self.body.as_str()).unwrap_or_else(|_| Fields::new()),
        }
    }
}

/// What a row is: a kind that this build knows, or the word of one that it does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// A kind with a table.
    Known(Kind),
    /// Kept for a build that knows it.
    Strange(String),
}

impl From<&str> for Word {
    fn from(word: &str) -> Self {
        Kind::parse(word).map_or_else(|| Self::Strange(word.to_owned()), Self::Known)
    }
}

impl Word {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(kind) => kind.as_str(),
            Self::Strange(word) => word,
        }
    }
}
