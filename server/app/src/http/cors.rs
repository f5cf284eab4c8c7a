//! Cross-origin requests: everything is open, as PeerTube has it. Credentials are bearer tokens, never cookies.

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{HeaderName, Method, Response, StatusCode};
use http_body_util::Full;

const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE");
const EXPOSED: HeaderValue = HeaderValue::from_static("Retry-After");
const ANY: HeaderValue = HeaderValue::from_static("*");
const TRUE: HeaderValue = HeaderValue::from_static("true");

/// Headers of replies that are exposed where they are sent, besides `Retry-After`.
const ALSO_EXPOSED: [HeaderName; 2] = [header::LOCATION, header::RANGE];

/// Whether the path belongs to the API, whose every reply is open to other origins.
pub(crate) fn is_api(path: &str) -> bool {
    const API: &str = "/api/v1";
    path.get(..API.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(API))
        && matches!(path.as_bytes().get(API.len()), None | Some(b'/'))
}

/// Whether the path serves files that players of other sites fetch.
pub(crate) fn is_file(path: &str) -> bool {
    ["/static/", "/lazy-static/", "/download/", "/feeds/"]
        .iter()
        .any(|root| path.starts_with(root))
}

/// The answer to `OPTIONS`: every method, and whatever headers the browser asks for.
pub(crate) fn preflight(request: &HeaderMap) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Access-Control-Request-Headers"),
    );
    if let Some(wanted) = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    response
}

/// Whether a request is answered by [`preflight`].
pub(crate) fn is_preflight(method: &Method, path: &str) -> bool {
    *method == Method::OPTIONS && (is_api(path) || is_file(path))
}

/// Opens a reply of the API.
pub(crate) fn open_api(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
    let mut exposed: Vec<&[u8]> = Vec::new();
    // What the operation itself exposes stays, in PeerTube's order: `Retry-After` first.
    let own = headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    for name in &ALSO_EXPOSED {
        if headers.contains_key(name) {
            exposed.push(if *name == header::LOCATION {
                b"Location"
            } else {
                b"Range"
            });
        }
    }
    let value = if exposed.is_empty() && own.is_none() {
        EXPOSED
    } else {
        let mut text = b"Retry-After".to_vec();
        for part in own.iter().map(HeaderValue::as_bytes).chain(exposed) {
            if !contains(&text, part) {
                text.push(b',');
                text.extend_from_slice(part);
            }
        }
        HeaderValue::from_bytes(&text).unwrap_or(EXPOSED)
    };
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, value);
}

/// Opens a file to other origins.
pub(crate) fn open_file(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
}

fn contains(list: &[u8], name: &[u8]) -> bool {
    list.split(|byte| *byte == b',')
        .any(|item| item.trim_ascii().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn api_paths_are_whole_segments_in_any_case() {
        for path in ["/api/v1", "/api/v1/", "/API/V1/videos"] {
            assert!(is_api(path), "{path}");
        }
        for path in ["/api/v10", "/api", "/", "/docs"] {
            assert!(!is_api(path), "{path}");
        }
    }

    #[test]
    fn upload_headers_are_exposed_where_they_are_sent() {
        let mut headers = HeaderMap::new();
        open_api(&mut headers);
        assert_eq!(headers["access-control-expose-headers"], "Retry-After");
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-99"));
        headers.insert(header::LOCATION, HeaderValue::from_static("//host/x"));
        open_api(&mut headers);
        assert_eq!(
            headers["access-control-expose-headers"],
            "Retry-After,Location,Range"
        );
    }
}
