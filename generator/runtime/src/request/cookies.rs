//! Cookies and query parameters that carry credentials.

use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Names and values of all cookies, without quotes.
pub(crate) fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| {
            text.split(';').filter_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                let value = value.trim();
                Some((
                    name.trim(),
                    value
                        .strip_prefix('"')
                        .and_then(|value| value.strip_suffix('"'))
                        .unwrap_or(value),
                ))
            })
        })
}

/// Percent-decoded, or as it is where that fails.
pub(crate) fn decoded(value: &str) -> Cow<'_, str> {
    percent_decode_str(value)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(value))
}

/// A parameter of a query; `None` also for text that is not UTF-8.
pub(crate) fn query_value<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = percent_decode_str(key).decode_utf8().ok()?;
        if key != name {
            return None;
        }
        if value.contains('+') {
            return Some(
                percent_decode_str(&value.replace('+', " "))
                    .decode_utf8()
                    .ok()?
                    .into_owned()
                    .into(),
            );
        }
        percent_decode_str(value).decode_utf8().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn cookies_are_listed_over_all_headers() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=1; b=\"x=y\" ;broken"),
        );
        headers.append(header::COOKIE, HeaderValue::from_static("c="));
        assert_eq!(
            all(&headers).collect::<Vec<_>>(),
            [("a", "1"), ("b", "x=y"), ("c", "")]
        );
    }

    #[test]
    fn query_values_are_decoded() {
        assert_eq!(
            query_value("a=1&to%6Ben=x%20y+z", "token").as_deref(),
            Some("x y z")
        );
        assert_eq!(query_value("a=1", "token"), None);
        assert_eq!(query_value("token", "token").as_deref(), Some(""));
    }
}
