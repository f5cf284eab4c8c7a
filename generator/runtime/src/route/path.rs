//! Spelling of request paths.

use std::borrow::Cow;

/// The path without doubled and trailing slashes and without needless percent-encoding (letters, digits, `-._~:@`).
/// `None` for what is not a path (`*`, or empty after an authority).
pub(super) fn clean(path: &str) -> Option<Cow<'_, str>> {
    let bytes = path.as_bytes();
    if bytes.first() != Some(&b'/') {
        return None;
    }
    let trailing = bytes.len() > 1 && bytes.ends_with(b"/");
    if !trailing && !bytes.contains(&b'%') && !bytes.windows(2).any(|pair| pair == b"//") {
        return Some(Cow::Borrowed(path));
    }
    let mut clean = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '/' if clean.ends_with('/') => {}
            '%' => match encoded(rest)
                .filter(|byte| byte.is_ascii_alphanumeric() || b"-._~:@".contains(byte))
            {
                Some(byte) => {
                    clean.push(char::from(byte));
                    taken = 3;
                }
                None => clean.push('%'),
            },
            other => clean.push(other),
        }
        rest = &rest[taken..];
    }
    if clean.len() > 1 && clean.ends_with('/') {
        clean.pop();
    }
    Some(Cow::Owned(clean))
}

/// The byte that `%XX` at the start of the text stands for.
fn encoded(text: &str) -> Option<u8> {
    let digits = text.get(1..3)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u8::from_str_radix(digits, 16).ok())?
}

/// The path in lower case, of equal length.
pub(super) fn lower(path: &str) -> Cow<'_, str> {
    if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(path.to_ascii_lowercase())
    } else {
        Cow::Borrowed(path)
    }
}

/// Percent-decodes a parameter; `None` for broken or non-UTF-8 encodings.
pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    let broken = text
        .match_indices('%')
        .any(|(at, _)| encoded(&text[at..]).is_none());
    if broken {
        return None;
    }
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned() {
        let cases = [
            ("/", Some("/")),
            ("//", Some("/")),
            ("/a/b", Some("/a/b")),
            ("//a///b//", Some("/a/b")),
            ("/%61%2F%zz%4", Some("/a%2F%zz%4")),
            ("/a%3Ab", Some("/a:b")),
            ("/%é", Some("/%é")),
            ("*", None),
            ("", None),
        ];
        for (path, expected) in cases {
            assert_eq!(clean(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn parameters_are_decoded_or_refused() {
        assert_eq!(decode("a%20b").as_deref(), Some("a b"));
        assert_eq!(decode("%C3%A9").as_deref(), Some("é"));
        for broken in ["%", "%4", "%zz", "%ff", "%é0", "%+1"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }
}
