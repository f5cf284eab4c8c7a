//! What a request or a response has for a parameter, before it is read into a value.

use http::HeaderMap;
use serde_json::Value;

use super::super::operation::{Location, Parameter};
use super::super::schemas::Schemas;
use super::super::security::cookies;
use super::super::styles::{Delimited, Encoding, Reader, decode};
use super::super::{Found, RequestHead};
use super::query::in_query;

/// What was sent for a parameter.
pub(super) enum Sent {
    Nothing,
    /// Sent, and empty where that is allowed.
    Empty,
    /// Once, or as often as there are texts, for a style that repeats the name.
    Texts(Vec<String>),
    /// As one text that has everything.
    Delimited(String, Delimited),
    /// By name, for an object.
    Fields(Vec<(String, String)>),
    /// As a tree, for `deepObject`.
    Tree(Value),
}

pub(super) fn sent(
    schemas: &Schemas,
    parameter: &Parameter,
    found: &Found,
    head: &RequestHead<'_>,
) -> Sent {
    match parameter.location {
        Location::Path => {
            let mut captures = found.captures.iter();
            match captures.find(|(name, _)| *name == parameter.name) {
                Some((_, text)) => in_path(schemas, parameter, text),
                None => Sent::Nothing,
            }
        }
        Location::Query => in_query(schemas, parameter, head.query.unwrap_or_default()),
        Location::Header => in_headers(parameter, head.headers),
        Location::Cookie => {
            let mut cookies = cookies(head.headers);
            match cookies.find(|(name, _)| *name == parameter.name) {
                Some((_, text)) if parameter.is_json => {
                    Sent::Texts(vec![decode(&text, Encoding::Percent)])
                }
                Some((_, text)) => Sent::Delimited(
                    text,
                    Delimited {
                        delimiters: &[","],
                        named: false,
                        encoding: Encoding::Percent,
                    },
                ),
                None => Sent::Nothing,
            }
        }
    }
}

pub(super) fn in_headers(parameter: &Parameter, headers: &HeaderMap) -> Sent {
    let lines = headers.get_all(parameter.name.as_str()).iter();
    let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return Sent::Nothing;
    }
    let text = lines.join(",");
    if parameter.is_json {
        return Sent::Texts(vec![text]);
    }
    let style = Delimited {
        delimiters: &[","],
        named: parameter.explode,
        encoding: Encoding::Plain,
    };
    Sent::Delimited(text, style)
}

fn in_path(schemas: &Schemas, parameter: &Parameter, text: &str) -> Sent {
    if parameter.is_json {
        return Sent::Texts(vec![decode(text, Encoding::Percent)]);
    }
    let mut style = Delimited {
        delimiters: &[","],
        named: parameter.explode,
        encoding: Encoding::Percent,
    };
    match parameter.style.as_str() {
        "label" => {
            style.delimiters = if parameter.explode {
                &["."]
            } else {
                &[".", ","]
            };
            Sent::Delimited(text.strip_prefix('.').unwrap_or(text).to_owned(), style)
        }
        "matrix" => {
            let text = text.strip_prefix(';').unwrap_or(text);
            let parts = text
                .split(';')
                .map(|part| part.split_once('=').unwrap_or((part, "")));
            let fields = parts.map(|(k, v)| (decode(k, Encoding::Percent), v.to_owned()));
            let fields: Vec<(String, String)> = fields.collect();
            let decoded = |text: &String| decode(text, Encoding::Percent);
            let own: Vec<&String> = fields
                .iter()
                .filter(|(k, _)| *k == parameter.name)
                .map(|(_, v)| v)
                .collect();
            let reader = Reader {
                document: &schemas.document,
                prefers_text: true,
            };
            let types = parameter
                .schema
                .as_ref()
                .and_then(|p| schemas.at(p))
                .map(|s| reader.types(s));
            if parameter.explode && types.is_some_and(|types| types.object && !types.string) {
                return Sent::Fields(
                    fields
                        .iter()
                        .map(|(k, v)| (k.clone(), decoded(v)))
                        .collect(),
                );
            }
            match own.as_slice() {
                [] => Sent::Nothing,
                [text] if !parameter.explode => Sent::Delimited((*text).clone(), style),
                texts => Sent::Texts(texts.iter().map(|text| decoded(text)).collect()),
            }
        }
        _ => Sent::Delimited(text.to_owned(), style),
    }
}
