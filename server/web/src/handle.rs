//! Handles of accounts and channels: `name` or `name@host`.

use crate::urls::Urls;

/// A handle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    /// Name, in the case it was written in.
    pub name: String,
    /// Host, in lower case; none for this instance.
    pub host: Option<String>,
}

impl Handle {
    /// Reads a handle. This instance's own host is the same as none.
    pub fn parse(text: &str, urls: &Urls) -> Self {
        let (name, host) = match text.split_once('@') {
            Some((name, host)) => (name, Some(host.to_lowercase())),
            None => (text, None),
        };
        Self {
            name: name.to_owned(),
            host: host.filter(|host| !host.eq_ignore_ascii_case(urls.host())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_host_is_none() {
        let urls = Urls::new(true, "Tube.example", 443);
        for text in ["Alice", "Alice@tube.example", "Alice@TUBE.example"] {
            let handle = Handle::parse(text, &urls);
            assert_eq!((&*handle.name, handle.host), ("Alice", None), "{text}");
        }
        let remote = Handle::parse("bob@Other.example:9000", &urls);
        assert_eq!(remote.host.as_deref(), Some("other.example:9000"));
    }
}
