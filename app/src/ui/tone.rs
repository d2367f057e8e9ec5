//! The few ways in which parts differ: rank of a button, meaning of a colour, size.

/// Rank of a button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// The next thing to do; one per view.
    Primary,
    /// An action beside the primary one.
    #[default]
    Plain,
    /// An action that should not draw the eye.
    Quiet,
    /// An action that takes something away.
    Danger,
    /// The last step of taking something away, in a dialog that asks.
    DangerFill,
    /// Calls somebody.
    Call,
}

impl Variant {
    /// What the style sheet reads.
    pub const fn tone(self) -> Option<&'static str> {
        match self {
            Self::Primary => Some("primary"),
            Self::Plain => None,
            Self::Quiet => Some("quiet"),
            Self::Danger => Some("danger"),
            Self::DangerFill => Some("danger-fill"),
            Self::Call => Some("call"),
        }
    }
}

/// Meaning of a colour. A word, a shape or an icon always says the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hue {
    /// No meaning beyond the words.
    #[default]
    Plain,
    /// One can act here, or this much is done.
    Accent,
    /// Wrong, late or lost.
    Danger,
    /// Needs attention.
    Warn,
    /// Right or finished.
    Ok,
    /// Good to know.
    Info,
    /// Two values, or a deposit paid.
    Plum,
}

impl Hue {
    /// What the style sheet reads.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Accent => Some("accent"),
            Self::Danger => Some("danger"),
            Self::Warn => Some("warn"),
            Self::Ok => Some("ok"),
            Self::Info => Some("info"),
            Self::Plum => Some("plum"),
        }
    }
}

/// Size of a part beside its normal one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// For dense places.
    Small,
    /// The size that density decides.
    #[default]
    Normal,
    /// For the one action of a narrow page.
    Large,
    /// For portraits.
    Huge,
}

impl Size {
    /// What the style sheet reads.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Small => Some("s"),
            Self::Normal => None,
            Self::Large => Some("l"),
            Self::Huge => Some("xl"),
        }
    }
}
