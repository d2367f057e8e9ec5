//! Elements of an XML text as a small tree that forgives wrong nesting.

use quick_xml::events::BytesStart;

use crate::text::tidy;

/// How deep elements may stand in each other. The format needs ten; a tree is
/// taken down by calls within calls, and a page has little room for those.
pub const MAX_DEPTH: usize = 100;

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Its name in lower case, without prefix.
    pub name: String,
    /// Where it begins in the text, bytes.
    pub start: usize,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
}

/// A name in lower case, without prefix.
pub fn local(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let bare = name.rsplit(':').next().unwrap_or_default();
    bare.to_lowercase()
}

impl Node {
    /// The element that a tag opens.
    pub fn open(tag: &BytesStart<'_>, start: usize) -> Self {
        let mut attributes = tag.html_attributes();
        let attributes = attributes
            .with_checks(false)
            .flatten()
            .map(|attribute| {
                let value = attribute.unescape_value().map_or_else(
                    |_| String::from_utf8_lossy(&attribute.value).into_owned(),
                    std::borrow::Cow::into_owned,
                );
                (local(attribute.key.as_ref()), value)
            })
            .collect();
        Self {
            name: local(tag.name().as_ref()),
            start,
            attributes,
            ..Self::default()
        }
    }

    /// The value of an attribute, trimmed; empty when it is missing.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// Its own words in tidy form.
    pub fn words(&self) -> String {
        tidy(&self.text)
    }

    /// Its own words with the line breaks of the sender.
    pub fn prose(&self) -> String {
        self.text.trim().to_owned()
    }

    /// The first element below it with a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Every element directly below it with a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The words of the first element with a name; empty when it is missing.
    pub fn value(&self, name: &str) -> String {
        self.child(name).map(Self::words).unwrap_or_default()
    }
}

/// The elements that are open.
#[derive(Debug, Default)]
pub struct Tree(Vec<Node>);

impl Tree {
    /// True when every element that was opened is closed.
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// Opens an element.
    pub fn push(&mut self, node: Node) {
        self.0.push(node);
    }

    /// Closes the innermost element.
    pub fn pop(&mut self) -> Option<Node> {
        self.0.pop()
    }

    /// Closes the innermost element with a name, and gives it. What is open
    /// within it was forgotten by the sender and is closed first. An end
    /// without a beginning is passed over.
    pub fn close(&mut self, name: &str) -> Vec<Node> {
        if !self.0.iter().any(|node| node.name == name) {
            return Vec::new();
        }
        while let Some(node) = self.0.pop() {
            if node.name == name {
                return vec![node];
            }
            self.adopt(node);
        }
        Vec::new()
    }

    /// Puts a closed element below the one that is open.
    pub fn adopt(&mut self, node: Node) {
        if let Some(parent) = self.0.last_mut() {
            parent.children.push(node);
        }
    }

    /// Adds words to the element that is open.
    pub fn add_text(&mut self, words: &str) {
        if let Some(node) = self.0.last_mut() {
            node.text.push_str(words);
        }
    }

    /// Adds what a reference stands for; an unknown one stays as it is written.
    pub fn add_reference(&mut self, name: &str, sign: Option<char>) {
        let known = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            _ => sign,
        };
        match known {
            Some(sign) => self.add_text(sign.encode_utf8(&mut [0; 4])),
            None => self.add_text(&format!("&{name};")),
        }
    }
}
