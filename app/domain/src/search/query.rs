//! What a person typed, and how well a record fits it.

use memchr::memmem::Finder;

use crate::text::fold;

/// How well a record fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Every word begins a token: a name from its start, a number from its start.
    Prefix,
    /// Some word ends a token: the last digits of a number.
    Tail,
    /// Some word stands inside.
    Infix,
}

/// Digits from which a number is looked for at the end and inside of tokens;
/// fewer would fit nearly every telephone number.
const TAIL_DIGITS: usize = 4;

struct Word {
    finder: Finder<'static>,
    /// Found at the beginning of a token only.
    prefix_only: bool,
}

/// A query: words that a record must all have.
pub struct Query(Vec<Word>);

impl Query {
    /// Reads what a person typed. Digits with spaces, dashes or brackets between
    /// them are one number, and a Chinese country code is taken off it.
    pub fn new(text: &str) -> Self {
        let all = fold(text);
        if !all.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit()) {
            let home = all.strip_prefix("00").unwrap_or(&all);
            let home = home
                .strip_prefix("86")
                .filter(|rest| rest.len() > 8)
                .unwrap_or(&all);
            return Self(vec![Word::new(home)]);
        }
        Self(
            text.split_whitespace()
                .map(fold)
                .filter(|word| !word.is_empty())
                .map(|word| Word::new(&word))
                .collect(),
        )
    }

    /// True when it asks for nothing, so that every record fits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where in a text, from a byte on, the longest of the words stands next: a
    /// record without it does not fit, so that most need no further look.
    pub fn next_in(&self, texts: &str, from: usize) -> Option<usize> {
        let longest = self.0.iter().max_by_key(|word| word.finder.needle().len());
        let rest = texts.as_bytes().get(from..)?;
        match longest {
            Some(word) => word.finder.find(rest).map(|at| from + at),
            // Every record fits.
            None => (!rest.is_empty()).then_some(from),
        }
    }

    /// True when a record with this text fits.
    pub fn matches(&self, search_text: &str) -> bool {
        self.0.iter().all(|word| word.rank(search_text).is_some())
    }

    /// How well a record with this text fits: as well as its worst word. None
    /// when it does not.
    pub fn rank(&self, search_text: &str) -> Option<Rank> {
        self.0.iter().try_fold(Rank::Prefix, |worst, word| {
            word.rank(search_text).map(|rank| worst.max(rank))
        })
    }
}

impl Word {
    fn new(word: &str) -> Self {
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        let single = word.len() == 1;
        Self {
            finder: Finder::new(word).into_owned(),
            prefix_only: single || digits && word.len() < TAIL_DIGITS,
        }
    }

    /// The best place of the word in a text. Places may overlap: `6161` ends
    /// `616161` although it is found before.
    fn rank(&self, search_text: &str) -> Option<Rank> {
        let text = search_text.as_bytes();
        let mut best = None;
        let mut from = 0;
        while let Some(found) = text.get(from..).and_then(|rest| self.finder.find(rest)) {
            let rank = self.rank_at(text, from + found);
            if rank == Some(Rank::Prefix) {
                return rank;
            }
            best = best.into_iter().chain(rank).min();
            from += found + 1;
        }
        best
    }

    fn rank_at(&self, text: &[u8], at: usize) -> Option<Rank> {
        let after = at + self.finder.needle().len();
        if at.checked_sub(1).and_then(|before| text.get(before)) == Some(&b' ') {
            Some(Rank::Prefix)
        } else if self.prefix_only {
            None
        } else if text.get(after).is_none_or(|next| *next == b' ') {
            Some(Rank::Tail)
        } else {
            Some(Rank::Infix)
        }
    }
}
