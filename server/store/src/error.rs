//! What can go wrong with the database, and what it means to the rest of the server.

use std::time::Duration;

use peertube_kernel::Error;
use sqlx::error::{DatabaseError, ErrorKind};

/// A failure of the database or of reading what is in it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row with the same key exists already.
    #[error("not unique: {0}")]
    Unique(String),
    /// A row that is referred to does not exist, or is still referred to.
    #[error("dangling reference: {0}")]
    Reference(String),
    /// Other writers held the database for longer than the time limit.
    #[error("the database is busy")]
    Busy,
    /// Another transaction changed what this one had read, or both waited for each other.
    #[error("another transaction came in between: {0}")]
    Overtaken(String),
    /// The database cannot be reached, or ended the connection.
    #[error("no connection to the database: {0}")]
    Unreachable(sqlx::Error),
    /// No room for more rows.
    #[error("the disk of the database (`database.url`) is full: {0}")]
    NoSpace(sqlx::Error),
    /// A text that PostgreSQL cannot hold.
    #[error("a text that the database cannot hold: {0}")]
    Text(String),
    /// A stored value is not one this version knows.
    #[error("unreadable value in column {column}: {value}")]
    Value {
        /// Position of the column in the row.
        column: usize,
        /// What was found.
        value: String,
    },
    /// Anything else the database says.
    #[error(transparent)]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Self::Unreachable(error),
            sqlx::Error::Database(database) => match Sort::of(&**database) {
                Sort::Unique => Self::Unique(database.message().to_owned()),
                Sort::Reference => Self::Reference(database.message().to_owned()),
                Sort::Busy => Self::Busy,
                Sort::Overtaken => Self::Overtaken(database.message().to_owned()),
                Sort::Text => Self::Text(database.message().to_owned()),
                Sort::Unreachable => Self::Unreachable(error),
                Sort::NoSpace => Self::NoSpace(error),
                Sort::Other => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

/// What an error code of either database stands for.
enum Sort {
    Unique,
    Reference,
    Busy,
    Overtaken,
    Text,
    Unreachable,
    NoSpace,
    Other,
}

impl Sort {
    fn of(error: &dyn DatabaseError) -> Self {
        match error.kind() {
            ErrorKind::UniqueViolation => return Self::Unique,
            ErrorKind::ForeignKeyViolation => return Self::Reference,
            _ => {}
        }
        let code = error.code().unwrap_or_default();
        if error
            .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
            .is_some()
        {
            Self::of_sqlstate(&code)
        } else {
            Self::of_sqlite(&code)
        }
    }

    fn of_sqlstate(code: &str) -> Self {
        match code {
            // serialization_failure, deadlock_detected
            "40001" | "40P01" => Self::Overtaken,
            // lock_not_available, too_many_connections
            "55P03" | "53300" => Self::Busy,
            // disk_full
            "53100" => Self::NoSpace,
            // character_not_in_repertoire, untranslatable_character
            "22021" | "22P05" => Self::Text,
            // admin_shutdown, crash_shutdown, cannot_connect_now
            "57P01" | "57P02" | "57P03" => Self::Unreachable,
            _ => Self::Other,
        }
    }

    /// SQLite puts refinements of a code in the higher bits: 5 is busy, 6 is locked, 13 is full.
    fn of_sqlite(code: &str) -> Self {
        match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Self::Busy,
            Ok(13) => Self::NoSpace,
            _ => Self::Other,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let busy = || Error::unavailable(Duration::from_secs(5), "The database is busy");
        match error {
            StoreError::Unique(_) => Error::conflict("This exists already").with_source(error),
            StoreError::Busy | StoreError::Overtaken(_) => busy().with_source(error),
            StoreError::Unreachable(_) => Error::unavailable(
                Duration::from_secs(5),
                "The database cannot be reached at the moment",
            )
            .with_source(error),
            StoreError::NoSpace(_) => Error::unavailable(
                Duration::from_secs(60),
                "The server has no space left on its disk",
            )
            .with_source(error),
            StoreError::Text(_) => {
                Error::bad_request("A text holds a character that cannot be kept")
                    .with_source(error)
            }
            error => Error::internal(error),
        }
    }
}

/// Whether the error is a clash with an existing row.
///
/// Callers turn it into their own message; left alone it answers 409.
pub fn is_unique_violation(error: &Error) -> bool {
    store_error(error).is_some_and(|error| matches!(error, StoreError::Unique(_)))
}

/// How often work may be begun when it failed like this.
pub(crate) fn attempts(error: &Error) -> u32 {
    match store_error(error) {
        // Each attempt has waited for seconds.
        Some(StoreError::Busy) => 3,
        Some(StoreError::Overtaken(_)) => 12,
        _ => 1,
    }
}

fn store_error(error: &Error) -> Option<&StoreError> {
    error.source.as_ref()?.downcast_ref()
}
