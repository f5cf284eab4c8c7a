//! A file as it arrives.

use super::super::{FilePart, violation};
use super::outcome::{PartsError, Shared};
use super::rules::too_large;
use super::source::rejection;
use crate::{Location, Rejection};
use bytes::Bytes;
use futures_util::Stream;
use http::HeaderMap;
use multer::Field;
use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

/// A file of a multipart body that is streamed part by part: its bytes as they arrive, none of which are kept. What is left of
/// it when the next part is asked for is read over.
///
/// An `Err` means that the bytes so far are not the file: it is too large, or the connection broke. [`PartsError`] says what to
/// do about it.
pub struct FileStream {
    pub(super) shared: Arc<Shared>,
    /// Which file it is: the part that is being read may be another one by now.
    pub(super) number: usize,
    pub(super) is_done: bool,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) headers: Box<HeaderMap>,
}

impl FileStream {
    /// The name that the client gave; never a path to be trusted.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The media type that the client gave.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The headers of its part.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers of its part as the type that the document makes of them; none where it is that of another part.
    #[must_use]
    pub fn read_headers<T: crate::Decode>(&self) -> Option<T> {
        crate::request::read_headers(&self.headers)
    }

    /// The next bytes; none at the end of the file.
    ///
    /// # Errors
    /// As the stream.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, PartsError> {
        let next = std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx));
        next.await.transpose()
    }
}

impl Stream for FileStream {
    type Item = Result<Bytes, PartsError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_done {
            return Poll::Ready(None);
        }
        let shared = Arc::clone(&self.shared);
        let mut slot = shared.slot();
        let Some(live) = slot.as_mut().filter(|live| live.number == self.number) else {
            self.is_done = true;
            return Poll::Ready(Some(Err(shared.error().unwrap_or_else(PartsError::passed))));
        };
        Poll::Ready(match ready!(live.poll(cx)) {
            Some(Ok(bytes)) => Some(Ok(bytes)),
            Some(Err(rejection)) => {
                self.is_done = true;
                *slot = None;
                Some(Err(shared.fail(rejection)))
            }
            None => {
                self.is_done = true;
                *slot = None;
                None
            }
        })
    }
}

impl fmt::Debug for FileStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStream")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// The file that is being read, wherever it is read from.
pub(super) struct Live {
    pub(super) field: Field<'static>,
    /// Its first bytes, which were looked at already.
    pub(super) first: Option<Bytes>,
    pub(super) size: u64,
    pub(super) name: String,
    pub(super) rule: &'static FilePart,
    pub(super) number: usize,
    pub(super) unread: Arc<AtomicUsize>,
}

impl Live {
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Rejection>>> {
        loop {
            let next = match self.first.take() {
                Some(bytes) => Some(Ok(bytes)),
                None => ready!(Pin::new(&mut self.field).poll_next(cx)),
            };
            self.unread.store(0, Ordering::Relaxed);
            return Poll::Ready(match next {
                // An empty part yields an empty chunk before its end.
                Some(Ok(bytes)) if bytes.is_empty() => continue,
                Some(Ok(bytes)) => {
                    self.size += bytes.len() as u64;
                    let limit = self.rule.max_size.filter(|limit| self.size > *limit);
                    Some(limit.map_or(Ok(bytes), |limit| {
                        let (code, message) = too_large(limit);
                        let wrong = violation(Location::Body, &self.name, code, message);
                        Err(Rejection::Invalid(vec![wrong]))
                    }))
                }
                Some(Err(error)) => Some(Err(rejection(error))),
                None => None,
            });
        }
    }
}
