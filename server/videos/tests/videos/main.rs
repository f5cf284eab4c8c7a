//! The handlers of videos on a real database, real folders and real media, without HTTP.
#![allow(clippy::unwrap_used, reason = "helpers of tests are not seen as tests")]

mod crash;
mod in_parts;
mod later;
mod one_piece;
mod support;
