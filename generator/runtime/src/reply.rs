//! The way out: rejection to problem, entity tags, conditional and partial content, HEAD, inspection.

use crate::{
    BoxFuture, ByteRange, Chunks, FileReply, Operation, Rejection, ReplyBody, Response, Seen,
    conditional::{Conditions, Selection, whole_seconds},
    reply_body::Inner,
    response::Payload,
    service::Core,
    tag::Outcome,
};
use http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use std::{
    convert::Infallible,
    fmt,
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use xxhash_rust::xxh3::xxh3_64;

/// What of a request is needed to answer it.
pub(crate) struct Exchange {
    pub(crate) core: Arc<Core>,
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) conditions: Conditions,
    /// From the gate.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

/// The answer to a request, on its way.
pub struct ReplyFuture {
    exchange: Exchange,
    stage: Stage,
}

enum Stage {
    Ready(Box<Result<Response, Rejection>>),
    Handler(BoxFuture<'static, Outcome>),
    Opening {
        response: Box<Response>,
        length: u64,
        file: BoxFuture<'static, io::Result<Chunks>>,
    },
    Done,
}

impl ReplyFuture {
    pub(crate) fn ready(exchange: Exchange, result: Result<Response, Rejection>) -> Self {
        Self {
            exchange,
            stage: Stage::Ready(Box::new(result)),
        }
    }

    pub(crate) const fn handled(exchange: Exchange, handler: BoxFuture<'static, Outcome>) -> Self {
        Self {
            exchange,
            stage: Stage::Handler(handler),
        }
    }

    fn answer(
        &mut self,
        result: Result<Response, Rejection>,
    ) -> Poll<Result<http::Response<ReplyBody>, Infallible>> {
        self.stage = Stage::Done;
        Poll::Ready(Ok(self.exchange.write(result)))
    }
}

impl Future for ReplyFuture {
    type Output = Result<http::Response<ReplyBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let result = match &mut self.stage {
                Stage::Ready(_) => match std::mem::replace(&mut self.stage, Stage::Done) {
                    Stage::Ready(result) => *result,
                    _ => return Poll::Pending,
                },
                Stage::Handler(handler) => {
                    let outcome = ready!(handler.as_mut().poll(cx));
                    self.exchange.headers = outcome.headers;
                    outcome.result
                }
                Stage::Opening { file, .. } => {
                    let opened = ready!(file.as_mut().poll(cx));
                    let Stage::Opening {
                        response, length, ..
                    } = std::mem::replace(&mut self.stage, Stage::Done)
                    else {
                        return Poll::Pending;
                    };
                    let result = match opened {
                        Ok(chunks) => Ok(Response {
                            payload: Payload::Stream {
                                length: Some(length),
                                chunks,
                            },
                            ..*response
                        }),
                        Err(error) if error.kind() == io::ErrorKind::NotFound => {
                            Err(Rejection::NotFound)
                        }
                        Err(error) => Err(Rejection::Internal(error.into())),
                    };
                    return self.answer(result);
                }
                Stage::Done => return Poll::Pending,
            };
            match result {
                Ok(Response {
                    payload: Payload::File(file),
                    status,
                    headers,
                    fault: None,
                }) => {
                    let response = Response {
                        status,
                        headers,
                        payload: Payload::Empty,
                        fault: None,
                    };
                    match self.exchange.send_file(response, *file) {
                        Sending::Now(result) => return self.answer(result),
                        Sending::Open {
                            response,
                            length,
                            file,
                        } => {
                            self.stage = Stage::Opening {
                                response: Box::new(response),
                                length,
                                file,
                            }
                        }
                    }
                }
                other => return self.answer(other),
            }
        }
    }
}

impl fmt::Debug for ReplyFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyFuture")
            .field(
                "operation",
                &self.exchange.operation.map(|operation| operation.id),
            )
            .finish_non_exhaustive()
    }
}

enum Sending {
    Now(Result<Response, Rejection>),
    Open {
        response: Response,
        length: u64,
        file: BoxFuture<'static, io::Result<Chunks>>,
    },
}

impl Exchange {
    /// Decides how much of a file to send and opens that much.
    fn send_file(&self, response: Response, file: FileReply) -> Sending {
        let selection = self.conditions.select(&file);
        let FileReply {
            content_type,
            length,
            etag,
            modified,
            cache_control,
            content_disposition,
            open,
        } = file;
        let mut response = response
            .header(header::ACCEPT_RANGES, "bytes")
            .optional_header(header::ETAG, etag)
            .optional_header(
                header::LAST_MODIFIED,
                modified.map(|time| httpdate::fmt_http_date(whole_seconds(time))),
            )
            .optional_header(header::CACHE_CONTROL, cache_control);
        let range = match selection {
            Selection::NotModified => {
                response.status = StatusCode::NOT_MODIFIED;
                return Sending::Now(Ok(response));
            }
            Selection::Unsatisfiable => {
                return Sending::Now(Err(Rejection::RangeNotSatisfiable { length }));
            }
            Selection::Whole => ByteRange { start: 0, length },
            Selection::Part(range) => {
                response.status = StatusCode::PARTIAL_CONTENT;
                let last = range.start + range.length - 1;
                response = response.header(
                    header::CONTENT_RANGE,
                    format!("bytes {}-{last}/{length}", range.start),
                );
                range
            }
        };
        response = response
            .header(header::CONTENT_TYPE, content_type)
            .optional_header(header::CONTENT_DISPOSITION, content_disposition);
        if self.method == Method::HEAD || range.length == 0 || response.fault.is_some() {
            response.payload = Payload::Stream {
                length: Some(range.length),
                chunks: Box::pin(futures_util::stream::empty()),
            };
            return Sending::Now(Ok(response));
        }
        Sending::Open {
            response,
            length: range.length,
            file: open(range),
        }
    }

