//! What must not be shown.

use serde_json::Value;

use super::operation::{Location, Operation, Parameter};
use super::styles::pairs;
use super::translate::follow;

/// Parts of names whose values are taken for secrets even where the document does not say so.
const SECRET_NAMES: [&str; 7] = [
    "password",
    "passwd",
    "secret",
    "token",
    "apikey",
    "authorization",
    "credential",
];

/// What stands for a secret.
pub(super) const HIDDEN: &str = "***";

/// Whether a name is one of a secret.
pub(super) fn is_secret_name(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let plain = plain.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|secret| plain.contains(secret))
}

/// Whether a schema says that its values are secret.
pub(super) fn says_secret(document: &Value, schema: &Value) -> bool {
    follow(document, schema).is_some_and(|schema| {
        schema.get("format").and_then(Value::as_str) == Some("password")
            || schema.get("writeOnly") == Some(&Value::Bool(true))
    })
}

/// Path and query without secrets.
pub(super) fn shown(
    operation: Option<&Operation>,
    secret_queries: &[String],
    path: &str,
    query: Option<&str>,
) -> String {
    // Nobody knows what a query means that the document does not have.
    let Some(operation) = operation else {
        return path.to_owned();
    };
    let mut parameters = operation.parameters.iter();
    let secret_path = parameters.any(|p| p.location == Location::Path && p.is_secret);
    let path = if secret_path { &operation.path } else { path };
    let parts = pairs(query).map(|(name, value)| {
        let is_it = |p: &&Parameter| p.location == Location::Query && p.name == name;
        let known = operation.parameters.iter().find(is_it);
        let is_secret = is_secret_name(&name)
            || secret_queries.contains(&name)
            || known.is_some_and(|parameter| parameter.is_secret);
        let value = match known {
            _ if is_secret => HIDDEN.to_owned(),
            // There may be anything in it.
            Some(parameter) if parameter.is_json => "…".to_owned(),
            _ => clip(&value),
        };
        format!("{name}={value}")
    });
    let query = parts.collect::<Vec<_>>().join("&");
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// A text of bounded length.
pub(super) fn clip(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
