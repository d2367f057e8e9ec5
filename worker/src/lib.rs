//! The Worker of Forecourt: a thin, authoritative end of sync over D1.
