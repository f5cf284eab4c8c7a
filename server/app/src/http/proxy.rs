//! Whose word counts about where a request came from.

use std::fmt;
use std::net::IpAddr;

use http::HeaderMap;
use ipnet::IpNet;
use openapi_stubs_runtime::{Client, Scheme};

const LOOPBACK: &[&str] = &["127.0.0.0/8", "::1/128"];
const LINK_LOCAL: &[&str] = &["169.254.0.0/16", "fe80::/10"];
const UNIQUE_LOCAL: &[&str] = &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/// Peers that are proxies of ours: their `X-Forwarded-For`, `-Proto` and `-Host` are believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

/// An entry of `trust_proxy` that is neither an address nor a network nor one of the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidNetwork(pub String);

impl fmt::Display for InvalidNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "found {:?}; allowed: an address, a network such as 10.0.0.0/8, loopback, linklocal or uniquelocal",
            self.0
        )
    }
}

impl std::error::Error for InvalidNetwork {}

impl TrustedProxies {
    /// Reads the entries of `trust_proxy`.
    ///
    /// # Errors
    /// The first entry that means nothing.
    pub fn parse<S: AsRef<str>>(entries: &[S]) -> Result<Self, InvalidNetwork> {
        let mut networks = Vec::new();
        for entry in entries.iter().map(AsRef::as_ref) {
            match entry.trim() {
                "loopback" => networks.extend(LOOPBACK.iter().filter_map(|text| network(text))),
                "linklocal" => networks.extend(LINK_LOCAL.iter().filter_map(|text| network(text))),
                "uniquelocal" => {
                    networks.extend(UNIQUE_LOCAL.iter().filter_map(|text| network(text)));
                }
                other => {
                    networks.push(network(other).ok_or_else(|| InvalidNetwork(other.to_owned()))?)
                }
            }
        }
        Ok(Self(networks))
    }

    /// The client of a request that came over a connection from `peer`.
    ///
    /// `X-Forwarded-For` is read from its end, which our own proxy wrote, to the first address that is no proxy of
    /// ours; what stands before it can be anybody's invention.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let peer = peer.to_canonical();
        let mut client = Client::new(peer);
        if !self.trusts(peer) {
            return client;
        }
        for hop in list(headers, "x-forwarded-for").rev() {
            let Some(address) = address(hop) else { break };
            client.ip = address;
            if !self.trusts(address) {
                break;
            }
        }
        if let Some(scheme) = list(headers, "x-forwarded-proto").next() {
            client.forwarded = true;
            client.scheme = if scheme.eq_ignore_ascii_case("https") {
                Scheme::Https
            } else {
                Scheme::Http
            };
        }
        client.host = list(headers, "x-forwarded-host").next().map(str::to_owned);
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// The items of a header that is a list, over all its lines.
fn list<'a>(headers: &'a HeaderMap, name: &'static str) -> std::vec::IntoIter<&'a str> {
    let items: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect();
    items.into_iter()
}

/// An address, possibly with a port as some proxies write it.
fn address(text: &str) -> Option<IpAddr> {
    let parsed = text
        .parse()
        .or_else(|_| text.parse().map(|socket: std::net::SocketAddr| socket.ip()));
    parsed.ok().map(|address| address.to_canonical())
}

fn network(text: &str) -> Option<IpNet> {
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    value.parse().expect("a header value"),
                )
            })
            .collect()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn forwarded_addresses_count_from_the_end_and_from_proxies_only() {
        let proxies = TrustedProxies::parse(&["loopback", "10.0.0.0/8"]).expect("networks");
        let forwarded = headers(&[
            ("x-forwarded-for", "1.1.1.1, 2.2.2.2, 10.0.0.7"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "tube.example"),
        ]);
        let client = proxies.client(ip("127.0.0.1"), &forwarded);
        assert_eq!(client.ip, ip("2.2.2.2"));
        assert_eq!(client.scheme, Scheme::Https);
        assert_eq!(client.host.as_deref(), Some("tube.example"));
        assert!(client.forwarded);

        let client = proxies.client(ip("9.9.9.9"), &forwarded);
        assert_eq!(client, Client::new(ip("9.9.9.9")));

        let mapped = proxies.client(ip("::ffff:127.0.0.1"), &forwarded);
        assert_eq!(mapped.ip, ip("2.2.2.2"));
    }

    #[test]
    fn nonsense_stops_the_walk() {
        let proxies = TrustedProxies::parse(&["loopback"]).expect("networks");
        let client = proxies.client(
            ip("127.0.0.1"),
            &headers(&[("x-forwarded-for", "1.1.1.1, unknown")]),
        );
        assert_eq!(client.ip, ip("127.0.0.1"));
        let client = proxies.client(
            ip("127.0.0.1"),
            &headers(&[("x-forwarded-for", "[2001:db8::1]:4711")]),
        );
        assert_eq!(client.ip, ip("2001:db8::1"));
    }

    #[test]
    fn entries_that_mean_nothing_are_named() {
        let error = TrustedProxies::parse(&["loopback", "10.0.0.0/40"]).expect_err("invalid");
        assert_eq!(error, InvalidNetwork("10.0.0.0/40".to_owned()));
    }
}
