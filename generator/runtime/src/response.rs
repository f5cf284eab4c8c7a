//! Responses as generated code builds them.

use crate::{
    BoxError, Events, FileReply, Problem, Rejection, ToHeader,
    events::{json_data, text_data},
    file_reply::attachment,
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream::BoxStream};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use std::{fmt, io};

/// Bytes of a response as they are produced.
pub type Chunks = BoxStream<'static, io::Result<Bytes>>;

/// What a handler's response becomes before the service writes it.
#[derive(Debug)]
pub struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload,
    /// A response that cannot be written: answered as an internal error.
    pub(crate) fault: Option<BoxError>,
}

pub(crate) enum Payload {
    Empty,
    Json(Bytes),
    Bytes(Bytes),
    Stream { length: Option<u64>, chunks: Chunks },
    File(Box<FileReply>),
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(bytes) => f.debug_tuple("Json").field(bytes).finish(),
            Self::Bytes(bytes) => f.debug_tuple("Bytes").field(&bytes.len()).finish(),
            Self::Stream { length, .. } => f.debug_tuple("Stream").field(length).finish(),
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
        }
    }
}

/// What the function behind a route gives back.
pub type Answer = Result<Response, Rejection>;

/// A response type of generated code.
pub trait IntoResponse {
    /// The response with its status, headers and content.
    fn into_response(self) -> Response;
}

/// A status as number or type. Numbers outside of 100..=999 become 500.
pub trait IntoStatus {
    /// The status.
    fn into_status(self) -> StatusCode;
}

impl IntoStatus for StatusCode {
    fn into_status(self) -> StatusCode {
        self
    }
}

