//! Headers on their way: what belongs to one connection stays there, and the upstream is told whom it answers.

use std::net::IpAddr;

use http::header::{ACCEPT_ENCODING, CONNECTION, HOST, TE, UPGRADE};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Headers that belong to a connection and not to a message.
const HOP_BY_HOP: [&str; 8] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// The protocol that a message asks to change to.
pub(super) fn upgrade(headers: &HeaderMap) -> Option<HeaderValue> {
    let asks = tokens(headers, &CONNECTION).any(|token| token == "upgrade");
    headers.get(UPGRADE).filter(|_| asks).cloned()
}

/// Takes out what belongs to the connection that a message came on.
pub(super) fn strip(headers: &mut HeaderMap) {
    let trailers = tokens(headers, &TE).any(|token| token == "trailers");
    let named: Vec<String> = tokens(headers, &CONNECTION).collect();
    let named = named.iter().map(String::as_str);
    // A client cannot have a header removed that the message cannot be read without.
    for name in named.filter(|name| *name != "host").chain(HOP_BY_HOP) {
        headers.remove(name);
    }
    if trailers {
        headers.insert(TE, HeaderValue::from_static("trailers"));
    }
}

fn tokens<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = String> + 'a {
    let lines = headers
        .get_all(name)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| {
        line.split(',')
            .map(|token| token.trim().to_ascii_lowercase())
    })
}

/// `X-Forwarded-For` grows by the client; host and scheme are told unless a proxy before this one did.
pub(super) fn forwarded(headers: &mut HeaderMap, client: IpAddr) {
    let before = headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok());
    let chain = before.map_or(client.to_string(), |before| format!("{before}, {client}"));
    if let Ok(chain) = HeaderValue::from_str(&chain) {
        headers.insert("x-forwarded-for", chain);
    }
    if let Some(host) = headers.get(HOST).cloned() {
        headers.entry("x-forwarded-host").or_insert(host);
    }
    let scheme = HeaderValue::from_static("http");
    headers.entry("x-forwarded-proto").or_insert(scheme);
}

/// Leaves only encodings that can be looked into.
pub(super) fn narrow_encodings(headers: &mut HeaderMap) {
    if !headers.contains_key(ACCEPT_ENCODING) {
        return;
    }
    let is_read = |token: &String| {
        let name = token.split(';').next().unwrap_or_default().trim();
        matches!(name, "gzip" | "x-gzip" | "deflate" | "identity")
    };
    let read: Vec<String> = tokens(headers, &ACCEPT_ENCODING).filter(is_read).collect();
    let text = if read.is_empty() {
        "identity".to_owned()
    } else {
        read.join(", ")
    };
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.insert(ACCEPT_ENCODING, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn what_belongs_to_a_connection_stays_there() {
        let mut headers = map(&[
            ("connection", "close, X-Own, host"),
            ("x-own", "1"),
            ("host", "a"),
            ("te", "trailers, deflate"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "websocket"),
            ("x-other", "2"),
        ]);
        strip(&mut headers);
        assert_eq!(
            headers,
            map(&[("host", "a"), ("x-other", "2"), ("te", "trailers")])
        );
    }

    #[test]
    fn the_upstream_is_told_whom_it_answers() {
        let mut headers = map(&[
            ("host", "me"),
            ("x-forwarded-for", "1.1.1.1"),
            ("accept-encoding", "br, gzip;q=0.5"),
        ]);
        forwarded(&mut headers, IpAddr::from([127, 0, 0, 1]));
        narrow_encodings(&mut headers);
        assert_eq!(headers["x-forwarded-for"], "1.1.1.1, 127.0.0.1");
        assert_eq!(headers["x-forwarded-host"], "me");
        assert_eq!(headers["x-forwarded-proto"], "http");
        assert_eq!(headers["accept-encoding"], "gzip;q=0.5");
    }
}
