//! Who is asking, as far as the connection tells.

use http::{HeaderMap, header, request::Parts};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The other end of the connection. A listener that knows better (trusted proxies) puts a `Client` into the request's
/// extensions; without one the address comes from a `SocketAddr` extension, else it is `0.0.0.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Address of the client.
    pub ip: IpAddr,
    /// `User-Agent`.
    pub user_agent: Option<String>,
    /// Scheme by which the client reached the server.
    pub scheme: Scheme,
    /// The scheme was told by a trusted proxy.
    pub forwarded: bool,
    /// `Host` (or `:authority`), with the port when it was given.
    pub host: Option<String>,
}

/// Scheme of the URL that the client used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// Plain HTTP.
    #[default]
    Http,
    /// HTTP over TLS.
    Https,
}

impl Scheme {
    /// `http` or `https`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl Client {
    /// A client of which only the address is known; user agent and host are filled from the request.
    #[must_use]
    pub const fn new(ip: IpAddr) -> Self {
        Self {
            ip,
            user_agent: None,
            scheme: Scheme::Http,
            forwarded: false,
            host: None,
        }
    }

    /// What the request tells: the extension, then headers for what it leaves open.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        let mut client = parts.extensions.get::<Self>().cloned().unwrap_or_else(|| {
            let peer = parts
                .extensions
                .get::<SocketAddr>()
                .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), SocketAddr::ip);
            Self::new(peer)
        });
        if client.user_agent.is_none() {
            client.user_agent = text(&parts.headers, &header::USER_AGENT);
        }
        if client.host.is_none() {
            client.host = text(&parts.headers, &header::HOST)
                .or_else(|| parts.uri.authority().map(ToString::to_string));
        }
        client
    }
}

fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
