//! The server behind the proxy.

use std::error::Error;
use std::time::Duration;

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::tap::Tap;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A server by its address, which may be `http` or `https` and have a path.
#[derive(Debug)]
pub struct Upstream {
    scheme: Scheme,
    pub(super) authority: Authority,
    base: String,
    client: Client<HttpsConnector<HttpConnector>, Tap>,
    /// Whether it gets the `Host` that the client sent, and not its own.
    pub(super) keeps_host: bool,
}

impl Upstream {
    /// The server of a URL.
    ///
    /// # Errors
    /// When the URL is none of `http` or `https`, or the system has no certificates for the latter.
    pub fn new(url: &str, keeps_host: bool) -> Result<Self, String> {
        let wrong = |why: &str| format!("`{url}` is no address of a server: {why}");
        let uri: Uri = url.parse().map_err(|error| wrong(&format!("{error}")))?;
        let parts = uri.into_parts();
        let scheme = parts
            .scheme
            .filter(|s| *s == Scheme::HTTP || *s == Scheme::HTTPS);
        let scheme =
            scheme.ok_or_else(|| wrong("it begins neither with http:// nor with https://"))?;
        let authority = parts.authority.ok_or_else(|| wrong("it has no host"))?;
        let path = parts.path_and_query;
        if path.as_ref().is_some_and(|path| path.query().is_some()) {
            return Err(wrong("it has a query"));
        }
        let base = path.map_or(String::new(), |path| {
            path.path().trim_end_matches('/').to_owned()
        });
        let mut plain = HttpConnector::new();
        plain.enforce_http(false);
        plain.set_nodelay(true);
        plain.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let builder = HttpsConnectorBuilder::new();
        let builder = if scheme == Scheme::HTTPS {
            builder
                .with_native_roots()
                .map_err(|error| format!("the system's certificates cannot be read: {error}"))?
        } else {
            // Nothing is asked of certificates that are never met.
            builder.with_tls_config(without_roots()?)
        };
        let connector = builder.https_or_http().enable_http1().wrap_connector(plain);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .http1_preserve_header_case(true)
            .build(connector);
        Ok(Self {
            scheme,
            authority,
            base,
            client,
            keeps_host,
        })
    }

    /// Path of the server's address, without a slash at its end.
    pub fn base_path(&self) -> &str {
        &self.base
    }

    /// The address of what a request asks for.
    pub(super) fn uri(&self, path: &PathAndQuery) -> Result<Uri, http::Error> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(format!("{}{path}", self.base))
            .build()
    }

    pub(super) async fn send(&self, request: Request<Tap>) -> Result<Response<Incoming>, String> {
        self.client.request(request).await.map_err(|error| {
            let mut reason = error.to_string();
            let mut source = error.source();
            while let Some(inner) = source {
                reason = inner.to_string();
                source = inner.source();
            }
            format!(
                "{}://{}{} did not answer: {reason}",
                self.scheme, self.authority, self.base
            )
        })
    }
}

fn without_roots() -> Result<rustls::ClientConfig, String> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth())
}
