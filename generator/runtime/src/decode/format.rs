//! Formats of texts.

use super::uri::is_uri;
use crate::{Date, Timestamp};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::net::{Ipv4Addr, Ipv6Addr};
use uuid::Uuid;

/// A format that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An address of RFC 5321 with a top-level domain; other than ASCII is allowed in front of the `@`.
    Email,
    /// A URI of RFC 3986 with its scheme.
    Uri,
    /// A host name of RFC 1123.
    Hostname,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// A moment of RFC 3339.
    DateTime,
    /// A day.
    Date,
    /// A UUID.
    Uuid,
    /// Bytes in base64.
    Byte,
}

impl Format {
    /// The format that documents call so.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "email" => Self::Email,
            "uri" => Self::Uri,
            "hostname" => Self::Hostname,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "date-time" => Self::DateTime,
            "date" => Self::Date,
            "uuid" => Self::Uuid,
            "byte" => Self::Byte,
            _ => return None,
        })
    }

    /// Whether the text has the format.
    pub fn matches(self, text: &str) -> bool {
        match self {
            Self::Email => is_email(text),
            Self::Uri => is_uri(text),
            Self::Hostname => is_hostname(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::DateTime => Timestamp::parse(text).is_some(),
            Self::Date => Date::parse(text).is_some(),
            Self::Uuid => text.len() == 36 && Uuid::try_parse(text).is_ok(),
            Self::Byte => STANDARD.decode(text).is_ok(),
        }
    }

    /// With its article, for messages.
    pub(crate) const fn description(self) -> &'static str {
        match self {
            Self::Email => "an e-mail address",
            Self::Uri => "a URI",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::DateTime => "an ISO 8601 date",
            Self::Date => "a date, YYYY-MM-DD",
            Self::Uuid => "a UUID",
            Self::Byte => "base64",
        }
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_quoted = local
        .strip_prefix('"')
        .and_then(|local| local.strip_suffix('"'))
        .is_some_and(is_quotable);
    let is_dotted = !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    let top_level = domain.rsplit('.').next().unwrap_or_default();
    local.len() <= 64
        && (is_quoted || is_dotted)
        && domain.contains('.')
        && is_hostname(domain)
        && top_level.len() >= 2
        && !top_level.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands between quotes: anything to be seen and spaces, and a backslash before quotes and backslashes.
fn is_quotable(text: &str) -> bool {
    let mut characters = text.chars();
    let mut is_fine = || {
        while let Some(character) = characters.next() {
            let escaped = character == '\\';
            let character = if escaped {
                characters.next()?
            } else {
                character
            };
            if character.is_control() || (!escaped && character == '"') {
                return None;
            }
        }
        Some(())
    };
    is_fine().is_some()
}

fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails() {
        for text in ["a@b.org", "é.x+y@sub.example.com", "\"a b\"@b.org"] {
            assert!(Format::Email.matches(text), "{text}");
        }
        for text in [
            "a",
            "a@b",
            "a@b_c.org",
            ".a@b.org",
            "a..b@c.org",
            "@b.org",
            "a@-b.org",
            "a@1.2",
            "\"a\"b\"@b.org",
            "\"a\\\"@b.org",
        ] {
            assert!(!Format::Email.matches(text), "{text}");
        }
    }

    #[test]
    fn addresses() {
        assert!(Format::Ipv6.matches("::1"));
        assert!(!Format::Ipv4.matches("1.2.3"));
        assert!(!Format::Hostname.matches("-a.org"));
    }
}
