//! A body that is forwarded as it comes, and copied on the way.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::exchange::{Captured, Held, Running};
use crate::conform::Side;

/// A body on its way.
#[derive(Debug)]
pub(super) struct Tap {
    inner: Incoming,
    side: Side,
    copy: Copy,
    /// Nobody when the exchange does not wait for this body.
    running: Option<Arc<Running>>,
}

#[derive(Debug)]
enum Copy {
    /// Everything so far.
    All(Held),
    /// Whether there was something, when nobody looks at what it is.
    Nothing { seen: bool },
    /// Not possible any more.
    Failed(&'static str),
}

impl Tap {
    /// `copies` says whether the bytes are looked at.
    pub(super) fn new(inner: Incoming, side: Side, copies: bool, running: Arc<Running>) -> Self {
        let copy = if copies {
            Copy::All(Held::new(running.sender.budget.clone()))
        } else {
            Copy::Nothing { seen: false }
        };
        Self {
            inner,
            side,
            copy,
            running: Some(running),
        }
    }

    /// A body that nobody waits for.
    pub(super) fn unwatched(inner: Incoming, side: Side) -> Self {
        Self {
            inner,
            side,
            copy: Copy::Nothing { seen: false },
            running: None,
        }
    }

    fn copy(&mut self, bytes: &Bytes) {
        let failed = match &mut self.copy {
            Copy::All(held) => held.extend(bytes).err(),
            Copy::Nothing { seen } => {
                *seen |= !bytes.is_empty();
                None
            }
            Copy::Failed(_) => None,
        };
        if let Some(reason) = failed {
            self.copy = Copy::Failed(reason);
        }
    }

    /// Hands over what was copied; only the first call does.
    fn end(&mut self, broken: Option<&'static str>) {
        let Some(running) = self.running.take() else {
            return;
        };
        let copy = std::mem::replace(&mut self.copy, Copy::Nothing { seen: false });
        let captured = match (copy, broken) {
            (_, Some(reason)) | (Copy::Failed(reason), None) => Captured::Missing(reason),
            (Copy::All(held), None) => Captured::Whole(held),
            (Copy::Nothing { seen: true }, None) => {
                Captured::Missing("it is of no kind that is checked")
            }
            (Copy::Nothing { seen: false }, None) => Captured::EMPTY,
        };
        running.captured(self.side, captured);
    }
}

impl Body for Tap {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(bytes) = frame.data_ref() {
                    self.copy(bytes);
                }
            }
            Some(Err(_)) => self.end(Some("it broke off")),
            None => self.end(None),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        // Whoever reads a body need not ask for its end when it is known to be there.
        let broken = !self.inner.is_end_stream();
        self.end(broken.then_some("it broke off"));
    }
}
