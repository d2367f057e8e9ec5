//! Single stories that chance would seldom tell.
