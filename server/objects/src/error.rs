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
    #[error("no space left for files: the disk of one of the directories `storage.*` is full")]
    NoSpace(#[source] io::Error),
    /// The disk failed.
    #[error("file system")]
    Io(#[source] io::Error),
    /// The store failed.
    #[error("object store")]
    Store(#[source] object_store::Error),
    /// A file lies in a bucket, and none is configured for its kind.
    #[error("{0} lies in object storage, which is not configured (`object_storage.*`)")]
    NoBucket(Key),
    /// The store does not answer as it should, also after several attempts.
    #[error("the object storage (`object_storage.endpoint`) does not answer")]
    Unreachable(#[source] object_store::Error),
    /// The store does not let us in.
    #[error(
        "the object storage refuses the credentials (`object_storage.credentials.*`) or the bucket"
    )]
    Refused(#[source] object_store::Error),
    /// A request for access rights failed.
    #[error("a request to the object storage (`object_storage.endpoint`)")]
    Request(#[source] reqwest::Error),
    /// The store does not set access rights.
    #[error(
        "the object storage answers {status} when the access rights of {key} are set; `object_storage.upload_acl.*` can be null"
    )]
    Access {
        /// The file.
        key: Key,
        /// Status of the answer.
        status: u16,
    },
    /// A name of access rights that no header can hold.
    #[error("`{0}` is no canned ACL (`object_storage.upload_acl.*`)")]
    Acl(String),
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
    /// From a failure that has nothing to do with a single file.
    pub(crate) fn bucket(error: object_store::Error) -> Self {
        match error {
            error @ (object_store::Error::PermissionDenied { .. }
            | object_store::Error::Unauthenticated { .. }) => Self::Refused(error),
            error @ object_store::Error::Generic { store: "S3", .. } => Self::Unreachable(error),
            error => Self::Store(error),
        }
    }

    /// From a failure of the store while it worked on `key`.
    pub(crate) fn store(error: object_store::Error, key: &Key) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound(key.clone()),
            error => match io_kind(&error) {
                Some(kind @ (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) => {
                    Self::NoSpace(io::Error::new(kind, error))
                }
                _ => Self::bucket(error),
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
    /// a full disk and a store that does not answer a 503, everything else a 500.
    fn from(error: Error) -> Self {
        match &error {
            Error::NotFound(_) | Error::Name(_) => Self::not_found("File not found"),
            Error::Range { .. } => Self::bad_request("The range is outside of the file"),
            Error::NoSpace(_) => Self::unavailable(
                std::time::Duration::from_secs(300),
                "The server has no space left for files",
            ),
            Error::Unreachable(_) | Error::Request(_) => Self::unavailable(
                std::time::Duration::from_secs(30),
                "The store of the files does not answer",
            ),
            Error::Io(_)
            | Error::Store(_)
            | Error::NoBucket(_)
            | Error::Refused(_)
            | Error::Access { .. }
            | Error::Acl(_) => return Self::internal(error),
        }
        .with_source(error)
    }
}
