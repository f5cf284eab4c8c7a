//! Decisions on rows of a real database.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod channels;
mod quota;
mod support;
mod videos;
