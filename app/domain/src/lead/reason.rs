//! Why leads end: the lists of the loss card of a 4S store (rule e.4). A key
//! is `group.word`; the interface has a text for each.

/// Which end a reason belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonKind {
    /// It was no enquiry.
    Invalid,
    /// The person will not buy here.
    Lost,
}

/// Reasons for an enquiry that is none (ours).
pub const INVALID_REASONS: &[&str] = &[
    "invalid.wrong_number",
    "invalid.no_enquiry",
    "invalid.duplicate",
    "invalid.spam",
    "invalid.out_of_area",
    "invalid.competitor",
];

/// Reasons for a loss: class 1 the same brand at another dealer, class 2
/// another brand, class 3 our own staff; `other` is ours, for people who cannot
/// be reached or gave up buying.
pub const LOST_REASONS: &[&str] = &[
    "same_brand.model_mismatch",
    "same_brand.out_of_stock",
    "same_brand.promotion",
    "same_brand.friend",
    "same_brand.access",
    "same_brand.environment",
    "same_brand.price",
    "same_brand.loan_limits",
    "same_brand.area_limits",
    "same_brand.after_sales",
    "other_brand.model_taste",
    "other_brand.model_mismatch",
    "other_brand.out_of_stock",
    "other_brand.promotion",
    "other_brand.friend",
    "other_brand.access",
    "other_brand.environment",
    "other_brand.price",
    "other_brand.loan_limits",
    "other_brand.area_limits",
    "other_brand.after_sales",
    "staff.attitude",
    "staff.need_not_understood",
    "staff.knowledge",
    "staff.late_follow_up",
    "staff.problem_unsolved",
    "staff.broken_promise",
    "staff.presence",
    "staff.etiquette",
    "staff.flexibility",
    "staff.maturity",
    "staff.enthusiasm",
    "other.unreachable",
    "other.gave_up",
];

/// True when the key stands in the list for this end.
pub fn is_reason(key: &str, kind: ReasonKind) -> bool {
    let list = match kind {
        ReasonKind::Invalid => INVALID_REASONS,
        ReasonKind::Lost => LOST_REASONS,
    };
    list.contains(&key)
}
