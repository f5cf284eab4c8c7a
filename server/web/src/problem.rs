//! Errors and rejections in PeerTube's form of problem documents: the only place that knows its rules.
//!
//! With a `code`, `type` points to the code's documentation and there is no `title`; without one, `type` is `about:blank` and
//! `title` the reason of the status. `docs` and `code` come last.

use openapi_stubs_runtime as rt;
use peertube_kernel::{Error, ErrorCode, ErrorKind, error};
use rt::http::{HeaderValue, StatusCode, Uri, header};

/// What is told of any token that is not accepted, and of none.
pub(crate) const TOKEN_IS_INVALID: &str = "Token is invalid";
const REFERENCE: &str = "https://docs.joinpeertube.org/api-rest-reference.html";

/// The problem document of an error that a handler returned. What only the log may see is logged here.
pub fn problem(operation: &'static rt::Operation, error: Error) -> rt::Problem {
    match error.kind {
        ErrorKind::Internal => {
            tracing::error!(operation = operation.id, %error, "request failed");
        }
        // Who runs the server can do something about a full disk or a store that is away; the client cannot.
        ErrorKind::Unavailable { .. } if std::error::Error::source(&error).is_some() => {
            tracing::warn!(operation = operation.id, %error, "request cannot be served now");
        }
        _ => tracing::debug!(operation = operation.id, %error, "request refused"),
    }
    let status =
        StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut problem = rt::Problem::new(status);
    if !error.detail.is_empty() {
        problem = problem.with_detail(error.detail);
    }
    if !error.violations.is_empty() {
        let violations: Vec<_> = error.violations.into_iter().map(violation).collect();
        problem = problem.with_violations(&violations);
    }
    for (name, value) in error.extra {
        problem = problem.with(name, value);
    }
    if let ErrorKind::TooManyRequests { retry_after } | ErrorKind::Unavailable { retry_after } =
        error.kind
    {
        let seconds = HeaderValue::from(retry_after.as_secs().max(1));
        problem = problem.with_header(header::RETRY_AFTER, seconds);
    }
    finish(problem, Some(operation), error.code.map(ErrorCode::as_str))
}

fn violation(violation: error::Violation) -> rt::Violation {
    rt::Violation {
        location: match violation.location {
            error::Location::Path => rt::Location::Path,
            error::Location::Query => rt::Location::Query,
            error::Location::Header => rt::Location::Header,
            error::Location::Body => rt::Location::Body,
        },
        pointer: format!("/{}", violation.path.replace('.', "/")),
        name: violation.path,
        code: "invalid",
        message: violation.message,
        value: None,
    }
}

/// Words what the runtime refuses by itself as PeerTube does.
#[derive(Debug, Clone, Copy, Default)]
pub struct PeerTube;

impl rt::Present for PeerTube {
    fn present(
        &self,
        operation: Option<&'static rt::Operation>,
        uri: &Uri,
        rejection: rt::Rejection,
    ) -> rt::Problem {
        let code = match &rejection {
            rt::Rejection::Problem(_) => {
                // Made by `problem` above, which does not know the address.
                return located(rt::Rfc9457.present(operation, uri, rejection), uri);
            }
            rt::Rejection::MissingCredentials => {
                let problem = rt::Problem::new(StatusCode::UNAUTHORIZED);
                let code = ErrorCode::UnauthorizedRequest.as_str();
                return finish(problem.with_detail(TOKEN_IS_INVALID), operation, Some(code));
            }
            rt::Rejection::MalformedCredentials => Some(ErrorCode::InvalidRequest.as_str()),
            // PeerTube names the class of its framework's exception here, and clients know the names.
            rt::Rejection::MalformedBody { .. } => Some("SyntaxError"),
            rt::Rejection::BodyTooLarge { .. } => Some("PayloadTooLargeError"),
            rt::Rejection::UnsupportedMediaType { .. } => Some("UnsupportedMediaTypeError"),
            rt::Rejection::Internal(cause) => {
                let operation = operation.map_or("none", |operation| operation.id);
                tracing::error!(operation, cause, "request failed");
                None
            }
            _ => None,
        };
        let problem = rt::Rfc9457.present(operation, uri, rejection);
        finish(located(problem, uri), operation, code)
    }
}

/// Violations come with the address of the request, query and all. No operation takes secrets in a query.
fn located(problem: rt::Problem, uri: &Uri) -> rt::Problem {
    if problem.has_violations() {
        problem.with_instance(uri.path_and_query().map_or("/", |path| path.as_str()))
    } else {
        problem
    }
}

/// Adds what depends on the code and the operation.
fn finish(
    mut problem: rt::Problem,
    operation: Option<&'static rt::Operation>,
    code: Option<&'static str>,
) -> rt::Problem {
    if let Some(code) = code {
        problem = problem
            .with_type(format!("{REFERENCE}#section/Errors/{code}"))
            .without_title();
    }
    if let Some(operation) = operation.filter(|operation| operation.docs_link) {
        problem = problem.with("docs", format!("{REFERENCE}#operation/{}", operation.id));
    }
    match code {
        Some(code) => problem.with("code", code),
        None => problem,
    }
}
