//! Is a request addressed to this instance?

use std::net::IpAddr;

/// Whether `given`, the `Host` of a request, is the configured host of the instance.
///
/// Loopback names are taken for each other when the instance is configured as one: `localhost:9000` and
/// `127.0.0.1:9000` are the same server to somebody who tries it out.
pub(crate) fn is_ours(given: &str, configured: &str, scheme: &str) -> bool {
    let usual = match scheme {
        "https" => ":443",
        _ => ":80",
    };
    let given = given.strip_suffix(usual).unwrap_or(given);
    given.eq_ignore_ascii_case(configured) || (is_loopback(configured) && is_loopback(given))
}

fn is_loopback(host: &str) -> bool {
    let name = name(host);
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Host without its port and without the brackets of an IPv6 address.
fn name(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    host.split(':').next().unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configured_host() {
        assert!(is_ours("Tube.example", "tube.example", "https"));
        assert!(is_ours("tube.example:443", "tube.example", "https"));
        assert!(is_ours("tube.example:8443", "tube.example:8443", "https"));
        assert!(!is_ours("tube.example:8443", "tube.example", "https"));
        assert!(!is_ours("evil.example", "tube.example", "https"));
        assert!(!is_ours("localhost", "tube.example", "https"));
    }

    #[test]
    fn loopback_names_are_one() {
        for given in [
            "localhost:9000",
            "127.0.0.1:9000",
            "127.8.8.8",
            "[::1]:9000",
        ] {
            assert!(is_ours(given, "localhost:9000", "http"), "{given}");
        }
        assert!(is_ours("localhost:9000", "127.0.0.1:9000", "http"));
        for given in ["192.168.1.2:9000", "localhost.evil.example", "[::2]"] {
            assert!(!is_ours(given, "localhost:9000", "http"), "{given}");
        }
    }
}
