//! Whether the credentials are there that an operation asks for; whether they are good is the server's business.

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use serde_json::Value;

use super::styles::pairs;

/// What has to be there together.
pub(super) type Requirement = Vec<(String, Scheme)>;

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scheme {
    /// `Authorization` with this scheme.
    Http(String),
    Header(String),
    Query(String),
    Cookie(String),
    /// Nothing that a request shows.
    Invisible,
}

/// The alternatives of an operation.
pub(super) fn requirements(document: &Value, operation: &Value) -> Vec<Requirement> {
    let list = operation.get("security").or(document.get("security"));
    let list = list.and_then(Value::as_array).into_iter().flatten();
    let alternatives = list.filter_map(Value::as_object);
    let requirement = |names: &serde_json::Map<String, Value>| {
        let schemes = names
            .keys()
            .map(|name| (name.clone(), scheme(document, name)));
        schemes.collect()
    };
    alternatives.map(requirement).collect()
}

fn scheme(document: &Value, name: &str) -> Scheme {
    let schemes = document.pointer("/components/securitySchemes");
    let scheme = schemes.and_then(|schemes| schemes.get(name));
    let text = |key: &str| {
        scheme
            .and_then(|scheme| scheme.get(key))
            .and_then(Value::as_str)
    };
    let parameter = || text("name").unwrap_or_default().to_owned();
    match (text("type"), text("in")) {
        (Some("http"), _) => Scheme::Http(text("scheme").unwrap_or_default().to_ascii_lowercase()),
        (Some("oauth2" | "openIdConnect"), _) => Scheme::Http("bearer".to_owned()),
        (Some("apiKey"), Some("header")) => Scheme::Header(parameter()),
        (Some("apiKey"), Some("query")) => Scheme::Query(parameter()),
        (Some("apiKey"), Some("cookie")) => Scheme::Cookie(parameter()),
        _ => Scheme::Invisible,
    }
}

/// Names of query parameters that hold credentials.
pub(super) fn secret_queries(document: &Value) -> Vec<String> {
    let schemes = document.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object).into_iter().flatten();
    let names = schemes.filter_map(|(name, _)| match scheme(document, name) {
        Scheme::Query(name) => Some(name),
        _ => None,
    });
    names.collect()
}

impl Scheme {
    pub(super) fn is_there(&self, headers: &HeaderMap, query: Option<&str>) -> bool {
        match self {
            Self::Http(scheme) => headers.get_all(AUTHORIZATION).iter().any(|value| {
                let text = String::from_utf8_lossy(value.as_bytes());
                let (kind, credentials) = text.split_once(' ').unwrap_or((&text, ""));
                kind.eq_ignore_ascii_case(scheme) && !credentials.trim().is_empty()
            }),
            Self::Header(name) => headers.contains_key(name.as_str()),
            Self::Query(name) => pairs(query).any(|(key, _)| key == *name),
            Self::Cookie(name) => cookies(headers).any(|(key, _)| key == *name),
            Self::Invisible => true,
        }
    }

    /// How it would be sent, in words.
    fn words(&self) -> String {
        match self {
            Self::Http(scheme) => format!("`Authorization: {scheme} …`"),
            Self::Header(name) => format!("the header `{name}`"),
            Self::Query(name) => format!("the query parameter `{name}`"),
            Self::Cookie(name) => format!("the cookie `{name}`"),
            Self::Invisible => "a client certificate".to_owned(),
        }
    }
}

/// What is missing, or nothing when one of the alternatives is there.
pub(super) fn missing(
    requirements: &[Requirement],
    headers: &HeaderMap,
    query: Option<&str>,
) -> Option<String> {
    let is_there = |requirement: &Requirement| {
        let mut schemes = requirement.iter();
        schemes.all(|(_, scheme)| scheme.is_there(headers, query))
    };
    if requirements.is_empty() || requirements.iter().any(is_there) {
        return None;
    }
    let words = |requirement: &Requirement| {
        let all = requirement
            .iter()
            .map(|(name, scheme)| format!("{name} ({})", scheme.words()));
        all.collect::<Vec<_>>().join(" and ")
    };
    Some(
        requirements
            .iter()
            .map(words)
            .collect::<Vec<_>>()
            .join(", or "),
    )
}

/// Names and values of the cookies, as they are written.
pub(super) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    let lines = headers.get_all(COOKIE).iter();
    let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
    lines.flat_map(|line| {
        let pairs = line
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='));
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        pairs.collect::<Vec<_>>()
    })
}
