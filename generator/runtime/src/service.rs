//! The whole API as one service.

use crate::{
    Hooks, Operation, Rejection, ReplyBody, Request, Response, Tag,
    body::Incoming,
    conditional::Conditions,
    rejection::{BoxError, allow_value},
    reply::{Exchange, ReplyFuture},
    route::{Found, Table},
    tag::Handler,
};
use bytes::Bytes;
use http::{Method, header};
use http_body::Body;
use std::{
    convert::Infallible,
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

/// An API's routes as a [`tower::Service`]; cheap to clone.
///
/// Paths are matched without regard to case, doubled and trailing slashes. HEAD is GET without content, OPTIONS
/// answers 204 with `Allow`.
#[derive(Clone)]
pub struct Service {
    core: Arc<Core>,
}

pub(crate) struct Core {
    pub(crate) hooks: Hooks,
    table: Table,
    operations: Vec<&'static Operation>,
}

/// Why routes do not make a service.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// Two operations with the same method and path.
    Duplicate {
        /// The one that came first.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// A path template that cannot be read.
    Path {
        /// Whose path it is.
        operation: &'static str,
        /// The path.
        path: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A path that the router refuses.
    Router {
        /// The path.
        path: &'static str,
        /// The router's words.
        reason: String,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { first, second } => write!(
                f,
                "the operations {first} and {second} have the same method and path"
            ),
            Self::Path {
                operation,
                path,
                reason,
            } => write!(
                f,
                "the path {path} of the operation {operation} is broken: {reason}"
            ),
            Self::Router { path, reason } => {
                write!(f, "the path {path} cannot be routed: {reason}")
            }
        }
    }
}

impl std::error::Error for BuildError {}

impl Service {
    /// Puts the routes of tags together.
    ///
    /// # Errors
    /// [`BuildError`] for two operations at one address and for unreadable paths.
    pub fn build(hooks: Hooks, tags: impl IntoIterator<Item = Tag>) -> Result<Self, BuildError> {
        let routes: Vec<(&'static Operation, Handler)> =
            tags.into_iter().flat_map(|tag| tag.routes).collect();
        let operations = routes.iter().map(|(operation, _)| *operation).collect();
        let table = Table::build(routes)?;
        Ok(Self {
            core: Arc::new(Core {
                hooks,
                table,
                operations,
            }),
        })
    }

    /// All operations, in the order of their tags.
    #[must_use]
    pub fn operations(&self) -> &[&'static Operation] {
        &self.core.operations
    }

    /// The operation that would answer; none where the router itself would (404, 405, OPTIONS).
    #[must_use]
    pub fn operation_at(&self, method: &Method, path: &str) -> Option<&'static Operation> {
        match self.core.table.find(method, path) {
            Found::Route { operation, .. } => Some(operation),
            Found::Path(_) | Found::Nothing => None,
        }
    }

    /// Answers a request.
    pub fn respond<B>(&self, request: http::Request<B>) -> ReplyFuture
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (parts, body) = request.into_parts();
        let body = Incoming::new(body, &parts.headers);
        let found = self.core.table.find(&parts.method, parts.uri.path());
        let mut exchange = Exchange {
            core: Arc::clone(&self.core),
            operation: None,
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            conditions: Conditions::of(&parts.method, &parts.headers),
            headers: Vec::new(),
        };
        match found {
            Found::Route {
                operation,
                handler,
                params,
            } => {
                exchange.operation = Some(operation);
                let request = Request::new(parts, operation, params, body, Arc::clone(&self.core));
                ReplyFuture::handled(exchange, handler(request))
            }
            Found::Path(allow) if parts.method == Method::OPTIONS => {
                let response = Response::empty(http::StatusCode::NO_CONTENT)
                    .header(header::ALLOW, allow_value(&allow));
                ReplyFuture::ready(exchange, Ok(response))
            }
            Found::Path(allow) => {
                ReplyFuture::ready(exchange, Err(Rejection::MethodNotAllowed { allow }))
            }
            Found::Nothing => ReplyFuture::ready(exchange, Err(Rejection::NotFound)),
        }
    }
}

impl<B> tower::Service<http::Request<B>> for Service
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ReplyBody>;
    type Error = Infallible;
    type Future = ReplyFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> ReplyFuture {
        self.respond(request)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("operations", &self.core.operations.len())
            .finish_non_exhaustive()
    }
}
