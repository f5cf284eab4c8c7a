//! One row per operation: what glue, guard, limiter, documentation and tests read.

use crate::Credential;
use http::{Method, StatusCode, Uri};

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
    /// Documented responses, problems apart.
    pub responses: &'static [Documented],
    /// Statuses that are documented with problem documents alone.
    pub problems: &'static [u16],
    /// Names of the rate limit buckets.
    pub rate_limits: &'static [&'static str],
    /// Most bytes of a request body.
    pub max_body: Option<u64>,
    /// Problems carry a link to the documentation.
    pub docs_link: bool,
    /// Marked as deprecated.
    pub deprecated: bool,
    /// A parameter of the path is a secret.
    pub secret_path: bool,
}

macro_rules! methods {
    ($($name:ident $method:ident),*) => {$(
        #[doc = concat!("A `", stringify!($method), "` of nothing but a name and a path.")]
        #[must_use]
        pub const fn $name(id: &'static str, path: &'static str) -> Self {
            Self::new(id, Method::$method, path)
        }
    )*};
}

/// Operations are put together piece by piece, each said only where there is something to say.
impl Operation {
    methods!(
        get GET, put PUT, post POST, delete DELETE, options OPTIONS, head HEAD, patch PATCH, trace TRACE
    );

    /// An operation of nothing but a name, a method and a path.
    #[must_use]
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            tag: "",
            summary: "",
            security: Security::None,
            credentials: &[],
            request_types: &[],
            responses: &[],
            problems: &[],
            rate_limits: &[],
            max_body: None,
            docs_link: false,
            deprecated: false,
            secret_path: false,
        }
    }

    /// The tag that it belongs to.
    #[must_use]
    pub const fn tag(mut self, tag: &'static str) -> Self {
        self.tag = tag;
        self
    }

    /// What it does, in one line.
    #[must_use]
    pub const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Whether credentials are needed, and which; those of one alternative must hold together.
    #[must_use]
    pub const fn security(
        mut self,
        security: Security,
        credentials: &'static [&'static [Credential]],
    ) -> Self {
        self.security = security;
        self.credentials = credentials;
        self
    }

    /// Media types of the request body.
    #[must_use]
    pub const fn takes(mut self, request_types: &'static [&'static str]) -> Self {
        self.request_types = request_types;
        self
    }

    /// Most bytes of the request body.
    #[must_use]
    pub const fn max_body(mut self, bytes: u64) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Documented responses, problems apart.
    #[must_use]
    pub const fn answers(mut self, responses: &'static [Documented]) -> Self {
        self.responses = responses;
        self
    }

    /// Statuses that are answered with problem documents alone.
    #[must_use]
    pub const fn problems(mut self, statuses: &'static [u16]) -> Self {
        self.problems = statuses;
        self
    }

    /// Names of the rate limit buckets.
    #[must_use]
    pub const fn rate_limits(mut self, buckets: &'static [&'static str]) -> Self {
        self.rate_limits = buckets;
        self
    }

    /// Problems carry a link to the documentation.
    #[must_use]
    pub const fn docs_link(mut self) -> Self {
        self.docs_link = true;
        self
    }

    /// Marks it as deprecated.
    #[must_use]
    pub const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// A parameter of the path is a secret (`format: password`): no message shows the path of a request.
    #[must_use]
    pub const fn secret_path(mut self) -> Self {
        self.secret_path = true;
        self
    }

    /// The path of a request as messages may show it: as it was sent, or the template where a secret is in it.
    #[must_use]
    pub fn shown_path<'u>(&self, uri: &'u Uri) -> &'u str
    where
        'static: 'u,
    {
        if self.secret_path {
            self.path
        } else {
            uri.path()
        }
    }

    /// The documented response for a status: the exact code first, then its class, then `default`.
    #[must_use]
    pub fn documented(&self, status: StatusCode) -> Option<Documented> {
        let rank = |pattern: StatusPattern| match pattern {
            StatusPattern::Code(_) => 0,
            StatusPattern::Range(_) => 1,
            StatusPattern::Default => 2,
        };
        let problems = self.problems.iter().map(|code| Documented::problem(*code));
        self.responses
            .iter()
            .copied()
            .chain(problems)
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

    /// JSON with one status.
    #[must_use]
    pub const fn json(code: u16) -> Self {
        Self::code(code, &["application/json"])
    }

    /// A response without content.
    #[must_use]
    pub const fn empty(code: u16) -> Self {
        Self::code(code, &[])
    }

    /// All statuses of a class, `4` for `4XX`.
    #[must_use]
    pub const fn range(class: u8, media_types: &'static [&'static str]) -> Self {
        Self {
            status: StatusPattern::Range(class),
            media_types,
        }
    }

    /// Whatever status is not told otherwise.
    #[must_use]
    pub const fn default(media_types: &'static [&'static str]) -> Self {
        Self {
            status: StatusPattern::Default,
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
