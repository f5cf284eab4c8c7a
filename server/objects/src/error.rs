//! Why a file could not be stored, read or removed.

use std::io;

use crate::key::Key;

/// A result with this crate's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a file could not be stored, read or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name with separators or other characters that file names here never have.
    #[error("`{0}` is not a file name")]
    Name(String),
    /// Nothing is stored under this key.
    #[error("{0} does not exist")]
    NotFound(Key),
    /// A range that starts behind the end, or that is empty.
    #[error("the range is outside of the {length} bytes")]
    Range {
        /// Length of the whole file in bytes.
        length: u64,
    },
    /// The disk is full or a quota of the operating system is reached.
    #[error("no space left for files")]
    NoSpace(#[source] io::Error),
    /// The disk failed.
    #[error("file system")]
    Io(#[source] io::Error),
    /// The store failed.
    #[error("object store")]
    Store(#[source] object_store::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace(error),
            _ => Self::Io(error),
        }
    }
}

impl Error {
    /// From a failure of the store while it worked on `key`.
    pub(crate) fn store(error: object_store::Error, key: &Key) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound(key.clone()),
            error => match io_kind(&error) {
                Some(kind @ (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) => {
                    Self::NoSpace(io::Error::new(kind, error))
                }
                _ => Self::Store(error),
            },
        }
    }
}

/// The kind of the input/output error that lies at the bottom of `error`, if one does.
fn io_kind(error: &object_store::Error) -> Option<io::ErrorKind> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        cause = error.source();
    }
    None
}

impl From<Error> for peertube_kernel::Error {
    /// A file that is not there is a 404 (so is a name that no file can have), a bad range a 400,
    /// a full disk a 503, everything else a 500.
    fn from(error: Error) -> Self {
        match &error {
            Error::NotFound(_) | Error::Name(_) => Self::not_found("File not found"),
            Error::Range { .. } => Self::bad_request("The range is outside of the file"),
            Error::NoSpace(_) => Self::unavailable(
                std::time::Duration::from_secs(300),
                "The server has no space left for files",
            ),
            Error::Io(_) | Error::Store(_) => return Self::internal(error),
        }
        .with_source(error)
    }
}
