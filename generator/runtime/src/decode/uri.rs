//! URIs by the grammar of RFC 3986.

use std::net::Ipv6Addr;

/// Whether the text is a URI with its scheme; a reference relative to another is none.
pub(super) fn is_uri(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    is_scheme
        && is_authority(authority)
        && consists_of(path, b":@/")
        && consists_of(query, b":@/?")
        && consists_of(fragment, b":@/?")
}

fn is_authority(text: &str) -> bool {
    let (user, rest) = text.split_once('@').unwrap_or(("", text));
    let (host, port) = match rest.find(']') {
        Some(end) => rest.split_at(end + 1),
        None => rest.split_at(rest.find(':').unwrap_or(rest.len())),
    };
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let is_host = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(address) => address.parse::<Ipv6Addr>().is_ok() || is_future(address),
        None => consists_of(host, b""),
    };
    consists_of(user, b":") && is_host && is_port
}

/// An address of a version of IP that is still to come: `v1.a`.
fn is_future(text: &str) -> bool {
    let parts = text
        .strip_prefix(['v', 'V'])
        .and_then(|text| text.split_once('.'));
    parts.is_some_and(|(version, address)| {
        !version.is_empty()
            && version.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !address.is_empty()
            && !address.contains('%')
            && consists_of(address, b":")
    })
}

/// Whether the text has only unreserved characters, sub-delimiters, encoded bytes, and these.
fn consists_of(text: &str, others: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_plain = byte.is_ascii_alphanumeric()
            || b"-._~!$&'()*+,;=".contains(&byte)
            || others.contains(&byte);
        let mut is_digit = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
        if !(is_plain || byte == b'%' && is_digit() && is_digit()) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris() {
        for text in [
            "https://example.org/a?b#c",
            "urn:a:b",
            "a:",
            "a://",
            "http://user:x@host:80/p;q=1/%20?a=b",
            "http://[::1]:80/",
            "http://[v1.a]/",
            "mailto:a@b.org",
            "x:?",
        ] {
            assert!(is_uri(text), "{text}");
        }
        for text in [
            "/relative",
            "//host/p",
            "http://a b",
            "http://[::1",
            "http://[1.2.3.4]/",
            "http://a/%zz",
            "http://a/%2",
            "http://a/#b#c",
            "http://a@b@c/",
            "http://a/[x]",
            "http://host:8o/",
            "http://exämple.org",
            "1a:b",
            ":b",
            "",
        ] {
            assert!(!is_uri(text), "{text}");
        }
    }
}
