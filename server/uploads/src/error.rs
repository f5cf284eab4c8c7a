//! Everything that an upload can be refused for.

use std::time::Duration;

/// A result of the engine.
pub type Result<T, E = UploadError> = std::result::Result<T, E>;

/// Why the engine refused or failed. `Display` is fit for clients, except for [`UploadError::Io`] and
/// [`UploadError::Store`], whose causes are for the log.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The id does not have the shape of an id.
    #[error("malformed upload id")]
    MalformedId,
    /// No such session: never started, cancelled, expired or finished.
    #[error("upload not found")]
    NotFound,
    /// The session belongs to another owner.
    #[error("the upload belongs to someone else")]
    Forbidden,
    /// The chunk does not fit what is stored or declared. `offset` is where to go on.
    #[error("{reason}; {offset} bytes are stored")]
    Conflict {
        /// Bytes stored without a gap.
        offset: u64,
        /// What does not fit.
        reason: ConflictReason,
    },
    /// Another append of this session did not let go in time.
    #[error("another request is writing to this upload")]
    Locked,
    /// A newer append (or the stop of the server) ended this one. Bytes received were kept, unless under a checksum.
    #[error("a newer request took over; {offset} bytes are stored")]
    Superseded {
        /// Bytes stored without a gap.
        offset: u64,
    },
    /// The sender went away in mid-chunk. Bytes received were kept, unless under a checksum.
    #[error("the chunk ended early; {offset} bytes are stored")]
    Interrupted {
        /// Bytes stored without a gap.
        offset: u64,
    },
    /// The chunk does not have the announced checksum and was dropped.
    #[error("the checksum does not match; {offset} bytes are stored")]
    ChecksumMismatch {
        /// Bytes stored without a gap.
        offset: u64,
    },
    /// The checksum's algorithm is not one of md5, sha, sha1, sha-256. Nothing was written.
    #[error("unsupported checksum algorithm")]
    UnsupportedChecksum,
    /// The checksum is not base64 of the algorithm's length. Nothing was written.
    #[error("malformed checksum")]
    MalformedChecksum,
    /// The upload is complete and is being processed right now.
    #[error("the upload is being processed")]
    Processing {
        /// When to ask again.
        retry_after: Duration,
    },
    /// A claim came before the last byte.
    #[error("the upload is not complete: {offset} of {size} bytes are stored")]
    Incomplete {
        /// Bytes stored without a gap.
        offset: u64,
        /// Bytes declared.
        size: u64,
    },
    /// The owner has too many open sessions.
    #[error("more than {limit} unfinished uploads")]
    TooManySessions {
        /// How many are allowed.
        limit: u32,
    },
    /// The upload is larger than any may be.
    #[error("an upload may have at most {limit} bytes")]
    TooLarge {
        /// The most that is allowed, in bytes.
        limit: u64,
    },
    /// The upload does not fit into the quota that the caller gave.
    #[error("the quota leaves {available} bytes")]
    QuotaExceeded {
        /// What is left of the quota, in bytes.
        available: u64,
    },
    /// The disk cannot hold the upload.
    #[error("not enough disk space for this upload")]
    NoSpace,
    /// The bytes lie where this server does not reach: in a directory of another server, or in a bucket that it is not
    /// configured for.
    #[error("the upload is kept by another server")]
    Elsewhere,
    /// The object storage does not do what it is asked to just now. What was acknowledged is kept.
    #[error("the storage of uploads does not answer as it should")]
    Unavailable(#[source] peertube_objects::Error),
    /// Reading or writing a file failed.
    #[error("the upload could not be stored")]
    Io(#[source] std::io::Error),
    /// The database failed.
    #[error("the upload could not be recorded")]
    Store(#[source] peertube_kernel::Error),
}

/// What does not fit in [`UploadError::Conflict`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConflictReason {
    /// The chunk starts beyond what is stored.
    #[error("the chunk leaves a gap")]
    Gap,
    /// Start plus length lie beyond the declared size.
    #[error("the chunk ends beyond the upload")]
    BeyondEnd,
    /// More bytes came than announced, or than the upload has room for. They were dropped.
    #[error("more bytes came than were announced")]
    TooMuchData,
    /// The total is larger than declared at the start.
    #[error("the total is larger than declared")]
    TotalTooLarge,
    /// The total is smaller than what is stored already.
    #[error("the total is smaller than what is stored")]
    TotalBelowStored,
    /// No start was given though bytes are stored.
    #[error("the chunk does not say where it starts")]
    StartRequired,
}

impl From<peertube_kernel::Error> for UploadError {
    fn from(error: peertube_kernel::Error) -> Self {
        Self::Store(error)
    }
}

impl From<std::io::Error> for UploadError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::NoSpace,
            _ => Self::Io(error),
        }
    }
}

impl From<peertube_objects::Error> for UploadError {
    fn from(error: peertube_objects::Error) -> Self {
        match error {
            peertube_objects::Error::Io(error) | peertube_objects::Error::NoSpace(error) => {
                error.into()
            }
            error => Self::Unavailable(error),
        }
    }
}

impl ConflictReason {
    pub(crate) fn at(self, offset: u64) -> UploadError {
        UploadError::Conflict {
            offset,
            reason: self,
        }
    }
}
