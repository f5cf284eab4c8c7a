//! What can go wrong with the database, and what it means to the rest of the server.

use std::time::Duration;

use peertube_kernel::Error;
use sqlx::error::ErrorKind;

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
    /// A stored value is not one this version knows.
    #[error("unreadable value in column {column}: {value}")]
    Value {
        /// Position of the column in the row.
        column: usize,
        /// What was found.
        value: String,
    },
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Anything else the database says.
    #[error(transparent)]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::PoolTimedOut = error {
            return Self::Busy;
        }
        let Some(database) = error.as_database_error() else {
            return Self::Database(error);
        };
        match database.kind() {
            ErrorKind::UniqueViolation => Self::Unique(database.message().to_owned()),
            ErrorKind::ForeignKeyViolation => Self::Reference(database.message().to_owned()),
            _ if is_busy(database) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

/// SQLite puts refinements of a code in the higher bits: 5 is busy, 6 is locked.
fn is_busy(error: &dyn sqlx::error::DatabaseError) -> bool {
    let code = error.code().and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unique(_) => Error::conflict("This exists already").with_source(error),
            StoreError::Busy => Error::unavailable(Duration::from_secs(5), "The database is busy")
                .with_source(error),
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

pub(crate) fn is_retryable(error: &Error) -> bool {
    store_error(error).is_some_and(|error| matches!(error, StoreError::Busy))
}

fn store_error(error: &Error) -> Option<&StoreError> {
    error.source.as_ref()?.downcast_ref()
}
