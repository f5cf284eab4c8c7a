//! A body at the pace of its reader.

use crate::{BodyError, body::Incoming};
use bytes::Bytes;
use futures_util::Stream;
use std::{
    borrow::BorrowMut,
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

/// Most bytes that are read without yielding a part: its headers.
const MAX_HEADERS: usize = 1 << 20;

/// The body at the pace of its reader. The parser takes all that a stream has ready before it looks at any of it, so
/// a fast sender would fill the memory; a pause after each piece makes it look.
pub(super) struct Paced<B> {
    pub(super) body: B,
    pub(super) gave: bool,
    /// Bytes handed over since the reader last got something of them.
    pub(super) unread: Arc<AtomicUsize>,
}

impl<B: BorrowMut<Incoming> + Unpin> Stream for Paced<B> {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.gave) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Some(result) = ready!(self.body.borrow_mut().poll_data(cx)) else {
            return Poll::Ready(None);
        };
        self.gave = true;
        Poll::Ready(Some(result.map_err(StreamError::Body).and_then(|bytes| {
            let unread = self.unread.fetch_add(bytes.len(), Ordering::Relaxed);
            if unread > MAX_HEADERS {
                Err(StreamError::Headers)
            } else {
                Ok(bytes)
            }
        })))
    }
}

#[derive(Debug)]
pub(super) enum StreamError {
    Body(BodyError),
    Headers,
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::Headers => f.write_str("the headers of a part are too long"),
        }
    }
}

impl std::error::Error for StreamError {}
