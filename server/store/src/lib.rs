//! The database: schema, rows, and every statement the server runs.
//!
//! [`Database`] hands out [`Conn`]s; functions in a module per entity take `&mut Conn` and return plain rows.
//! Statements are made with sea-query and become SQL text in one place, for SQLite or for PostgreSQL; the entities do not
//! know which.

pub mod accounts;
pub mod actors;
pub mod channels;
pub mod files;
pub mod history;
pub mod instance;
pub mod jobs;
pub mod locks;
pub mod passwords;
pub mod playlists;
pub mod quota;
pub mod scheduled_updates;
pub mod sessions;
pub mod stray_files;
pub mod tags;
pub mod thumbnails;
pub mod upload_pieces;
pub mod upload_sessions;
pub mod users;
pub mod video_files;
pub mod video_sources;
pub mod videos;

mod conn;
mod database;
mod error;
mod location;
mod migrations;
mod network;
mod opening;
mod postgres;
mod query;
mod record;
mod replica;
mod search;
mod signals;
mod sqlite;
mod text;
mod transfer;
mod value;

pub use conn::Conn;
pub use database::{BoxFuture, Database, State};
pub use error::{StoreError, is_unique_violation};
pub use location::{Location, PostgresLocation, WrongSetting};
pub use opening::OpenError;
pub use query::{Direction, Listing, Page};
pub use record::{FromRow, Record};
pub use signals::Signal;
pub use sqlite::{Serving, backup, serve_alone};
pub use transfer::{Progress, TransferError, copy};
pub use value::{Bind, Cursor, Read};
