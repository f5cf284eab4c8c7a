//! One row per operation: what glue, guard, limiter, documentation and tests read.

use crate::Credential;
use http::{Method, StatusCode};

/// An operation of the API, as the document describes it.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Full path template, `/api/v1/videos/{id}`.
    pub path: &'static str,
    /// Tag as written in the document.
    pub tag: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Whether credentials are needed.
    pub security: Security,
    /// Alternatives of credentials; those of one must hold together.
    pub credentials: &'static [&'static [Credential]],
    /// Media types of the request body; empty without a body.
    pub request_types: &'static [&'static str],
    /// All documented responses, problems included.
    pub responses: &'static [Documented],
    /// Names of the rate limit buckets.
    pub rate_limits: &'static [&'static str],
    /// Most bytes of a request body.
    pub max_body: Option<u64>,
    /// Problems carry a link to the documentation.
    pub docs_link: bool,
    /// Marked as deprecated.
    pub deprecated: bool,
}

impl Operation {
    /// The documented response for a status: the exact code first, then its class, then `default`.
    #[must_use]
    pub fn documented(&self, status: StatusCode) -> Option<&'static Documented> {
        let rank = |pattern: StatusPattern| match pattern {
            StatusPattern::Code(_) => 0,
            StatusPattern::Range(_) => 1,
            StatusPattern::Default => 2,
        };
        self.responses
            .iter()
            .filter(|response| response.status.matches(status))
            .min_by_key(|response| rank(response.status))
    }
}

/// Whether an operation needs credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// None are looked at.
    None,
    /// Credentials are checked when they are there.
    Optional,
    /// Refused without valid credentials.
    Required,
}

/// A documented response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Documented {
    /// Status or class of statuses.
    pub status: StatusPattern,
    /// Media types of the content; empty for responses without content.
    pub media_types: &'static [&'static str],
}

impl Documented {
    /// A response with one status.
    #[must_use]
    pub const fn code(code: u16, media_types: &'static [&'static str]) -> Self {
        Self {
            status: StatusPattern::Code(code),
            media_types,
        }
    }

    /// Problem documents with one status.
    #[must_use]
    pub const fn problem(code: u16) -> Self {
        Self::code(code, &["application/problem+json"])
    }
}

/// Key of a response in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// `404`.
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    /// `default`.
    Default,
}

impl StatusPattern {
    /// Whether a status falls under this key.
    #[must_use]
    pub fn matches(self, status: StatusCode) -> bool {
        match self {
            Self::Code(code) => status.as_u16() == code,
            Self::Range(class) => status.as_u16() / 100 == u16::from(class),
            Self::Default => true,
        }
    }
}