impl IntoStatus for u16 {
    fn into_status(self) -> StatusCode {
        StatusCode::from_u16(self).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A status of a class, `4XX`. One of another class is a mistake of the handler: 500.
#[derive(Debug, Clone, Copy)]
pub struct StatusIn<const CLASS: u16>(pub StatusCode);

impl<const CLASS: u16> IntoStatus for StatusIn<CLASS> {
    fn into_status(self) -> StatusCode {
        if self.0.as_u16() / 100 == CLASS {
            self.0
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

impl Response {
    fn new(status: impl IntoStatus, content_type: Option<HeaderValue>, payload: Payload) -> Self {
        let mut headers = HeaderMap::new();
        if let Some(value) = content_type {
            headers.insert(header::CONTENT_TYPE, value);
        }
        Self {
            status: status.into_status(),
            headers,
            payload,
            fault: None,
        }
    }

    /// A response without content.
    #[must_use]
    pub fn empty(status: impl IntoStatus) -> Self {
        Self::new(status, None, Payload::Empty)
    }

    /// JSON, written at once. A value that cannot be written makes the response an internal error.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(
        status: impl IntoStatus,
        media_type: &'static str,
        body: &T,
    ) -> Self {
        let mut bytes = Vec::with_capacity(512);
        let written = serde_json::to_writer(&mut bytes, body);
        let mut response = Self::new(
            status,
            Some(json_type(media_type)),
            Payload::Json(bytes.into()),
        );
        response.fault = written.err().map(Into::into);
        response
    }

    /// Text in UTF-8.
    #[must_use]
    pub fn text(
        status: impl IntoStatus,
        media_type: &'static str,
        body: impl Into<String>,
    ) -> Self {
        let content_type = if media_type.starts_with("text/") && !media_type.contains(';') {
            HeaderValue::try_from(format!("{media_type}; charset=utf-8"))
                .unwrap_or(HeaderValue::from_static("text/plain"))
        } else {
            HeaderValue::from_static(media_type)
        };
        Self::new(
            status,
            Some(content_type),
            Payload::Bytes(body.into().into()),
        )
    }

    /// Bytes that the handler produces.
    #[must_use]
    pub fn binary(status: impl IntoStatus, reply: BinaryReply) -> Self {
        let payload = Payload::Stream {
            length: reply.length,
            chunks: reply.stream,
        };
        Self::new(status, None, payload)
            .header(header::CONTENT_TYPE, reply.content_type)
            .optional_header(header::CONTENT_DISPOSITION, reply.content_disposition)
    }

    /// Server-sent events with data in JSON.
    #[must_use]
    pub fn events<T: Serialize + Send + 'static>(
        status: impl IntoStatus,
        events: Events<T>,
    ) -> Self {
        Self::event_stream(status, events.into_chunks(json_data))
    }

    /// Server-sent events with data as it is.
    #[must_use]
    pub fn text_events(status: impl IntoStatus, events: Events<String>) -> Self {
        Self::event_stream(status, events.into_chunks(text_data))
    }

    fn event_stream(status: impl IntoStatus, chunks: Chunks) -> Self {
        let payload = Payload::Stream {
            length: None,
            chunks,
        };
        let content_type = HeaderValue::from_static("text/event-stream");
        Self::new(status, Some(content_type), payload).header(header::CACHE_CONTROL, "no-cache")
    }

    /// A stored file; ranges and conditional requests are dealt with by the service.
    #[must_use]
    pub fn file(reply: FileReply) -> Self {
        Self::new(StatusCode::OK, None, Payload::File(Box::new(reply)))
    }

    /// Adds a header. A value that cannot stand in a header makes the response an internal error.
    #[must_use]
    pub fn header(
        mut self,
        name: impl TryInto<HeaderName, Error: Into<BoxError>>,
        value: impl ToHeader,
    ) -> Self {
        match (name.try_into().map_err(Into::into), value.to_header()) {
            (Ok(name), Ok(value)) => {
                self.headers.append(name, value);
            }
            (Err(error), _) => self.fault = Some(error),
            (_, Err(error)) => self.fault = Some(error.into()),
        }
        self
    }

    /// Adds a header if there is a value.
    #[must_use]
    pub fn optional_header(
        self,
        name: impl TryInto<HeaderName, Error: Into<BoxError>>,
        value: Option<impl ToHeader>,
    ) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// Adds a line of a header for each value.
    #[must_use]
    pub fn each_header(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = impl ToHeader>,
    ) -> Self {
        values
            .into_iter()
            .fold(self, |response, value| response.header(name, value))
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers so far.
    pub const fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    pub(crate) fn problem(problem: Problem) -> Self {
        let response = Self::json(problem.status(), "application/problem+json", &problem);
        let mut headers = problem.into_headers();
        if let Some(content_type) = response.headers.get(header::CONTENT_TYPE) {
            headers.insert(header::CONTENT_TYPE, content_type.clone());
        }
        Self {
            headers,
            ..response
        }
    }
}

fn json_type(media_type: &'static str) -> HeaderValue {
    match media_type {
        "application/json" => HeaderValue::from_static("application/json; charset=utf-8"),
        "application/problem+json" => {
            HeaderValue::from_static("application/problem+json; charset=utf-8")
        }
        other => HeaderValue::from_static(other),
    }
}

impl IntoResponse for Response {
    fn into_response(self) -> Response {
        self
    }
}

/// The only answer of an operation is 204 without content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoContent {
    /// 204.
    NoContent,
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        Response::empty(StatusCode::NO_CONTENT)
    }
}

/// The only answer of an operation is 200 with JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum OkJson<T> {
    /// 200.
    Ok(T),
}

impl<T: Serialize> IntoResponse for OkJson<T> {
    fn into_response(self) -> Response {
        let Self::Ok(body) = self;
        Response::json(StatusCode::OK, "application/json", &body)
    }
}

/// Ends a handler: its response type, or its error as a problem.
///
/// # Errors
/// [`Rejection::Problem`] with what `problem` makes of the handler's error.
pub fn finish<R: IntoResponse, E>(
    result: Result<R, E>,
    problem: impl FnOnce(E) -> Problem,
) -> Result<Response, Rejection> {
    match result {
        Ok(response) => Ok(response.into_response()),
        Err(error) => Err(problem(error).into()),
    }
}

/// Bytes that a handler streams.
pub struct BinaryReply {
    /// Media type.
    pub content_type: String,
    /// Bytes in all, if known.
    pub length: Option<u64>,
    /// `Content-Disposition`; see [`attachment`](Self::attachment).
    pub content_disposition: Option<String>,
    /// The bytes; an error ends the connection, so that the client notices.
    pub stream: Chunks,
}

impl BinaryReply {
    /// A reply of unknown length.
    #[must_use]
    pub fn new(
        content_type: impl Into<String>,
        stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Self {
        Self {
            content_type: content_type.into(),
            length: None,
            content_disposition: None,
            stream: stream.boxed(),
        }
    }

    /// A reply of bytes in memory.
    #[must_use]
    pub fn from_bytes(content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = Some(bytes.len() as u64);
        Self {
            length,
            ..Self::new(
                content_type,
                futures_util::stream::once(std::future::ready(Ok(bytes))),
            )
        }
    }

    /// Makes browsers save the bytes under a name, of whatever characters (RFC 6266).
    #[must_use]
    pub fn attachment(mut self, file_name: &str) -> Self {
        self.content_disposition = Some(attachment(file_name));
        self
    }

    /// Tells the length in bytes.
    #[must_use]
    pub const fn with_length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }
}

impl fmt::Debug for BinaryReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BinaryReply")
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
