//! The store on a real SQLite file.

mod database;
mod instance;
mod people;
mod quota;
mod sessions;
mod support;
mod video_filters;
mod videos;
