//! Enquiries in the Auto-lead Data Format 1.0, read leniently: the published
//! sample of the format does not validate itself, and senders follow it.
//!
//! Names of elements and attributes count in any case; missing parts are
//! empty; a document that breaks off is read up to there. It knows the format
//! and nothing of what is there already.

mod prospect;
mod tree;

pub use prospect::Prospect;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::import::Run;
use tree::{MAX_DEPTH, Node, Tree};

/// Why a text has no enquiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AdfError {
    /// It is not XML, or XML of another kind.
    #[error("import.not_adf")]
    NotAdf,
    /// It holds no prospect.
    #[error("import.no_prospect")]
    NoProspect,
    /// Its elements stand in each other deeper than any enquiry needs.
    #[error("import.too_deep")]
    TooDeep,
    /// It breaks before the end of the first prospect.
    #[error("import.broken_document")]
    Broken {
        /// The line, from 1.
        line: usize,
    },
}

impl AdfError {
    /// The stable code, key of the text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAdf => "import.not_adf",
            Self::NoProspect => "import.no_prospect",
            Self::TooDeep => "import.too_deep",
            Self::Broken { .. } => "import.broken_document",
        }
    }
}

/// What a text holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The enquiries, in the order of the text.
    pub prospects: Vec<Prospect>,
    /// The line where the text broke off, if it did; enquiries before it are whole.
    pub broken_at: Option<usize>,
}

/// True for a text that is more likely XML than a table.
pub fn looks_like_xml(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<')
}

/// Reads a document.
pub fn read(text: &str, run: &Run) -> Result<Document, AdfError> {
    if !looks_like_xml(text) {
        return Err(AdfError::NotAdf);
    }
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;

    let mut tree = Tree::default();
    let mut prospects = Vec::new();
    let mut is_adf = false;
    let broken = loop {
        let start = place(reader.buffer_position());
        let Ok(event) = reader.read_event() else {
            break Some(place(reader.error_position()));
        };
        let end = place(reader.buffer_position());
        let closed = match event {
            Event::Eof => break (!tree.is_closed()).then_some(text.len()),
            Event::Start(tag) => {
                let node = Node::open(&tag, start);
                is_adf |= matches!(node.name.as_str(), "adf" | "prospect");
                if tree.depth() >= MAX_DEPTH {
                    return Err(AdfError::TooDeep);
                }
                tree.push(node);
                Vec::new()
            }
            Event::Empty(tag) => {
                tree.push(Node::open(&tag, start));
                tree.pop().into_iter().collect()
            }
            Event::End(tag) => tree.close(&tree::local(tag.name().as_ref())),
            Event::Text(words) => {
                tree.add_text(&String::from_utf8_lossy(&words));
                Vec::new()
            }
            Event::CData(words) => {
                tree.add_text(&String::from_utf8_lossy(&words));
                Vec::new()
            }
            Event::GeneralRef(reference) => {
                let sign = reference.resolve_char_ref().ok().flatten();
                tree.add_reference(&String::from_utf8_lossy(&reference), sign);
                Vec::new()
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Vec::new(),
        };
        for node in closed {
            if node.name == "prospect" {
                let raw = text.get(node.start..end).unwrap_or_default();
                prospects.push(Prospect::of(&node, raw, line_of(text, node.start), run));
            } else {
                tree.adopt(node);
            }
        }
    };
    let broken_at = broken.map(|place| line_of(text, place));
    match (prospects.is_empty(), is_adf, broken_at) {
        (false, ..) => Ok(Document {
            prospects,
            broken_at,
        }),
        (true, false, _) => Err(AdfError::NotAdf),
        (true, true, Some(line)) => Err(AdfError::Broken { line }),
        (true, true, None) => Err(AdfError::NoProspect),
    }
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// The line of a place in a text, from 1.
fn line_of(text: &str, place: usize) -> usize {
    let before = text.as_bytes().get(..place).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests;
