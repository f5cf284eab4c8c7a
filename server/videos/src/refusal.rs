//! What the upload engine refuses, in the words of the resumable protocol.
//!
//! Most refusals have the protocol's own body, `{"error": {"code", "message"}}`; the others are problem documents like
//! everywhere else.

use std::error::Error as _;
use std::time::Duration;

use peertube_api::models::problem::{UploadError as Body, UploadErrorError as Inner};
use peertube_kernel::{Error, ErrorCode};
use peertube_uploads::UploadError;

use crate::content_range::stored_range;

/// When a request that was cut short may be repeated.
const SOON: Duration = Duration::from_secs(1);
/// When a storage that does not answer may have come back.
const AGAIN: Duration = Duration::from_secs(15);
/// When there may be space on the disk again, or room for one more upload.
const LATER: Duration = Duration::from_secs(300);

/// A refusal.
#[derive(Debug)]
pub(crate) enum Refusal {
    BadRequest(Body),
    Forbidden(Body),
    NotFound(Body),
    Conflict { stored: String, body: Body },
    Locked(Body),
    ChecksumMismatch(Body),
    TooLarge(Body),
    Problem(Error),
}

impl Refusal {
    /// A chunk whose place cannot be understood.
    pub(crate) fn misplaced(offset: u64) -> Self {
        Self::Conflict {
            stored: stored_range(offset),
            body: body("FileConflict", "Content-Range cannot be understood"),
        }
    }

    /// As an error that is answered by a problem document, for operations that have no better answer.
    pub(crate) fn into_error(self) -> Error {
        match self {
            Self::BadRequest(body) => Error::bad_request(body.error.message),
            Self::Forbidden(body) => Error::forbidden(body.error.message),
            Self::NotFound(body) => Error::not_found(body.error.message),
            Self::Conflict { body, .. } | Self::ChecksumMismatch(body) => {
                Error::conflict(body.error.message)
            }
            Self::TooLarge(body) => Error::payload_too_large(body.error.message)
                .with_code(ErrorCode::MaxFileSizeReached),
            Self::Locked(_) => Error::unavailable(SOON, "The upload is busy"),
            Self::Problem(error) => error,
        }
    }
}

impl From<UploadError> for Refusal {
    fn from(error: UploadError) -> Self {
        let text = error.to_string();
        match error {
            UploadError::MalformedId | UploadError::Forbidden => Self::Forbidden(body(
                "Forbidden",
                "Authenticated user is not allowed access",
            )),
            UploadError::NotFound => Self::NotFound(body("FileNotFound", "Not found")),
            UploadError::Conflict { offset, .. } | UploadError::Incomplete { offset, .. } => {
                Self::Conflict {
                    stored: stored_range(offset),
                    body: body("FileConflict", text),
                }
            }
            UploadError::Locked => Self::Locked(body("FileLocked", "File locked")),
            UploadError::ChecksumMismatch { .. } => {
                Self::ChecksumMismatch(body("ChecksumMismatch", text))
            }
            UploadError::UnsupportedChecksum => {
                Self::BadRequest(body("UnsupportedChecksumAlgorithm", text))
            }
            UploadError::MalformedChecksum => Self::BadRequest(body("BadRequest", text)),
            UploadError::Processing { retry_after } => Self::Problem(Error::unavailable(
                retry_after,
                "The upload is already being processed",
            )),
            // By a newer request, which has the client's attention, or by the stop of the server, which has not.
            UploadError::Superseded { offset } => Self::Problem(Error::unavailable(
                SOON,
                format!("The request was ended early; {offset} bytes are stored"),
            )),
            UploadError::Interrupted { .. } => Self::Problem(Error::bad_request(text)),
            UploadError::TooManySessions { .. } => {
                Self::Problem(Error::too_many_requests(LATER, text))
            }
            UploadError::TooLarge { .. } => Self::TooLarge(validation(
                "RequestEntityTooLarge",
                "Request entity too large",
            )),
            UploadError::QuotaExceeded { .. } => {
                Self::Problem(Error::payload_too_large(text).with_code(ErrorCode::QuotaReached))
            }
            UploadError::Elsewhere => Self::Problem(Error::unavailable(SOON, text)),
            // What was acknowledged is kept, so the client can ask where to go on.
            UploadError::Unavailable(error) => {
                tracing::error!(%error, cause = error.source(), "an upload cannot go on");
                Self::Problem(Error::unavailable(AGAIN, text).with_source(error))
            }
            UploadError::NoSpace => {
                tracing::warn!(
                    "no room for an upload: the disk of `storage.tmp` is full, or would have less left than `uploads.min_free_disk`"
                );
                Self::Problem(Error::unavailable(LATER, text))
            }
            UploadError::Store(error) => Self::Problem(error),
            UploadError::Io(error) => Self::Problem(Error::internal(error)),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Problem(error)
    }
}

/// The protocol's own error body.
pub(crate) fn body(code: &str, message: impl Into<String>) -> Body {
    Body {
        error: Inner {
            code: code.to_owned(),
            message: message.into(),
            name: None,
        },
    }
}

/// The body of a refused declaration.
pub(crate) fn validation(code: &str, message: &str) -> Body {
    let mut body = body(code, message);
    body.error.name = Some("ValidationError".to_owned());
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts_tell_where_to_go_on() {
        let conflict = UploadError::Conflict {
            offset: 100,
            reason: peertube_uploads::ConflictReason::Gap,
        };
        match Refusal::from(conflict) {
            Refusal::Conflict { stored, body } => {
                assert_eq!(stored, "bytes=0-99");
                assert_eq!(body.error.code, "FileConflict");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_being_processed_is_asked_for_later() {
        let processing = UploadError::Processing { retry_after: LATER };
        let error = Refusal::from(processing).into_error();
        assert_eq!(error.kind.status(), 503);
    }
}
