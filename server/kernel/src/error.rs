//! The one error of the server's rooms: a kind, what the client may read, and what only the log may.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::code::ErrorCode;

/// A result with the server's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What sort of refusal or failure it is; each has one HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// 400
    BadRequest,
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 409
    Conflict,
    /// 413
    PayloadTooLarge,
    /// 415
    UnsupportedMediaType,
    /// 422
    Unprocessable,
    /// 423
    Locked,
    /// 429
    TooManyRequests {
        /// When to try again.
        retry_after: Duration,
    },
    /// 501
    NotImplemented,
    /// 503
    Unavailable {
        /// When to try again.
        retry_after: Duration,
    },
    /// 500
    Internal,
}

impl ErrorKind {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Unprocessable => 422,
            Self::Locked => 423,
            Self::TooManyRequests { .. } => 429,
            Self::NotImplemented => 501,
            Self::Unavailable { .. } => 503,
            Self::Internal => 500,
        }
    }
}

/// Where in a request a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In the body, of whatever type.
    Body,
}

/// One value of a request that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where it stands.
    pub location: Location,
    /// Its name; nested names are joined by dots.
    pub path: String,
    /// What is wrong, for people.
    pub message: String,
}

/// Why something was not done.
///
/// `Display` shows everything and is for logs; clients get `detail`, `code`, `violations` and `extra` only.
#[derive(Debug)]
pub struct Error {
    /// The sort of refusal.
    pub kind: ErrorKind,
    /// What a client may branch on.
    pub code: Option<ErrorCode>,
    /// What a client may read.
    pub detail: String,
    /// Values of the request that break rules.
    pub violations: Vec<Violation>,
    /// Extension members of the problem document, such as `originUrl`.
    pub extra: BTreeMap<&'static str, String>,
    /// The cause; for the log only.
    pub source: Option<Source>,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $kind:ident,)*) => {$(
        $(#[$doc])*
        pub fn $name(detail: impl Into<String>) -> Self {
            Self::new(ErrorKind::$kind, detail)
        }
    )*};
}

impl Error {
    /// An error of this kind.
    pub fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            code: None,
            detail: detail.into(),
            violations: Vec::new(),
            extra: BTreeMap::new(),
            source: None,
        }
    }

    constructors! {
        /// The request makes no sense (400).
        bad_request => BadRequest,
        /// It needs a login, or a better one (401).
        unauthorized => Unauthorized,
        /// The caller may not (403).
        forbidden => Forbidden,
        /// There is no such thing, or the caller may not know (404).
        not_found => NotFound,
        /// It clashes with what is there (409).
        conflict => Conflict,
        /// Too many bytes (413).
        payload_too_large => PayloadTooLarge,
        /// This type of content is not taken (415).
        unsupported_media_type => UnsupportedMediaType,
        /// Well-formed, but cannot be worked with (422).
        unprocessable => Unprocessable,
        /// Somebody else is writing (423).
        locked => Locked,
        /// Nobody has written it yet (501).
        not_implemented => NotImplemented,
    }

    /// Too many requests (429).
    pub fn too_many_requests(retry_after: Duration, detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::TooManyRequests { retry_after }, detail)
    }

    /// Cannot be done now, but later (503).
    pub fn unavailable(retry_after: Duration, detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unavailable { retry_after }, detail)
    }

    /// Something of ours failed (500). The client learns nothing of the cause.
    pub fn internal(source: impl Into<Source>) -> Self {
        Self::new(ErrorKind::Internal, "Internal error").with_source(source)
    }

    /// One value of the request breaks a rule (400 with `invalid-params`).
    pub fn invalid(
        location: Location,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        let path = path.into();
        let detail = format!("Incorrect request parameters: {path}");
        let mut error = Self::new(ErrorKind::BadRequest, detail);
        error.violations.push(Violation {
            location,
            path,
            message: message.into(),
        });
        error
    }

    /// Adds what a client may branch on.
    #[must_use]
    pub fn with_code(mut self, code: ErrorCode) -> Self {
        self.code = Some(code);
        self
    }

    /// Adds the cause, for the log.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds an extension member of the problem document.
    #[must_use]
    pub fn with_extra(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.extra.insert(name, value.into());
        self
    }

    /// What a client may read.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.status(), self.detail)?;
        if let Some(code) = self.code {
            write!(f, " [{code}]")?;
        }
        for violation in &self.violations {
            write!(f, "; {}: {}", violation.path, violation.message)?;
        }
        let mut cause = self
            .source
            .as_deref()
            .map(|source| -> &(dyn std::error::Error + 'static) { source });
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_sees_the_cause_and_the_client_does_not() {
        let error = Error::internal(std::io::Error::other("disk on fire"));
        assert_eq!(error.detail(), "Internal error");
        assert_eq!(error.to_string(), "500 Internal error: disk on fire");
    }

    #[test]
    fn invalid_names_the_field() {
        let error = Error::invalid(Location::Body, "channelId", "Unknown channel");
        assert_eq!(error.kind.status(), 400);
        assert_eq!(error.detail(), "Incorrect request parameters: channelId");
        assert_eq!(error.violations[0].path, "channelId");
    }

    #[test]
    fn code_and_extra() {
        let error = Error::payload_too_large("Quota exceeded")
            .with_code(ErrorCode::QuotaReached)
            .with_extra("originUrl", "https://example.org");
        assert_eq!(error.to_string(), "413 Quota exceeded [quota_reached]");
        assert_eq!(error.extra["originUrl"], "https://example.org");
    }
}
