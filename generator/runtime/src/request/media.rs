//! Media types of request bodies.

use super::PartHeaders;
use crate::Encoding;
use http::{HeaderMap, HeaderValue, header};

/// A kind of body that an operation decodes.
#[derive(Debug, Clone, Copy)]
pub enum Media {
    /// JSON; the name is told to clients, any `application/*+json` is read as well.
    Json(&'static str),
    /// `application/x-www-form-urlencoded`, with fields that are written otherwise than by their names and texts.
    Form(&'static [Encoding]),
    /// A text of this media type, `text/*` included.
    Text(&'static str),
    /// `multipart/form-data` with these files, and texts of which there is something to say.
    Multipart(&'static [FilePart], &'static [Encoding]),
}

impl Media {
    /// A form of which there is nothing to say.
    pub const FORM: Self = Self::Form(&[]);

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Json(name) | Self::Text(name) => name,
            Self::Form(_) => "application/x-www-form-urlencoded",
            Self::Multipart(..) => "multipart/form-data",
        }
    }

    pub(super) fn reads(self, given: &ContentType<'_>) -> bool {
        match self {
            Self::Json(name) => {
                given.is(name) || given.is("application/json") || given.is_json_suffixed()
            }
            other => given.is(other.name()),
        }
    }
}

/// A file field of a multipart body.
#[derive(Debug, Clone, Copy)]
pub struct FilePart {
    /// Name of the field.
    pub name: &'static str,
    /// Whether there may be several.
    pub many: bool,
    /// Most bytes of one file.
    pub max_size: Option<u64>,
    /// Accepted media types, `image/*` included; empty for any.
    pub content_types: &'static [&'static str],
    /// Reads the headers of the part, where there is something to say of them.
    pub headers: Option<PartHeaders>,
}

/// A `Content-Type` in its parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentType<'a> {
    pub(super) essence: &'a str,
    pub(super) full: &'a str,
}

impl<'a> ContentType<'a> {
    pub(super) fn of(headers: &'a HeaderMap) -> Option<Self> {
        let full = headers
            .get(header::CONTENT_TYPE)
            .map(HeaderValue::as_bytes)?;
        Some(Self::parse(std::str::from_utf8(full).unwrap_or("?")))
    }

    pub(super) fn parse(full: &'a str) -> Self {
        Self {
            essence: full.split(';').next().unwrap_or("").trim(),
            full,
        }
    }

    /// Whether this type falls under a pattern: a type, `image/*` or `*/*`.
    pub(super) fn is(&self, pattern: &str) -> bool {
        let pattern = pattern.split(';').next().unwrap_or("").trim();
        match pattern.strip_suffix('*') {
            Some("*/") => true,
            Some(kind) => self
                .essence
                .get(..kind.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(kind)),
            None => self.essence.eq_ignore_ascii_case(pattern),
        }
    }

    fn is_json_suffixed(&self) -> bool {
        let essence = self.essence.to_ascii_lowercase();
        essence.starts_with("application/") && essence.ends_with("+json")
    }

    /// Whether the text is said to be in UTF-8, or nothing is said.
    pub(super) fn is_utf8(&self) -> bool {
        self.full
            .split(';')
            .skip(1)
            .filter_map(|param| param.split_once('='))
            .all(|(name, value)| {
                let value = value.trim().trim_matches('"');
                !name.trim().eq_ignore_ascii_case("charset")
                    || ["utf-8", "utf8", "us-ascii"]
                        .iter()
                        .any(|known| value.eq_ignore_ascii_case(known))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_compared_without_regard_to_case_and_parameters() {
        let given = ContentType::parse("Image/PNG ; q=1");
        assert!(given.is("image/png") && given.is("image/*") && given.is("*/*"));
        assert!(!given.is("image/jpeg") && !given.is("video/*"));
        assert!(
            Media::Json("application/json").reads(&ContentType::parse("application/activity+json"))
        );
        assert!(!Media::Json("application/json").reads(&ContentType::parse("text/json")));
        assert!(!Media::Form(&[]).reads(&ContentType::parse("")));
    }

    #[test]
    fn only_utf8_is_taken() {
        for (text, expected) in [
            ("application/json", true),
            ("application/json; charset=UTF-8", true),
            ("application/json;charset=\"utf-8\"", true),
            ("application/json; charset=iso-8859-1", false),
            ("application/json; charset=", false),
        ] {
            assert_eq!(ContentType::parse(text).is_utf8(), expected, "{text}");
        }
    }
}
