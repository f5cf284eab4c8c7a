//! The store on a real SQLite file or a real PostgreSQL server.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod attachments;
mod clock;
mod database;
mod every_function;
mod instance;
mod locks;
mod opening;
mod pairs;
mod people;
mod plans;
mod quota;
mod replica;
mod schema;
mod search;
mod sessions;
mod signals;
mod stray_files;
mod support;
mod transfer;
mod video_filters;
mod videos;
