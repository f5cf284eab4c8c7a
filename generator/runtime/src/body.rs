//! The request body as it comes in: counted, limited, drained when nobody reads it to the end.

use crate::BoxError;
use bytes::Bytes;
use futures_util::Stream;
use http::{HeaderMap, header};
use http_body::Body;
use http_body_util::{BodyExt, combinators::UnsyncBoxBody};
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use sync_wrapper::SyncWrapper;

/// Most bytes read from a body that nobody wants, so that the client gets to see the answer.
const DRAIN_BYTES: u64 = 8 << 20;
/// Longest time spent on it.
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Why a request body could not be read to its end.
#[derive(Debug)]
pub enum BodyError {
    /// More bytes than allowed.
    TooLarge {
        /// Most bytes accepted.
        limit: u64,
    },
    /// The body ended before its announced length.
    Truncated,
    /// The connection broke.
    Aborted(BoxError),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => write!(f, "the request body is larger than {limit} bytes"),
            Self::Truncated => f.write_str("the request body is shorter than announced"),
            Self::Aborted(_) => f.write_str("the connection broke while the request body was read"),
        }
    }
}

impl std::error::Error for BodyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Aborted(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

/// A request body that counts what it hands out. Dropped before its end, it goes on being read in the background for
/// a while: a connection closed upon unread bytes is reset, and the client would see a network error instead of the
/// answer.
pub(crate) struct Incoming {
    inner: Option<SyncWrapper<UnsyncBoxBody<Bytes, BoxError>>>,
    length: Option<u64>,
    limit: Option<u64>,
    read: u64,
    /// The client waits for `100 Continue`, which is only sent when the body is asked for.
    waits: bool,
}

impl Incoming {
    pub(crate) fn new<B>(body: B, headers: &HeaderMap) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if body.is_end_stream() {
            return Self::empty();
        }
        let announced = || {
            headers
                .get(header::CONTENT_LENGTH)?
                .to_str()
                .ok()?
                .parse()
                .ok()
        };
        let length = body.size_hint().exact().or_else(announced);
        let waits = headers
            .get(header::EXPECT)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
        Self {
            inner: Some(SyncWrapper::new(body.map_err(Into::into).boxed_unsync())),
            length,
            limit: None,
            read: 0,
            waits,
        }
    }

    pub(crate) const fn empty() -> Self {
        Self {
            inner: None,
            length: Some(0),
            limit: None,
            read: 0,
            waits: false,
        }
    }

    /// The announced length; none for chunked bodies.
    pub(crate) const fn length(&self) -> Option<u64> {
        self.length
    }

    /// Known to be without a byte.
    pub(crate) fn is_empty(&self) -> bool {
        self.length == Some(0)
    }

    /// Refuses more than `limit` bytes, at once if that many are announced.
    pub(crate) fn limit(&mut self, limit: Option<u64>) -> Result<(), BodyError> {
        self.limit = limit;
        match (limit, self.length) {
            (Some(limit), Some(length)) if length > limit => Err(BodyError::TooLarge { limit }),
            _ => Ok(()),
        }
    }

    pub(crate) fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            let Some(body) = self.inner.as_mut() else {
                return Poll::Ready(None);
            };
            self.waits = false;
            match ready!(Pin::new(body.get_mut()).poll_frame(cx)) {
                Some(Ok(frame)) => {
                    // Trailers say nothing that an operation could ask for.
                    let Ok(data) = frame.into_data() else {
                        continue;
                    };
                    self.read += data.len() as u64;
                    if let Some(limit) = self.limit.filter(|limit| self.read > *limit) {
                        return Poll::Ready(Some(Err(BodyError::TooLarge { limit })));
                    }
                    if !data.is_empty() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => {
                    self.inner = None;
                    return Poll::Ready(Some(Err(BodyError::Aborted(error))));
                }
                None => {
                    self.inner = None;
                    let short = self.length.is_some_and(|length| self.read < length);
                    return Poll::Ready(short.then_some(Err(BodyError::Truncated)));
                }
            }
        }
    }

    pub(crate) async fn data(&mut self) -> Option<Result<Bytes, BodyError>> {
        std::future::poll_fn(|cx| self.poll_data(cx)).await
    }

    /// The whole body in memory.
    pub(crate) async fn collect(&mut self) -> Result<Bytes, BodyError> {
        let Some(first) = self.data().await.transpose()? else {
            return Ok(Bytes::new());
        };
        let Some(second) = self.data().await.transpose()? else {
            return Ok(first);
        };
        // The announced length is a hint that a client can lie in, so memory is not given on its word alone.
        let expected = self.length.unwrap_or(0).min(1 << 20) as usize;
        let mut all = Vec::with_capacity(expected.max(first.len() + second.len()));
        all.extend_from_slice(&first);
        all.extend_from_slice(&second);
        while let Some(data) = self.data().await.transpose()? {
            all.extend_from_slice(&data);
        }
        Ok(all.into())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Without `100 Continue` the client has sent nothing and will not, once it sees the answer.
        let Some(body) = self.inner.take().filter(|_| !self.waits) else {
            return;
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(DRAIN_TIME, drain(body.into_inner())));
        }
    }
}

async fn drain(mut body: UnsyncBoxBody<Bytes, BoxError>) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read += frame.data_ref().map_or(0, |data| data.len() as u64);
        if read > DRAIN_BYTES {
            return;
        }
    }
}

/// A request body handed to the handler as it arrives. A broken connection is an `Err`, never a silent end.
pub struct ByteStream(pub(crate) Incoming);

impl ByteStream {
    /// Bytes announced by `Content-Length`; none for chunked transfer.
    #[must_use]
    pub const fn content_length(&self) -> Option<u64> {
        self.0.length()
    }

    /// A stream over bytes that are already there.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self(Incoming::new(
            http_body_util::Full::new(bytes.into()),
            &HeaderMap::new(),
        ))
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_data(cx)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("content_length", &self.content_length())
            .finish_non_exhaustive()
    }
}
