//! A request as generated glue reads it.

mod accept;
mod alternatives;
mod body;
pub(crate) mod cookies;
mod credentials;
mod encoding;
mod media;
mod multipart;
mod negotiate;

pub use accept::Accept;
pub use alternatives::Alternatives;
pub use credentials::BasicCredentials;
pub use encoding::{Encoding, Json};
pub use media::{FilePart, Media};
pub(crate) use multipart::read_headers;
pub use multipart::{
    BodyPart, FileStream, Others, PartHeaders, PartRule, Parts, PartsError, PartsRead, part_headers,
};

use crate::{
    Client, Decode, Input, Location, Operation, Part, Rejection, Violation, body::Incoming, decode,
    route::Params, service::Core,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, request};
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// A request of which the operation is known. Reading parameters collects violations;
/// [`accept`](Self::accept) ends the reading.
pub struct Request {
    parts: request::Parts,
    operation: &'static Operation,
    params: Params,
    body: Incoming,
    core: Arc<Core>,
    violations: Vec<Violation>,
    client: OnceLock<Client>,
}

impl Request {
    pub(crate) const fn new(
        parts: request::Parts,
        operation: &'static Operation,
        params: Params,
        body: Incoming,
        core: Arc<Core>,
    ) -> Self {
        Self {
            parts,
            operation,
            params,
            body,
            core,
            violations: Vec::new(),
            client: OnceLock::new(),
        }
    }

    /// Asks the gate, if there is one.
    pub(crate) async fn admit(&mut self) -> Result<Vec<(HeaderName, HeaderValue)>, Rejection> {
        let Some(gate) = &self.core.hooks.gate else {
            return Ok(Vec::new());
        };
        let client = self.client.get_or_init(|| Client::of(&self.parts));
        Ok(gate
            .admit(self.operation, &self.parts, client)
            .await?
            .headers)
    }

    /// The operation that answers.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Method of the request: HEAD where the operation's is GET.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.parts.method
    }

    /// Target of the request as sent.
    #[must_use]
    pub const fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// Headers of the request.
    #[must_use]
    pub const fn header_map(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Who is asking.
    pub fn client(&self) -> Client {
        self.peer().clone()
    }

    /// Who is asking, by reference.
    pub fn peer(&self) -> &Client {
        self.client.get_or_init(|| Client::of(&self.parts))
    }

    /// Reads the parameters of the path.
    pub fn path<T: Decode>(&mut self) -> Option<T> {
        let mut pairs = Vec::new();
        let mut broken = false;
        for param in self.params.decoded() {
            match param {
                Ok((name, text)) => pairs.push((name.into(), Part::Text(text))),
                Err(name) => {
                    broken = true;
                    self.violations.push(violation(
                        Location::Path,
                        name,
                        "encoding",
                        "Invalid percent-encoding".into(),
                    ));
                }
            }
        }
        let value = decode(
            Location::Path,
            Input::path(pairs, &self.params),
            &mut self.violations,
        );
        value.filter(|_| !broken)
    }

    /// Reads the query.
    pub fn query<T: Decode>(&mut self) -> Option<T> {
        decode(
            Location::Query,
            Input::query(self.parts.uri.query().unwrap_or("")),
            &mut self.violations,
        )
    }

    /// Reads headers.
    pub fn headers<T: Decode>(&mut self) -> Option<T> {
        decode(
            Location::Header,
            Input::headers(&self.parts.headers),
            &mut self.violations,
        )
    }

    /// Reads cookies.
    pub fn cookies<T: Decode>(&mut self) -> Option<T> {
        decode(
            Location::Cookie,
            Input::cookies(&self.parts.headers),
            &mut self.violations,
        )
    }

    /// Adds a violation that reading alone cannot find.
    pub fn violate(&mut self, violation: Violation) {
        self.violations.push(violation);
    }

    /// Ends the reading: the values, or one rejection with every violation.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] when there is any violation.
    pub fn accept<A: Accept>(&mut self, values: A) -> Result<A::Output, Rejection> {
        match values.accept() {
            Some(values) if self.violations.is_empty() => Ok(values),
            _ => Err(Rejection::Invalid(std::mem::take(&mut self.violations))),
        }
    }
}

/// A violation of a whole parameter or body field.
fn violation(location: Location, name: &str, code: &'static str, message: String) -> Violation {
    let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    Violation {
        location,
        pointer,
        name: name.to_owned(),
        code,
        message,
        value: None,
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("uri", &self.parts.uri)
            .finish_non_exhaustive()
    }
}
