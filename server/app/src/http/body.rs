//! A request body that ends when its client falls silent or the server stops.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// The body of a request as it arrives.
///
/// It fails instead of waiting forever: whoever stores what it gives has stored all that came, at an exact offset.
pub struct RequestBody {
    inner: Incoming,
    patience: Duration,
    stop: CancellationToken,
    /// Made when the body first has to wait; most requests never do.
    waiting: Option<Waiting>,
    /// Data came since the clock was last set.
    moved: bool,
}

struct Waiting {
    silence: Pin<Box<Sleep>>,
    stopped: Pin<Box<WaitForCancellationFutureOwned>>,
}

/// Why a body ended early.
#[derive(Debug)]
pub enum BodyFault {
    /// The connection broke or its framing is wrong.
    Connection(hyper::Error),
    /// Nothing came for too long.
    Silence(Duration),
    /// The server is stopping.
    Stopping,
}

impl fmt::Display for BodyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(error) => write!(f, "connection: {error}"),
            Self::Silence(patience) => write!(f, "no data for {} s", patience.as_secs()),
            Self::Stopping => f.write_str("the server is stopping"),
        }
    }
}

impl std::error::Error for BodyFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connection(error) => Some(error),
            Self::Silence(_) | Self::Stopping => None,
        }
    }
}

impl RequestBody {
    /// A body that waits `patience` for each piece, and not at all once `stop` is cancelled.
    pub fn new(inner: Incoming, patience: Duration, stop: CancellationToken) -> Self {
        Self {
            inner,
            patience,
            stop,
            waiting: None,
            moved: false,
        }
    }

    fn poll_waiting(&mut self, cx: &mut Context<'_>) -> Poll<BodyFault> {
        let Self {
            patience,
            stop,
            waiting,
            ..
        } = self;
        let waiting = waiting.get_or_insert_with(|| Waiting {
            silence: Box::pin(tokio::time::sleep(*patience)),
            stopped: Box::pin(stop.clone().cancelled_owned()),
        });
        if std::mem::take(&mut self.moved) {
            waiting.silence.as_mut().reset(Instant::now() + *patience);
        }
        if waiting.stopped.as_mut().poll(cx).is_ready() {
            return Poll::Ready(BodyFault::Stopping);
        }
        waiting
            .silence
            .as_mut()
            .poll(cx)
            .map(|()| BodyFault::Silence(self.patience))
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyFault;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyFault>>> {
        match Pin::new(&mut self.inner).poll_frame(cx) {
            Poll::Ready(frame) => {
                self.moved = true;
                Poll::Ready(frame.map(|result| result.map_err(BodyFault::Connection)))
            }
            Poll::Pending => self.poll_waiting(cx).map(|fault| Some(Err(fault))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
