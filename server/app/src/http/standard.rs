//! Headers that every reply carries.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use peertube_kernel::config::Config;

/// The standard headers, as the configuration wants them.
#[derive(Debug, Clone)]
pub struct StandardHeaders(Vec<(HeaderName, HeaderValue)>);

impl StandardHeaders {
    /// `x-powered-by` and `X-Frame-Options` unless switched off, `Tk: N`: nobody is tracked, and `nosniff`: what people upload
    /// is never taken for a page.
    pub fn new(config: &Config) -> Self {
        let mut headers = vec![
            (HeaderName::from_static("tk"), HeaderValue::from_static("N")),
            (
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ),
        ];
        if config.security.powered_by_header.enabled {
            headers.push((
                HeaderName::from_static("x-powered-by"),
                HeaderValue::from_static("PeerTube"),
            ));
        }
        if config.security.frameguard.enabled {
            headers.push((header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")));
        }
        Self(headers)
    }

    pub(crate) fn add(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            headers.insert(name.clone(), value.clone());
        }
    }
}
