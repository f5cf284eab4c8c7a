//! Everything that the runtime refuses by itself.

use crate::{BodyError, Problem, Violation};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use std::time::Duration;

/// An error of any kind, for the log.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a request is not answered by its handler's response. [`Present`](crate::Present) turns it into a [`Problem`].
#[derive(Debug)]
pub enum Rejection {
    /// Credentials are required and there are none: 401.
    MissingCredentials,
    /// Credentials are there but cannot be read: 400.
    MalformedCredentials,
    /// Parameters or body break rules of the document, all of them at once: 400.
    Invalid(Vec<Violation>),
    /// The body is not what its media type says: 400.
    MalformedBody {
        /// What is wrong, for the client.
        detail: String,
    },
    /// More bytes than the operation takes: 413.
    BodyTooLarge {
        /// Most bytes accepted.
        limit: u64,
    },
    /// The media type, its charset or its coding is not accepted: 415.
    UnsupportedMediaType {
        /// What the request said, none without `Content-Type`.
        given: Option<String>,
        /// What the operation takes.
        accepted: Vec<&'static str>,
    },
    /// No such route: 404.
    NotFound,
    /// The path exists, but not with this method: 405.
    MethodNotAllowed {
        /// Methods of this path.
        allow: Vec<Method>,
    },
    /// Nothing of what the client accepts can be sent: 406.
    NotAcceptable,
    /// Fewer bytes came than announced: 400.
    LengthMismatch,
    /// The connection broke while the body was read: 400, though hardly anyone is left to read it.
    ClientGone,
    /// Too many requests: 429.
    RateLimited {
        /// When to come back.
        retry_after: Duration,
        /// Headers that tell the state of the limit.
        headers: Vec<(HeaderName, HeaderValue)>,
    },
    /// No byte of the wanted range exists: 416.
    RangeNotSatisfiable {
        /// Length of the whole content.
        length: u64,
    },
    /// The server failed: 500. The cause is logged, never shown.
    Internal(BoxError),
    /// A problem that is already in the form for the client.
    Problem(Box<Problem>),
}

impl Rejection {
    /// Headers that the status demands; they are added to whatever the presentation makes.
    pub(crate) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        match self {
            Self::MethodNotAllowed { allow } => {
                headers.insert(header::ALLOW, allow_value(allow));
            }
            Self::RateLimited {
                retry_after,
                headers: extra,
            } => {
                let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                headers.extend(extra.iter().cloned());
            }
            Self::RangeNotSatisfiable { length } => {
                if let Ok(value) = HeaderValue::try_from(format!("bytes */{length}")) {
                    headers.insert(header::CONTENT_RANGE, value);
                }
                headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
            }
            _ => {}
        }
        headers
    }
}

/// The value of `Allow`.
pub(crate) fn allow_value(methods: &[Method]) -> HeaderValue {
    let text = methods
        .iter()
        .map(Method::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("GET"))
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<BodyError> for Rejection {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge { limit } => Self::BodyTooLarge { limit },
            BodyError::Truncated => Self::LengthMismatch,
            BodyError::Aborted(_) => Self::ClientGone,
        }
    }
}
