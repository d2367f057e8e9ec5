//! Which leads the list shows, by one word in the address.

use forecourt_domain::Millis;
use forecourt_domain::lead::LeadStatus;

/// A part of the leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LeadView {
    /// Those that somebody has to work on.
    #[default]
    Open,
    /// Those that wait for a first answer.
    Unanswered,
    /// Those in one status.
    In(LeadStatus),
    /// All.
    All,
}

impl LeadView {
    /// Every part, in the order of the tabs.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Unanswered,
        Self::In(LeadStatus::Assigned),
        Self::In(LeadStatus::Contacted),
        Self::In(LeadStatus::Qualified),
        Self::In(LeadStatus::Converted),
        Self::In(LeadStatus::Lost),
        Self::In(LeadStatus::Invalid),
        Self::All,
    ];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unanswered => "unanswered",
            Self::In(LeadStatus::New) => "new",
            Self::In(LeadStatus::Assigned) => "assigned",
            Self::In(LeadStatus::Contacted) => "contacted",
            Self::In(LeadStatus::Qualified) => "qualified",
            Self::In(LeadStatus::Converted) => "converted",
            Self::In(LeadStatus::Invalid) => "invalid",
            Self::In(LeadStatus::Lost) => "lost",
            Self::All => "all",
        }
    }

    /// The part for a word of the address; the open ones for any other.
    pub fn parse(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|view| view.word() == word)
            .unwrap_or_default()
    }

    /// True when a lead belongs to it: where it stands, and when somebody first answered, 0 for never.
    pub fn holds(self, status: LeadStatus, answered_at: Millis) -> bool {
        match self {
            Self::Open => status.is_open(),
            Self::Unanswered => is_unanswered(status, answered_at),
            Self::In(own) => status == own,
            Self::All => true,
        }
    }
}

/// True while nobody answered an enquiry that is still to be worked on.
pub const fn is_unanswered(status: LeadStatus, answered_at: Millis) -> bool {
    matches!(status, LeadStatus::New | LeadStatus::Assigned) && answered_at == 0
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn every_part_is_found_by_its_word() {
        for view in LeadView::ALL {
            assert_eq!(LeadView::parse(view.word()), view);
        }
        assert_eq!(LeadView::parse("else"), LeadView::Open);
    }

    #[test]
    fn an_answer_ends_the_wait() {
        assert!(LeadView::Unanswered.holds(LeadStatus::New, 0));
        assert!(!LeadView::Unanswered.holds(LeadStatus::Assigned, 5));
        assert!(!LeadView::Unanswered.holds(LeadStatus::Lost, 0));
        assert!(LeadView::Open.holds(LeadStatus::Qualified, 5));
        assert!(!LeadView::Open.holds(LeadStatus::Converted, 5));
    }
}
