//! A multipart body, part by part, within limits that are not the document's.

use super::super::{body::malformed, violation};
use super::paced::{Paced, StreamError};
use crate::{Location, Rejection, Violation, body::Incoming};
use bytes::Bytes;
use multer::{Field, Multipart};
use std::{
    borrow::BorrowMut,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Most parts of a body.
const MAX_PARTS: usize = 1_000;
/// Most bytes of a text.
const MAX_TEXT: usize = 1 << 20;
/// Most bytes of refused files that are read on, to find further violations.
const MAX_REFUSED: u64 = 8 << 20;

/// What the parts are read from.
pub(super) struct Source<'b> {
    multipart: Multipart<'b>,
    /// Bytes that the parser holds since it last gave something away.
    pub(super) unread: Arc<AtomicUsize>,
    /// Most bytes of all texts together.
    most_text: u64,
    text: u64,
    refused: u64,
    seen: usize,
}

impl<'b> Source<'b> {
    pub(super) fn new(
        body: impl BorrowMut<Incoming> + Send + Unpin + 'b,
        content_type: &str,
        most_text: u64,
    ) -> Result<Self, Rejection> {
        let boundary = multer::parse_boundary(content_type)
            .map_err(|_| malformed("the multipart boundary is missing"))?;
        let unread = Arc::new(AtomicUsize::new(0));
        let paced = Paced {
            body,
            gave: false,
            unread: Arc::clone(&unread),
        };
        Ok(Self {
            multipart: Multipart::new(paced, boundary),
            unread,
            most_text,
            text: 0,
            refused: 0,
            seen: 0,
        })
    }

    /// The next part and its name. The one before must be gone.
    pub(super) async fn next(&mut self) -> Result<Option<(String, Field<'b>)>, Rejection> {
        let Some(field) = self.multipart.next_field().await.map_err(rejection)? else {
            return Ok(None);
        };
        self.unread.store(0, Ordering::Relaxed);
        self.seen += 1;
        if self.seen > MAX_PARTS {
            return Err(malformed("there are more than 1000 parts"));
        }
        let name = field.name().map(str::to_owned);
        let name = name.ok_or_else(|| malformed("a part has no name"))?;
        Ok(Some((name, field)))
    }

    pub(super) async fn chunk(&self, field: &mut Field<'b>) -> Result<Option<Bytes>, Rejection> {
        loop {
            let chunk = field.chunk().await.map_err(rejection)?;
            self.unread.store(0, Ordering::Relaxed);
            // An empty part yields an empty chunk before its end.
            if chunk.as_ref().is_none_or(|bytes| !bytes.is_empty()) {
                return Ok(chunk);
            }
        }
    }

    /// The part as a text; none where it is too long or not UTF-8, which is recorded.
    pub(super) async fn text(
        &mut self,
        name: &str,
        field: &mut Field<'b>,
        violations: &mut Vec<Violation>,
    ) -> Result<Option<String>, Rejection> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk(field).await? {
            if bytes.len() + chunk.len() > MAX_TEXT {
                let message = format!("Must be at most {MAX_TEXT} bytes long");
                violations.push(violation(Location::Body, name, "max_length", message));
                self.discard(field, 0, violations).await?;
                return Ok(None);
            }
            self.text += chunk.len() as u64;
            if self.text > self.most_text {
                return Err(Rejection::BodyTooLarge {
                    limit: self.most_text,
                });
            }
            bytes.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(bytes).ok();
        if text.is_none() {
            let message = "Must be UTF-8".into();
            violations.push(violation(Location::Body, name, "encoding", message));
        }
        Ok(text)
    }

    /// Reads on without keeping anything; a client that sends too much of it gets its answer early.
    pub(super) async fn discard(
        &mut self,
        field: &mut Field<'b>,
        already: u64,
        violations: &mut Vec<Violation>,
    ) -> Result<(), Rejection> {
        self.refused += already;
        while let Some(chunk) = self.chunk(field).await? {
            self.refused += chunk.len() as u64;
            if self.refused > MAX_REFUSED {
                return Err(Rejection::Invalid(std::mem::take(violations)));
            }
        }
        Ok(())
    }
}

pub(super) fn rejection(error: multer::Error) -> Rejection {
    match error {
        multer::Error::StreamReadFailed(source) => {
            match source.downcast::<StreamError>().map(|error| *error) {
                Ok(StreamError::Body(error)) => error.into(),
                Ok(error @ StreamError::Headers) => malformed(&error.to_string()),
                Err(other) => Rejection::Internal(other),
            }
        }
        multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteStream => malformed("the multipart content ends early"),
        _ => malformed("the multipart content is broken"),
    }
}
