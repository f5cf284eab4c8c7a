//! The store on a real SQLite file.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod database;
mod instance;
mod people;
mod quota;
mod sessions;
mod support;
mod video_filters;
mod videos;
