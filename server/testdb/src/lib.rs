//! Databases for tests: SQLite in a temporary folder, or PostgreSQL on a server of the test run's own.
//!
//! [`TestDatabase::new`] is of the kind that the variable [`KIND`] names, so the same test runs on both. The server is the
//! one that the program `with-postgres` has started, else one that lives as long as the databases of this process.

// Tests may fail where they stand.
#![allow(clippy::expect_used)]

mod database;
mod server;
pub mod synthetic;

pub use database::{KIND, Kind, TestDatabase};
pub use server::{PrivateServer, SERVER, WITH_PASSWORD};
