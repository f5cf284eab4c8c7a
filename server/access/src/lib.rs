//! Placeholder until its author arrives.
