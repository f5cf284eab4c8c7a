//! From rejections to problem documents.

use crate::{Operation, Problem, Rejection};
use http::{StatusCode, Uri};
use std::fmt::Write as _;

/// Words a rejection for clients.
pub trait Present: Send + Sync + 'static {
    /// The problem document for a rejection; `operation` is none where no route matched. Where a secret may be in the path,
    /// [`Operation::shown_path`] leaves it out; `uri` is as it was sent. Headers that the status
    /// demands (`Allow`, `Retry-After`, `Content-Range`, `WWW-Authenticate`) are added by the service.
    fn present(
        &self,
        operation: Option<&'static Operation>,
        uri: &Uri,
        rejection: Rejection,
    ) -> Problem;
}

/// The default presentation: RFC 9457 documents of type `about:blank`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rfc9457;

impl Present for Rfc9457 {
    fn present(
        &self,
        operation: Option<&'static Operation>,
        uri: &Uri,
        rejection: Rejection,
    ) -> Problem {
        let path = operation.map_or(uri.path(), |operation| operation.shown_path(uri));
        let problem = |status, detail: String| Problem::new(status).with_detail(detail);
        match rejection {
            Rejection::MissingCredentials => {
                problem(StatusCode::UNAUTHORIZED, "Credentials are required".into())
            }
            Rejection::MalformedCredentials => problem(
                StatusCode::BAD_REQUEST,
                "The credentials cannot be read".into(),
            ),
            Rejection::Invalid(violations) => {
                let mut names: Vec<&str> = Vec::new();
                for violation in &violations {
                    if !names.contains(&violation.name.as_str()) {
                        names.push(&violation.name);
                    }
                }
                problem(
                    StatusCode::BAD_REQUEST,
                    format!("Incorrect request parameters: {}", names.join(", ")),
                )
                // Without the query, in which secrets may be.
                .with_instance(path)
                .with_violations(&violations)
            }
            Rejection::MalformedBody { detail } => problem(
                StatusCode::BAD_REQUEST,
                format!("The request body cannot be read: {detail}"),
            ),
            Rejection::BodyTooLarge { limit } => problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("The request body is larger than {limit} bytes"),
            ),
            Rejection::UnsupportedMediaType { given, accepted } => {
                let mut detail = match given {
                    Some(given) => format!("The request body is of the unsupported type {given}"),
                    None => "The request body has no Content-Type".into(),
                };
                if !accepted.is_empty() {
                    let _ = write!(detail, "; accepted: {}", accepted.join(", "));
                }
                problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
            }
            Rejection::NotFound => problem(
                StatusCode::NOT_FOUND,
                "There is nothing at this address".into(),
            ),
            Rejection::MethodNotAllowed { .. } => problem(
                StatusCode::METHOD_NOT_ALLOWED,
                "This address does not answer to this method".into(),
            ),
            Rejection::NotAcceptable => problem(
                StatusCode::NOT_ACCEPTABLE,
                "No representation is acceptable to the client".into(),
            ),
            Rejection::LengthMismatch => problem(
                StatusCode::BAD_REQUEST,
                "The request body is shorter than announced".into(),
            ),
            Rejection::ClientGone => problem(
                StatusCode::BAD_REQUEST,
                "The request body ended early".into(),
            ),
            Rejection::RateLimited { .. } => problem(
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests, try again later".into(),
            ),
            Rejection::RangeNotSatisfiable { length } => problem(
                StatusCode::RANGE_NOT_SATISFIABLE,
                format!("The range lies outside of the {length} bytes that exist"),
            ),
            Rejection::Internal(_) => problem(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server failed to answer this request".into(),
            ),
            Rejection::Problem(problem) => *problem,
        }
    }
}