    /// The response as it goes out.
    fn write(&mut self, result: Result<Response, Rejection>) -> http::Response<ReplyBody> {
        let mut response = match result {
            Ok(Response {
                fault: Some(fault), ..
            }) => self.refuse(Rejection::Internal(fault)),
            Ok(response) => response,
            Err(rejection) => self.refuse(rejection),
        };
        for (name, value) in self.headers.drain(..) {
            response.headers.append(name, value);
        }
        self.challenge(&mut response);
        let get = self.method == Method::GET || self.method == Method::HEAD;
        if let (true, StatusCode::OK, Payload::Json(bytes)) =
            (get, response.status, &response.payload)
        {
            let etag = weak_etag(bytes);
            let etag = response.headers.entry(header::ETAG).or_insert(etag).clone();
            if self.conditions.holds(etag.as_bytes()) {
                response.status = StatusCode::NOT_MODIFIED;
                response.headers.remove(header::CONTENT_TYPE);
                response.payload = Payload::Empty;
            }
        }
        self.inspect(&response);
        let Response {
            status,
            mut headers,
            payload,
            ..
        } = response;
        let mut body = match payload {
            Payload::Empty | Payload::File(_) => Inner::Empty,
            Payload::Json(bytes) | Payload::Bytes(bytes) => Inner::Full(bytes),
            Payload::Stream { length, chunks } => Inner::Stream {
                left: length,
                chunks,
            },
        };
        if self.method == Method::HEAD {
            let length = match &body {
                Inner::Empty => None,
                Inner::Full(bytes) => Some(bytes.len() as u64),
                Inner::Stream { left, .. } => *left,
            };
            if let Some(length) = length {
                headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            }
            body = Inner::Empty;
        }
        let mut reply = http::Response::new(ReplyBody(body));
        *reply.status_mut() = status;
        *reply.headers_mut() = headers;
        reply
    }

    fn refuse(&self, rejection: Rejection) -> Response {
        if let Rejection::Internal(cause) = &rejection {
            let path = match self.operation {
                Some(operation) => operation.shown_path(&self.uri),
                None => self.uri.path(),
            };
            tracing::error!(
                operation = self.operation.map(|operation| operation.id),
                path,
                error = cause.as_ref() as &dyn std::error::Error,
                "request failed"
            );
        }
        let mut headers = rejection.headers();
        if let (Rejection::MalformedCredentials, Some(operation)) = (&rejection, self.operation) {
            for challenge in operation.challenges(Some("invalid_request")) {
                headers.append(header::WWW_AUTHENTICATE, challenge);
            }
        }
        let mut response = Response::problem(self.core.hooks.present.present(
            self.operation,
            &self.uri,
            rejection,
        ));
        for name in headers.keys() {
            if !response.headers.contains_key(name) {
                for value in headers.get_all(name) {
                    response.headers.append(name, value.clone());
                }
            }
        }
        response
    }

    /// A 401 tells how to do better, whoever made it.
    fn challenge(&self, response: &mut Response) {
        if response.status != StatusCode::UNAUTHORIZED
            || response.headers.contains_key(header::WWW_AUTHENTICATE)
        {
            return;
        }
        let challenges = self.operation.map(|operation| operation.challenges(None));
        for challenge in challenges.into_iter().flatten() {
            response.headers.append(header::WWW_AUTHENTICATE, challenge);
        }
    }

    fn inspect(&self, response: &Response) {
        let Some(inspect) = &self.core.hooks.inspect else {
            return;
        };
        inspect.inspect(&Seen {
            operation: self.operation,
            method: &self.method,
            path: self.uri.path(),
            status: response.status,
            content_type: response
                .headers
                .get(header::CONTENT_TYPE)
                .and_then(|value| value.to_str().ok()),
            headers: &response.headers,
            json: match &response.payload {
                Payload::Json(bytes) => Some(bytes),
                _ => None,
            },
        });
    }
}

/// A tag of the content; weak, since a proxy may compress what it stands for.
fn weak_etag(bytes: &[u8]) -> HeaderValue {
    use std::io::Write as _;
    let mut text = [0_u8; 48];
    let mut rest = &mut text[..];
    let written =
        write!(rest, "W/\"{:x}-{:x}\"", bytes.len(), xxh3_64(bytes)).map(|()| 48 - rest.len());
    let tag = written
        .ok()
        .and_then(|length| HeaderValue::from_bytes(text.get(..length)?).ok());
    tag.unwrap_or(HeaderValue::from_static("W/\"0\""))
}
