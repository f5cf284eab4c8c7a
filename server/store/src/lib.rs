//! The database: schema, rows, and every statement the server runs.
//!
//! [`Database`] hands out [`Conn`]s; functions in a module per entity take `&mut Conn` and return plain rows.
//! Statements are made with sea-query and become SQL text in one place, so another database can be added
//! without touching the entities.

mod conn;
mod database;
mod error;
mod query;
mod record;
mod value;

pub use conn::Conn;
pub use database::{BoxFuture, Database};
pub use error::{StoreError, is_unique_violation};
pub use query::{Direction, Listing, Page};
pub use record::{FromRow, Record};
pub use value::{Bind, Cursor, Read};
