//! A stored file as a response: what the service must know to answer whole, in part or not at all.

use crate::{BoxFuture, Chunks};
use bytes::Bytes;
use futures_util::StreamExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::{fmt, io, time::SystemTime};

/// A contiguous part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteRange {
    /// Offset of the first byte.
    pub start: u64,
    /// Number of bytes.
    pub length: u64,
}

/// Opens the wanted part of a file.
pub type OpenRange = Box<dyn FnOnce(ByteRange) -> BoxFuture<'static, io::Result<Chunks>> + Send>;

/// A file that the service sends: `Range` (one range: 206, 416 with `Content-Range`), `If-Range`, `If-None-Match`,
/// `If-Modified-Since`, HEAD. Nothing is opened when no byte is sent.
pub struct FileReply {
    /// Media type.
    pub content_type: String,
    /// Length of the whole file in bytes.
    pub length: u64,
    /// Entity tag with its quotes, `"abc"` or `W/"abc"`.
    pub etag: Option<String>,
    /// Time of the last change.
    pub modified: Option<SystemTime>,
    /// `Cache-Control`.
    pub cache_control: Option<String>,
    /// `Content-Disposition`; see [`attachment`](Self::attachment).
    pub content_disposition: Option<String>,
    /// Opens the file at a range that lies within `length`. `NotFound` is answered as 404, other errors as 500.
    pub open: OpenRange,
}

impl FileReply {
    /// A file of which `open` delivers any range.
    #[must_use]
    pub fn new<F>(content_type: impl Into<String>, length: u64, open: F) -> Self
    where
        F: FnOnce(ByteRange) -> BoxFuture<'static, io::Result<Chunks>> + Send + 'static,
    {
        Self {
            content_type: content_type.into(),
            length,
            etag: None,
            modified: None,
            cache_control: None,
            content_disposition: None,
            open: Box::new(open),
        }
    }

    /// A file in memory.
    #[must_use]
    pub fn from_bytes(content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self::new(content_type, bytes.len() as u64, move |range| {
            let part = usize::try_from(range.start)
                .ok()
                .zip(usize::try_from(range.start + range.length).ok());
            let part = part
                .filter(|(_, end)| *end <= bytes.len())
                .map(|(start, end)| bytes.slice(start..end));
            Box::pin(std::future::ready(
                part.map(|part| futures_util::stream::once(std::future::ready(Ok(part))).boxed())
                    .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput)),
            ))
        })
    }

    /// Sets the entity tag; quotes are added where they are missing.
    #[must_use]
    pub fn with_etag(mut self, etag: impl Into<String>) -> Self {
        let etag = etag.into();
        self.etag = Some(if etag.ends_with('"') {
            etag
        } else {
            format!("\"{etag}\"")
        });
        self
    }

    /// Sets the time of the last change.
    #[must_use]
    pub const fn with_modified(mut self, modified: SystemTime) -> Self {
        self.modified = Some(modified);
        self
    }

    /// Sets `Cache-Control`.
    #[must_use]
    pub fn with_cache_control(mut self, value: impl Into<String>) -> Self {
        self.cache_control = Some(value.into());
        self
    }

    /// Makes browsers save the file under a name, of whatever characters (RFC 6266).
    #[must_use]
    pub fn attachment(mut self, file_name: &str) -> Self {
        self.content_disposition = Some(attachment(file_name));
        self
    }
}

/// Characters of RFC 8187 that need no encoding.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

pub(crate) fn attachment(file_name: &str) -> String {
    let plain: String = file_name
        .chars()
        .map(|c| {
            if matches!(c, '"' | '\\' | '/' | '%') || c.is_control() || !c.is_ascii() {
                '_'
            } else {
                c
            }
        })
        .collect();
    if plain == file_name {
        format!("attachment; filename=\"{plain}\"")
    } else {
        format!(
            "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
            utf8_percent_encode(file_name, PLAIN)
        )
    }
}

impl fmt::Debug for FileReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileReply")
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .field("etag", &self.etag)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_characters_are_told_safely() {
        assert_eq!(attachment("a b.mp4"), "attachment; filename=\"a b.mp4\"");
        assert_eq!(
            attachment("é\"\r\n.mp4"),
            "attachment; filename=\"____.mp4\"; filename*=UTF-8''%C3%A9%22%0D%0A.mp4"
        );
    }
}
