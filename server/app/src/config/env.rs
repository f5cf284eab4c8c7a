//! Environment variables: their names, and how their text is read.

use peertube_kernel::config::Raw;

/// Keys whose variable does not follow the rule.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("secrets.peertube", "PEERTUBE_SECRET"),
    ("database.hostname", "PEERTUBE_DB_HOSTNAME"),
    ("database.port", "PEERTUBE_DB_PORT"),
    ("database.name", "PEERTUBE_DB_NAME"),
    ("database.suffix", "PEERTUBE_DB_SUFFIX"),
    ("database.username", "PEERTUBE_DB_USERNAME"),
    ("database.password", "PEERTUBE_DB_PASSWORD"),
    ("database.ssl", "PEERTUBE_DB_SSL"),
    ("smtp.from_address", "PEERTUBE_SMTP_FROM"),
    ("log.log_ping_requests", "PEERTUBE_LOG_PING_REQUESTS"),
    (
        "federation.sign_federated_fetches",
        "PEERTUBE_SIGN_FEDERATED_FETCHES",
    ),
    ("import.videos.http.enabled", "PEERTUBE_IMPORT_VIDEOS_HTTP"),
    (
        "import.videos.torrent.enabled",
        "PEERTUBE_IMPORT_VIDEOS_TORRENT",
    ),
    ("search.remote_uri.users", "PEERTUBE_SEARCH_REMOTEURI_USERS"),
    (
        "search.remote_uri.anonymous",
        "PEERTUBE_SEARCH_REMOTEURI_ANONYMOUS",
    ),
];

/// Keys that PeerTube cannot set by environment; a variable of theirs would be one that it ignores.
const WITHOUT: &[&str] = &[
    "download.max_total_bytes_per_second",
    "download.max_bytes_per_ip_per_second",
    "user.disable_root_auth",
    "blocklist.public_log.enabled",
];

/// Variables with PeerTube's prefix that name no key.
pub(crate) const OTHERS: &[&str] = &["PEERTUBE_LOCAL_CONFIG"];

/// The variable of a key; none for the few keys that have none.
pub(crate) fn variable(key: &str) -> Option<String> {
    if WITHOUT.contains(&key) {
        return None;
    }
    if let Some((_, name)) = EXCEPTIONS.iter().find(|(path, _)| *path == key) {
        return Some((*name).to_owned());
    }
    let key = match key.strip_prefix("transcoding.resolutions.") {
        Some("0p") | None => key.replace("live.transcoding.resolutions.", "live.transcoding."),
        Some(resolution) => format!("transcoding.{resolution}"),
    };
    Some(format!(
        "PEERTUBE_{}",
        key.replace('.', "_").to_ascii_uppercase()
    ))
}

/// Reads the text of a variable: as it is for text keys, else as JSON; what is no JSON counts as text.
///
/// An empty variable counts as not set.
pub(crate) fn read(text: &str, is_text: bool) -> Option<Raw> {
    if text.is_empty() {
        return None;
    }
    if is_text {
        return Some(Raw::Text(text.to_owned()));
    }
    Some(serde_json::from_str(text).map_or_else(|_| Raw::Text(text.to_owned()), from_json))
}

fn from_json(value: serde_json::Value) -> Raw {
    match value {
        serde_json::Value::Null => Raw::Null,
        serde_json::Value::Bool(value) => Raw::Bool(value),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Raw::Int(whole),
            (None, Some(float)) => Raw::Float(float),
            (None, None) => Raw::Text(number.to_string()),
        },
        serde_json::Value::String(text) => Raw::Text(text),
        serde_json::Value::Array(items) => Raw::List(items.into_iter().map(from_json).collect()),
        serde_json::Value::Object(keys) => Raw::Map(
            keys.into_iter()
                .map(|(key, value)| (key, from_json(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rule_or_the_exceptions() {
        let cases = [
            ("listen.port", Some("PEERTUBE_LISTEN_PORT")),
            ("trust_proxy", Some("PEERTUBE_TRUST_PROXY")),
            ("secrets.peertube", Some("PEERTUBE_SECRET")),
            ("database.username", Some("PEERTUBE_DB_USERNAME")),
            ("database.pool.max", Some("PEERTUBE_DATABASE_POOL_MAX")),
            ("log.log_ping_requests", Some("PEERTUBE_LOG_PING_REQUESTS")),
            (
                "transcoding.resolutions.144p",
                Some("PEERTUBE_TRANSCODING_144P"),
            ),
            (
                "transcoding.resolutions.0p",
                Some("PEERTUBE_TRANSCODING_RESOLUTIONS_0P"),
            ),
            (
                "live.transcoding.resolutions.0p",
                Some("PEERTUBE_LIVE_TRANSCODING_0P"),
            ),
            (
                "peertube.check_latest_version.url",
                Some("PEERTUBE_PEERTUBE_CHECK_LATEST_VERSION_URL"),
            ),
            ("user.disable_root_auth", None),
        ];
        for (key, name) in cases {
            assert_eq!(variable(key).as_deref(), name, "{key}");
        }
    }

    #[test]
    fn text_is_taken_as_it_is_and_the_rest_as_json() {
        assert_eq!(read("12", true), Some(Raw::Text("12".to_owned())));
        assert_eq!(read("12", false), Some(Raw::Int(12)));
        assert_eq!(read("true", false), Some(Raw::Bool(true)));
        assert_eq!(
            read("10 seconds", false),
            Some(Raw::Text("10 seconds".to_owned()))
        );
        assert_eq!(
            read(r#"["a"]"#, false),
            Some(Raw::List(vec![Raw::Text("a".to_owned())]))
        );
        assert_eq!(read("", true), None);
    }
}
