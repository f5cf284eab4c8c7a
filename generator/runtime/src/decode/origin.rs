//! Texts as they came: delimiters are looked for before percent-encoding is undone, so that an encoded one is data.

use super::input::{decoded, without_encoding};
use crate::{request::cookies, route::Params};
use http::HeaderMap;
use std::borrow::Cow;

/// Where the text of a parameter can be seen as the client wrote it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Origin<'a> {
    /// Nowhere: what was cut into pairs is all there is, and nothing of it was encoded.
    #[default]
    Plain,
    /// A query or a form.
    Query(&'a str),
    /// The path.
    Path(&'a Params),
    /// Cookies.
    Cookies(&'a HeaderMap),
}

impl<'a> Origin<'a> {
    /// All texts of this name; none where they are not to be had.
    pub(super) fn texts(self, name: &str) -> Option<Vec<&'a str>> {
        match self {
            Self::Plain => None,
            Self::Query(query) => {
                let pairs = query
                    .split('&')
                    .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
                Some(
                    pairs
                        .filter(|(key, _)| decoded(key) == name)
                        .map(|(_, text)| text)
                        .collect(),
                )
            }
            Self::Path(params) => Some(params.raw(name).into_iter().collect()),
            Self::Cookies(headers) => {
                let cookies = cookies::all(headers).filter(|(key, _)| *key == name);
                Some(cookies.map(|(_, text)| text).collect())
            }
        }
    }

    /// A piece without its encoding; `reserved` leaves a plus sign what it is.
    pub(super) fn decode(self, text: &str, reserved: bool) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Query(_) if !reserved => decoded(text).into_owned(),
            Self::Query(_) | Self::Path(_) | Self::Cookies(_) => {
                without_encoding(text).into_owned()
            }
        }
    }

    /// Spaces and bars are no characters of a URL: as delimiters they may come encoded.
    pub(super) fn delimited(self, text: &str, delimiter: char) -> Cow<'_, str> {
        match (self, delimiter) {
            (Self::Plain, _) => Cow::Borrowed(text),
            (Self::Query(_), ' ') => Cow::Owned(text.replace('+', " ").replace("%20", " ")),
            (_, ' ') => Cow::Owned(text.replace("%20", " ")),
            (_, '|') => Cow::Owned(text.replace("%7C", "|").replace("%7c", "|")),
            _ => Cow::Borrowed(text),
        }
    }
}
