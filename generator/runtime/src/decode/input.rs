//! What is read: JSON, or pairs of names and texts.

use super::origin::Origin;
use crate::{Encoding, UploadedFile, request::cookies, route::Params};
use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::borrow::Cow;

/// Most pairs of a query or a form that are looked at.
const MOST_PAIRS: usize = 1000;

/// The value of a pair.
#[derive(Debug)]
pub enum Part<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A file of a multipart body.
    File(UploadedFile),
    /// JSON that stood in a text.
    Json(&'a Value),
}

/// A name and its value, which is taken when it is read.
pub(crate) type Pair<'a> = (Cow<'a, str>, Option<Part<'a>>);

/// The input of a decoding.
#[derive(Debug)]
pub struct Input<'a> {
    pub(crate) source: Source<'a>,
    /// What pairs were cut from.
    pub(crate) origin: Origin<'a>,
    /// Fields of a form with a style of their own.
    pub(crate) encodings: &'static [Encoding],
}

#[derive(Debug)]
pub(crate) enum Source<'a> {
    Json(&'a Value),
    Text(&'a str),
    Pairs(Vec<Pair<'a>>),
}

impl<'a> Input<'a> {
    const fn new(source: Source<'a>, origin: Origin<'a>) -> Self {
        Self {
            source,
            origin,
            encodings: &[],
        }
    }

    /// A query string, without the question mark.
    pub fn query(text: &'a str) -> Self {
        let pairs = if text.is_empty() {
            Vec::new()
        } else {
            pairs(text)
        };
        Self::new(Source::Pairs(pairs), Origin::Query(text))
    }

    /// A body of type `application/x-www-form-urlencoded`. What is no UTF-8 is replaced.
    pub fn form(bytes: &'a [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::query(text),
            Err(_) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                let owned = pairs(&text).into_iter().map(|(name, part)| {
                    let part = part.and_then(|part| match part {
                        Part::Text(text) => Some(Part::Text(Cow::Owned(text.into_owned()))),
                        Part::File(_) | Part::Json(_) => None,
                    });
                    (Cow::Owned(name.into_owned()), part)
                });
                Self::new(Source::Pairs(owned.collect()), Origin::Plain)
            }
        }
    }

    /// A JSON value.
    pub const fn json(value: &'a Value) -> Self {
        Self::new(Source::Json(value), Origin::Plain)
    }

    /// A text as a whole.
    pub const fn text(text: &'a str) -> Self {
        Self::new(Source::Text(text), Origin::Plain)
    }

    /// Names and values that were cut elsewhere: multipart.
    pub fn pairs(pairs: Vec<(Cow<'a, str>, Part<'a>)>) -> Self {
        Self::cut(pairs, Origin::Plain)
    }

    /// With fields that are written as their encodings say.
    #[must_use]
    pub(crate) const fn encoded(mut self, encodings: &'static [Encoding]) -> Self {
        self.encodings = encodings;
        self
    }

    /// Adds values that stood in texts.
    pub(crate) fn add_json(&mut self, values: &'a [(&'static str, Value)]) {
        if let Source::Pairs(pairs) = &mut self.source {
            let values = values
                .iter()
                .map(|(name, value)| (Cow::Borrowed(*name), Some(Part::Json(value))));
            pairs.extend(values);
        }
    }

    fn cut(pairs: impl IntoIterator<Item = (Cow<'a, str>, Part<'a>)>, origin: Origin<'a>) -> Self {
        let pairs = pairs.into_iter().map(|(name, part)| (name, Some(part)));
        Self::new(Source::Pairs(pairs.collect()), origin)
    }

    /// The parameters of a path, decoded by the caller.
    pub(crate) fn path(pairs: Vec<(Cow<'a, str>, Part<'a>)>, params: &'a Params) -> Self {
        Self::cut(pairs, Origin::Path(params))
    }

    /// Cookies.
    pub(crate) fn cookies(headers: &'a HeaderMap) -> Self {
        let pairs = cookies::all(headers)
            .map(|(name, text)| (Cow::Borrowed(name), Part::Text(cookies::decoded(text))));
        Self::cut(pairs, Origin::Cookies(headers))
    }

    /// Headers; those that are no text are left out.
    pub fn headers(headers: &'a HeaderMap) -> Self {
        let pairs = headers.iter().filter_map(|(name, value)| {
            let text = value.to_str().ok()?;
            Some((
                Cow::Borrowed(name.as_str()),
                Part::Text(Cow::Borrowed(text)),
            ))
        });
        Self::cut(pairs, Origin::Plain)
    }
}

fn pairs(text: &str) -> Vec<Pair<'_>> {
    let mut pairs = Vec::with_capacity(4);
    for pair in text
        .split('&')
        .filter(|pair| !pair.is_empty())
        .take(MOST_PAIRS)
    {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((decoded(name), Some(Part::Text(decoded(value)))));
    }
    pairs
}

/// `+` is a space and `%xx` a byte; without either nothing is copied.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'+' | b'%')) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

/// `%xx` is a byte; what is no UTF-8 is replaced.
pub(super) fn without_encoding(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}
