//! Requests and responses, held against a document.
//!
//! A [`Contract`] is made of a bundled document. It finds the operation of a request and says in which ways the request and its
//! response depart from what the document says. It knows no client and no server: what it reads are heads and whole bodies, wherever
//! they come from, and JSON is judged by a validator that shares nothing with generated code.

mod body;
mod coercions;
mod departure;
mod encoding;
mod judge;
mod media;
mod multipart;
mod operation;
mod parameters;
mod request;
mod response;
mod routes;
mod schemas;
mod secrets;
mod security;
mod styles;
mod summary;
mod translate;
mod walk;

pub use departure::{Departure, Kind, Level, Side};
pub use media::{is_checked, is_stream};
pub use operation::Operation;
pub use summary::{OperationSeen, Summary, Tally};

use http::{HeaderMap, Method};
use serde_json::Value;

use crate::config::Profile;
use operation::operations;
use routes::Routes;
use schemas::Schemas;

/// A document, ready to judge by.
#[derive(Debug)]
pub struct Contract {
    operations: Vec<Operation>,
    routes: Routes,
    schemas: Schemas,
    /// Query parameters that hold credentials.
    secret_queries: Vec<String>,
}

/// The operation of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its place in [`Contract::operations`].
    pub operation: usize,
    /// Values of the path's parameters as they were written, percent-encoding and all.
    pub captures: Vec<(String, String)>,
    /// Whether the path only fits when case, doubled slashes and a slash at its end do not matter.
    pub inexact: bool,
}

/// What a request's path and method mean to the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// An operation.
    Operation(Found),
    /// The path is there, with these methods only.
    Method(Vec<Method>),
    /// The path is not there.
    Nothing,
}

/// A request without its body.
#[derive(Debug, Clone, Copy)]
pub struct RequestHead<'a> {
    /// As it was sent.
    pub method: &'a Method,
    /// Without the query, percent-encoding and all.
    pub path: &'a str,
    /// Without its question mark.
    pub query: Option<&'a str>,
    /// As they were sent.
    pub headers: &'a HeaderMap,
}

/// A response without its body.
#[derive(Debug, Clone, Copy)]
pub struct ResponseHead<'a> {
    /// As it was sent.
    pub status: u16,
    /// As they were sent.
    pub headers: &'a HeaderMap,
}

/// How much of a body is at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// All of it; nothing when there was no body.
    Whole(&'a [u8]),
    /// Not all, for this reason, which is told as a note where there was something to judge.
    Missing(&'a str),
}

impl Contract {
    /// Makes a bundled document ready; `base` replaces the paths of its servers, `coerce` is what parameters are taken for besides
    /// what their schemas say.
    ///
    /// # Errors
    /// When the document has no operations.
    pub fn new(document: &Value, base: Option<&str>, coerce: &Profile) -> Result<Self, String> {
        let operations = operations(document, base, coerce);
        if operations.is_empty() {
            return Err("the document has no operations".to_owned());
        }
        let routes = Routes::new(&operations);
        let secret_queries = security::secret_queries(document);
        Ok(Self {
            routes,
            schemas: Schemas::new(document)?,
            operations,
            secret_queries,
        })
    }

    /// All operations in the order of the document.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation of a request. A `HEAD` that the document does not have is the `GET` without its body.
    pub fn find(&self, method: &Method, path: &str) -> Match {
        self.routes.find(&self.operations, method, path)
    }

    /// How a request departs.
    pub fn request(
        &self,
        found: &Found,
        head: &RequestHead<'_>,
        content: Content<'_>,
    ) -> Vec<Departure> {
        let mut departures = Vec::new();
        if let Some(operation) = self.operations.get(found.operation) {
            request::check(self, operation, found, head, content, &mut departures);
        }
        departures
    }

    /// How a response departs; `head` is that of its request.
    pub fn response(
        &self,
        found: &Found,
        head: &RequestHead<'_>,
        response: &ResponseHead<'_>,
        content: Content<'_>,
    ) -> Vec<Departure> {
        let mut departures = Vec::new();
        if let Some(operation) = self.operations.get(found.operation) {
            response::check(self, operation, head, response, content, &mut departures);
        }
        departures
    }

    /// Path and query as they may be shown: values of secrets are replaced by `***`, the query of a path that is not in the document is
    /// left out.
    pub fn shown(&self, found: Option<&Found>, path: &str, query: Option<&str>) -> String {
        let operation = found.and_then(|found| self.operations.get(found.operation));
        secrets::shown(operation, &self.secret_queries, path, query)
    }
}
