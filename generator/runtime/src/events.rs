//! Server-sent events: `text/event-stream` with typed data.

use crate::{BoxError, Chunks};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, future::Either, stream::BoxStream};
use serde::Serialize;
use std::{fmt, io, time::Duration};

/// How long a stream may be silent before a comment is sent, so that proxies keep the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// One event. What is none is not sent; line breaks in `id`, `event` and `comment` are taken for spaces.
#[derive(Debug, Clone, PartialEq)]
pub struct Event<T> {
    /// `data`: what the event tells. Without it clients see nothing but a new `id` or `retry`.
    pub data: Option<T>,
    /// `event`: the type of the event; `message` for clients where it is none.
    pub event: Option<String>,
    /// `id`: what a client sends back as `Last-Event-ID` when it connects again.
    pub id: Option<String>,
    /// `retry`: how long a client waits before it connects again.
    pub retry: Option<Duration>,
    /// A comment, which clients do not show.
    pub comment: Option<String>,
}

impl<T> Event<T> {
    /// An event of this data.
    #[must_use]
    pub const fn new(data: T) -> Self {
        Self::of(Some(data))
    }

    /// A comment and no event.
    #[must_use]
    pub fn comment(text: impl Into<String>) -> Self {
        Self {
            comment: Some(text.into()),
            ..Self::of(None)
        }
    }

    const fn of(data: Option<T>) -> Self {
        Self {
            data,
            event: None,
            id: None,
            retry: None,
            comment: None,
        }
    }

    /// Names the type of the event.
    #[must_use]
    pub fn with_event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// Gives the event an id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Says how long to wait before connecting again.
    #[must_use]
    pub const fn with_retry(mut self, retry: Duration) -> Self {
        self.retry = Some(retry);
        self
    }

    /// The event on the wire, its data as `write` has it.
    fn written(self, write: fn(&T) -> Result<String, BoxError>) -> Result<Bytes, BoxError> {
        let mut text = String::new();
        let mut line = |name: &str, value: &str| {
            let value = value.replace(['\r', '\n', '\0'], " ");
            text.push_str(name);
            text.push_str(": ");
            text.push_str(&value);
            text.push('\n');
        };
        if let Some(comment) = &self.comment {
            line("", comment);
        }
        if let Some(event) = &self.event {
            line("event", event);
        }
        if let Some(id) = &self.id {
            line("id", id);
        }
        if let Some(retry) = self.retry {
            line("retry", &retry.as_millis().to_string());
        }
        if let Some(data) = &self.data {
            // All three line breaks of the format end a line of data.
            let data = write(data)?.replace("\r\n", "\n").replace('\r', "\n");
            data.split('\n').for_each(|part| line("data", part));
        }
        text.push('\n');
        Ok(text.into())
    }
}

/// A stream of events; it ends when the client goes, or with the first error.
pub struct Events<T> {
    stream: BoxStream<'static, io::Result<Event<T>>>,
    keep_alive: Option<Duration>,
}

impl<T: Send + 'static> Events<T> {
    /// Events as they come. After 15 s without one a comment is sent.
    #[must_use]
    pub fn new(stream: impl Stream<Item = io::Result<Event<T>>> + Send + 'static) -> Self {
        Self {
            stream: stream.boxed(),
            keep_alive: Some(KEEP_ALIVE),
        }
    }

    /// Events that are there already.
    #[must_use]
    pub fn from_events(events: impl IntoIterator<Item = Event<T>>) -> Self {
        let events: Vec<_> = events.into_iter().map(Ok).collect();
        Self::new(futures_util::stream::iter(events))
    }

    /// How long the stream may be silent before a comment is sent; none: for ever.
    #[must_use]
    pub const fn with_keep_alive(mut self, interval: Option<Duration>) -> Self {
        self.keep_alive = interval;
        self
    }

    pub(crate) fn into_chunks(self, write: fn(&T) -> Result<String, BoxError>) -> Chunks {
        let keep_alive = self.keep_alive;
        let chunks = futures_util::stream::unfold(self.stream, move |mut stream| async move {
            let next = match keep_alive {
                None => stream.next().await,
                Some(interval) => {
                    let silence = Box::pin(tokio::time::sleep(interval));
                    match futures_util::future::select(stream.next(), silence).await {
                        Either::Left((next, _)) => next,
                        Either::Right(_) => Some(Ok(Event::comment("keep-alive"))),
                    }
                }
            };
            let chunk = next?.and_then(|event| event.written(write).map_err(io::Error::other));
            Some((chunk, stream))
        });
        chunks.boxed()
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("keep_alive", &self.keep_alive)
            .finish_non_exhaustive()
    }
}

/// Data as JSON.
pub(crate) fn json_data<T: Serialize>(data: &T) -> Result<String, BoxError> {
    serde_json::to_string(data).map_err(Into::into)
}

/// Data as it is.
#[expect(
    clippy::unnecessary_wraps,
    reason = "of one form with those that can fail"
)]
#[expect(clippy::ptr_arg, reason = "the type of the data is `String`")]
pub(crate) fn text_data(data: &String) -> Result<String, BoxError> {
    Ok(data.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent<T: Serialize + Send + 'static>(events: Events<T>) -> Vec<String> {
        let chunks = events.into_chunks(json_data).take(4);
        let texts = chunks.map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap());
        texts.collect().await
    }

    #[tokio::test]
    async fn no_value_leaves_its_line() {
        let event = Event::new("a\nb\rc\r\n")
            .with_id("1\ndata: x")
            .with_event("e")
            .with_retry(Duration::from_secs(2));
        let chunks = Events::from_events([event.clone(), Event::comment("a\r\nb")]);
        assert_eq!(
            sent(chunks).await,
            [
                "event: e\nid: 1 data: x\nretry: 2000\ndata: \"a\\nb\\rc\\r\\n\"\n\n",
                ": a  b\n\n"
            ]
        );
        let event = Event::new("a\nb\rc\r\n".to_owned());
        let written = event.written(text_data).unwrap();
        assert_eq!(written, "data: a\ndata: b\ndata: c\ndata: \n\n");
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_broken_by_comments() {
        let late = futures_util::stream::once(async {
            tokio::time::sleep(Duration::from_secs(25)).await;
            Ok(Event::new(7))
        });
        let events = Events::new(late).with_keep_alive(Some(Duration::from_secs(10)));
        let expected = [": keep-alive\n\n", ": keep-alive\n\n", "data: 7\n\n"];
        assert_eq!(sent(events).await, expected);
    }
}
