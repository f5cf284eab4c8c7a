//! The server behind the proxy.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

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
    /// The server of a URL, whose certificate the system trusts.
    ///
    /// # Errors
    /// When the URL is none of `http` or `https`, or the system has no certificates for the latter.
    pub fn new(url: &str, keeps_host: bool) -> Result<Self, String> {
        Self::trusting(url, keeps_host, None)
    }

    /// The server of a URL. With `authorities`, certificates as PEM, those are trusted in place of the system's.
    ///
    /// # Errors
    /// As those of [`Upstream::new`], and when there is no certificate in `authorities`.
    pub fn trusting(
        url: &str,
        keeps_host: bool,
        authorities: Option<&[u8]>,
    ) -> Result<Self, String> {
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
        let builder = match authorities {
            Some(pem) => builder.with_tls_config(with_roots(roots(pem)?)?),
            None if scheme == Scheme::HTTPS => {
                builder
                    .with_provider_and_native_roots(provider())
                    .map_err(|error| format!("the system's certificates cannot be read: {error}"))?
            }
            // Nothing is asked of certificates that are never met.
            None => builder.with_tls_config(with_roots(RootCertStore::empty())?),
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

/// Named, as other crates of a build may bring along another one, and rustls chooses none of several.
fn provider() -> CryptoProvider {
    rustls::crypto::ring::default_provider()
}

fn with_roots(roots: RootCertStore) -> Result<ClientConfig, String> {
    let provider = Arc::new(provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The certificates of a PEM file.
fn roots(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| format!("is not PEM: {error}"))?;
        roots
            .add(certificate)
            .map_err(|error| format!("has a certificate that cannot be used: {error}"))?;
    }
    if roots.is_empty() {
        return Err("has no certificate".to_owned());
    }
    Ok(roots)
}
