//! Conditional and range requests (RFC 9110, sections 13 and 14).

use crate::{ByteRange, FileReply};
use http::{HeaderMap, HeaderValue, Method, header};
use std::time::{Duration, SystemTime};

/// The conditional headers of a GET or HEAD request.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    none_match: Option<HeaderValue>,
    modified_since: Option<HeaderValue>,
    range: Option<HeaderValue>,
    if_range: Option<HeaderValue>,
}

/// How much of a file to send.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    Whole,
    Part(ByteRange),
    Unsatisfiable,
    NotModified,
}

impl Conditions {
    pub(crate) fn of(method: &Method, headers: &HeaderMap) -> Self {
        let mut conditions = Self::default();
        if method != Method::GET && method != Method::HEAD {
            return conditions;
        }
        // One walk: comparing known names is cheaper than four look-ups that nearly always fail.
        for (name, value) in headers {
            let slot = match *name {
                header::IF_NONE_MATCH => &mut conditions.none_match,
                header::IF_MODIFIED_SINCE => &mut conditions.modified_since,
                header::RANGE if method == Method::GET => &mut conditions.range,
                header::IF_RANGE => &mut conditions.if_range,
                _ => continue,
            };
            *slot = Some(value.clone());
        }
        conditions
    }

    /// Whether the client holds the representation with this tag.
    pub(crate) fn holds(&self, etag: &[u8]) -> bool {
        let Some(value) = &self.none_match else {
            return false;
        };
        let ours = opaque(etag);
        tags(value.as_bytes()).any(|tag| tag == b"*" || opaque(tag) == ours)
    }

    /// What to send of a file.
    pub(crate) fn select(&self, file: &FileReply) -> Selection {
        let modified = file.modified.map(whole_seconds);
        if self.none_match.is_some() {
            if file
                .etag
                .as_deref()
                .is_some_and(|etag| self.holds(etag.as_bytes()))
            {
                return Selection::NotModified;
            }
        } else if let (Some(since), Some(modified)) =
            (self.modified_since.as_ref().and_then(date), modified)
            && modified <= since
        {
            return Selection::NotModified;
        }
        let Some(range) = self.range.as_ref().and_then(|value| value.to_str().ok()) else {
            return Selection::Whole;
        };
        let unchanged = self.if_range.as_ref().is_none_or(|validator| {
            let text = validator.as_bytes();
            if text.starts_with(b"\"") {
                file.etag
                    .as_deref()
                    .is_some_and(|etag| etag.as_bytes() == text)
            } else {
                // Weak tags start with `W/` and are no dates; they never match here, as it should be.
                date(validator).is_some_and(|date| modified == Some(date))
            }
        });
        if unchanged {
            parse_range(range, file.length)
        } else {
            Selection::Whole
        }
    }
}

/// A tag without its mark of weakness.
fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

/// The members of a list of entity tags; commas may stand inside of the quotes.
fn tags(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let start = rest
            .iter()
            .position(|byte| !matches!(byte, b',' | b' ' | b'\t'))?;
        rest = &rest[start..];
        let mut quoted = false;
        let end = rest.iter().position(|byte| {
            quoted ^= *byte == b'"';
            !quoted && matches!(byte, b',' | b' ' | b'\t')
        });
        let (tag, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(tag)
    })
}

fn date(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?).ok()
}

/// HTTP dates have no fractions.
pub(crate) fn whole_seconds(time: SystemTime) -> SystemTime {
    let since = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}

/// Several ranges and anything malformed are answered with the whole file, as the standard allows.
fn parse_range(value: &str, length: u64) -> Selection {
    let Some((unit, set)) = value.split_once('=') else {
        return Selection::Whole;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return Selection::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else {
        return Selection::Whole;
    };
    let number =
        |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
            // Digits that overflow are merely beyond the end of any file.
            true => Some(text.parse().unwrap_or(u64::MAX)),
            false => None,
        };
    match (first, number(first), last, number(last)) {
        ("", _, _, Some(0)) => Selection::Unsatisfiable,
        ("", _, _, Some(_)) if length == 0 => Selection::Unsatisfiable,
        ("", _, _, Some(suffix)) => part(length.saturating_sub(suffix), length.min(suffix)),
        (_, Some(start), "", _) if start < length => part(start, length - start),
        (_, Some(start), _, Some(end)) if end < start => Selection::Whole,
        (_, Some(start), _, Some(end)) if start < length => {
            part(start, end.min(length - 1) - start + 1)
        }
        (_, Some(_), "", _) | (_, Some(_), _, Some(_)) => Selection::Unsatisfiable,
        _ => Selection::Whole,
    }
}

const fn part(start: u64, length: u64) -> Selection {
    Selection::Part(ByteRange { start, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let cases = [
            ("bytes=0-99", part(0, 100)),
            ("bytes=0-0", part(0, 1)),
            ("bytes=900-", part(900, 100)),
            ("bytes=900-5000", part(900, 100)),
            ("bytes=-100", part(900, 100)),
            ("bytes=-5000", part(0, 1000)),
            ("Bytes= 1-2 ", part(1, 2)),
            ("bytes=1000-", Selection::Unsatisfiable),
            ("bytes=1000-1001", Selection::Unsatisfiable),
            ("bytes=99999999999999999999999-", Selection::Unsatisfiable),
            ("bytes=-0", Selection::Unsatisfiable),
            ("bytes=5-4", Selection::Whole),
            ("bytes=0-1,5-6", Selection::Whole),
            ("bytes=-", Selection::Whole),
            ("bytes=a-b", Selection::Whole),
            ("bytes=+1-2", Selection::Whole),
            ("items=0-1", Selection::Whole),
            ("bytes", Selection::Whole),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_range(text, 1000), expected, "{text}");
        }
        assert_eq!(parse_range("bytes=0-", 0), Selection::Unsatisfiable);
        assert_eq!(parse_range("bytes=-5", 0), Selection::Unsatisfiable);
    }

    #[test]
    fn tags_are_compared_weakly() {
        let conditions = |value: &'static str| Conditions {
            none_match: Some(HeaderValue::from_static(value)),
            ..Conditions::default()
        };
        assert!(conditions("*").holds(b"\"a\""));
        assert!(conditions("\"x\", W/\"a\"").holds(b"\"a\""));
        assert!(conditions("\"a,b\"").holds(b"W/\"a,b\""));
        assert!(!conditions("\"a\"").holds(b"\"a,b\""));
        assert!(!conditions("").holds(b"\"a\""));
    }
}
