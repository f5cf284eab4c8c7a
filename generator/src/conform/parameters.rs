//! The parameters of a request and the headers of a response.

use http::HeaderMap;
use serde_json::{Map, Value};

use super::judge::violations;
use super::operation::{Location, Operation, Parameter};
use super::schemas::Schemas;
use super::security::{Scheme, cookies};
use super::styles::{Delimited, Encoding, Reader, decode, pairs, raw_pairs};
use super::walk::Marks;
use super::{Departure, Found, Kind, RequestHead, Side};

/// Kinds of what is wrong with a value that is sent as text.
pub(super) struct Kinds {
    pub(super) side: Side,
    pub(super) missing: Kind,
    pub(super) invalid: Kind,
    pub(super) ambiguous: Kind,
    pub(super) unchecked: Kind,
}

pub(super) const PARAMETER: Kinds = Kinds {
    side: Side::Request,
    missing: Kind::ParameterMissing,
    invalid: Kind::ParameterInvalid,
    ambiguous: Kind::RequestAmbiguous,
    unchecked: Kind::RequestUnchecked,
};

pub(super) const HEADER: Kinds = Kinds {
    side: Side::Response,
    missing: Kind::HeaderMissing,
    invalid: Kind::HeaderInvalid,
    ambiguous: Kind::ResponseAmbiguous,
    unchecked: Kind::ResponseUnchecked,
};

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

/// All parameters of an operation, and what the query has besides.
pub(super) fn check(
    schemas: &Schemas,
    operation: &Operation,
    found: &Found,
    head: &RequestHead<'_>,
    departures: &mut Vec<Departure>,
) {
    for parameter in &operation.parameters {
        let sent = sent(schemas, parameter, found, head);
        judge(schemas, parameter, &sent, &PARAMETER, departures);
    }
    unknown(schemas, operation, head.query, departures);
}

/// A header of a response.
pub(super) fn header(
    schemas: &Schemas,
    parameter: &Parameter,
    headers: &HeaderMap,
    departures: &mut Vec<Departure>,
) {
    judge(
        schemas,
        parameter,
        &in_headers(parameter, headers),
        &HEADER,
        departures,
    );
}

fn judge(
    schemas: &Schemas,
    parameter: &Parameter,
    sent: &Sent,
    kinds: &Kinds,
    departures: &mut Vec<Departure>,
) {
    let place = format!("{} `{}`", parameter.location.as_str(), parameter.name);
    match sent {
        Sent::Nothing if parameter.required => {
            departures.push(Departure::new(
                kinds.missing,
                place,
                "is required and was not sent",
            ));
            return;
        }
        Sent::Nothing | Sent::Empty => return,
        _ => {}
    }
    let (Some(pointer), Some(schema)) = (
        &parameter.schema,
        parameter.schema.as_ref().and_then(|p| schemas.at(p)),
    ) else {
        return;
    };
    let compiled = schemas.validator(kinds.side, pointer);
    let validator = match compiled.as_ref() {
        Ok(validator) => validator,
        Err(error) => {
            let message = format!("the schema cannot be used: {}", super::secrets::clip(error));
            departures.push(Departure::new(kinds.unchecked, place, message));
            return;
        }
    };
    let mut told = Vec::new();
    // A text may be read in more than one way where the schema takes several types.
    for prefers_text in [true, false] {
        let reader = Reader {
            document: &schemas.document,
            prefers_text,
        };
        let value = match value(&reader, parameter, schema, sent) {
            Ok(value) => parameter.coercions.apply(value),
            Err(message) => {
                departures.push(Departure::new(kinds.invalid, place, message));
                return;
            }
        };
        let marks = Marks {
            secrets: if parameter.is_secret {
                vec![String::new()]
            } else {
                Vec::new()
            },
            flagged: Vec::new(),
        };
        told = violations(validator, &value, &marks);
        if told.is_empty() {
            return;
        }
    }
    for violation in told {
        let kind = violation.kind(kinds.invalid, kinds.ambiguous);
        let message = match violation.at.as_str() {
            "" => violation.message,
            at => format!("{at}: {}", violation.message),
        };
        departures.push(Departure::new(kind, place.clone(), message));
    }
}

fn value(
    reader: &Reader<'_>,
    parameter: &Parameter,
    schema: &Value,
    sent: &Sent,
) -> Result<Value, String> {
    let types = reader.types(schema);
    match sent {
        Sent::Nothing | Sent::Empty => Ok(Value::Null),
        Sent::Texts(texts) if parameter.is_json => {
            let text = texts.first().map_or("", String::as_str);
            serde_json::from_str(text).map_err(|error| format!("is no JSON: {error}"))
        }
        Sent::Texts(texts) => {
            let scalar = types.string || types.number || types.boolean;
            if types.array && (!scalar || texts.len() > 1 || !reader.prefers_text) {
                return Ok(reader.list(schema, texts.iter().cloned()));
            }
            match texts.as_slice() {
                [text] => Ok(reader.scalar(&[schema], text)),
                texts => Err(format!("is one value and was sent {} times", texts.len())),
            }
        }
        Sent::Delimited(text, style) => Ok(reader.delimited(schema, text, style)),
        Sent::Fields(fields) => Ok(reader.object(schema, fields.iter().cloned())),
        Sent::Tree(tree) => Ok(reader.tree(&[schema], tree)),
    }
}

fn sent(schemas: &Schemas, parameter: &Parameter, found: &Found, head: &RequestHead<'_>) -> Sent {
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

fn in_headers(parameter: &Parameter, headers: &HeaderMap) -> Sent {
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

fn in_query(schemas: &Schemas, parameter: &Parameter, query: &str) -> Sent {
    let raw: Vec<(String, &str)> = raw_pairs(query)
        .map(|(key, value)| (decode(key, Encoding::Form), value))
        .collect();
    let schema = parameter
        .schema
        .as_ref()
        .and_then(|pointer| schemas.at(pointer));
    let reader = Reader {
        document: &schemas.document,
        prefers_text: true,
    };
    if parameter.style == "deepObject" {
        return tree(&parameter.name, &raw);
    }
    let types = schema
        .map(|schema| reader.types(schema))
        .unwrap_or_default();
    let plain = types.string || types.number || types.boolean || types.array;
    if parameter.explode && types.object && !plain && !parameter.is_json {
        let names = schema
            .map(|schema| reader.names(schema))
            .unwrap_or_default();
        let own = raw.iter().filter(|(key, _)| names.contains(key));
        let own = own.map(|(key, value)| (key.clone(), decode(value, Encoding::Form)));
        let own: Vec<(String, String)> = own.collect();
        return if own.is_empty() {
            Sent::Nothing
        } else {
            Sent::Fields(own)
        };
    }
    let brackets = parameter.coercions.array;
    let is_own = |key: &str| {
        let index = key
            .strip_prefix(parameter.name.as_str())
            .and_then(|rest| rest.strip_prefix('['));
        key == parameter.name || (brackets && index.is_some_and(|rest| rest.ends_with(']')))
    };
    let own = raw
        .iter()
        .filter(|(key, _)| is_own(key))
        .map(|(_, value)| *value);
    let own: Vec<&str> = own.collect();
    match own.as_slice() {
        [] => Sent::Nothing,
        [""] if parameter.allow_empty => Sent::Empty,
        [text] if !parameter.explode && !parameter.is_json => {
            let delimiters: &[&str] = match parameter.style.as_str() {
                "spaceDelimited" => &["%20", "+", " "],
                "pipeDelimited" => &["|", "%7C", "%7c"],
                _ => &[","],
            };
            let style = Delimited {
                delimiters,
                named: false,
                encoding: Encoding::Form,
            };
            Sent::Delimited((*text).to_owned(), style)
        }
        texts => Sent::Texts(
            texts
                .iter()
                .map(|text| decode(text, Encoding::Form))
                .collect(),
        ),
    }
}

/// `name[a][b]=text` as a tree.
fn tree(name: &str, raw: &[(String, &str)]) -> Sent {
    let mut tree = Map::new();
    for (key, text) in raw {
        let Some(path) = key
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('['))
        else {
            continue;
        };
        let path = path.strip_suffix(']').unwrap_or(path);
        let steps: Vec<&str> = path.split("][").collect();
        put(&mut tree, &steps, decode(text, Encoding::Form));
    }
    if tree.is_empty() {
        Sent::Nothing
    } else {
        Sent::Tree(Value::Object(tree))
    }
}

/// Puts a text at the end of steps; a second one makes a list.
fn put(tree: &mut Map<String, Value>, steps: &[&str], text: String) {
    let [step, rest @ ..] = steps else { return };
    let at = tree.entry(*step).or_insert(Value::Null);
    if rest.is_empty() {
        *at = match at.take() {
            Value::Null => text.into(),
            Value::Array(mut list) => {
                list.push(text.into());
                list.into()
            }
            other => vec![other, text.into()].into(),
        };
        return;
    }
    if !at.is_object() {
        *at = Map::new().into();
    }
    if let Some(inner) = at.as_object_mut() {
        put(inner, rest, text);
    }
}

/// Notes what the query has that no parameter reads.
fn unknown(
    schemas: &Schemas,
    operation: &Operation,
    query: Option<&str>,
    departures: &mut Vec<Departure>,
) {
    let reader = Reader {
        document: &schemas.document,
        prefers_text: true,
    };
    let reads = |parameter: &Parameter, key: &str| {
        let schema = parameter
            .schema
            .as_ref()
            .and_then(|pointer| schemas.at(pointer));
        let is_inside = key
            .strip_prefix(parameter.name.as_str())
            .is_some_and(|rest| rest.starts_with('['));
        let exploded = || {
            let schema = schema.filter(|schema| parameter.explode && reader.types(schema).object);
            schema.is_some_and(|schema| reader.names(schema).iter().any(|name| name == key))
        };
        parameter.name == key
            || (is_inside && (parameter.style == "deepObject" || parameter.coercions.array))
            || exploded()
    };
    let is_key = |key: &str| {
        let schemes = operation.security.iter().flatten();
        schemes
            .map(|(_, scheme)| scheme)
            .any(|scheme| *scheme == Scheme::Query(key.to_owned()))
    };
    let mut told: Vec<String> = Vec::new();
    for (key, _) in pairs(query) {
        let mut parameters = operation
            .parameters
            .iter()
            .filter(|p| p.location == Location::Query);
        if is_key(&key) || told.contains(&key) || parameters.any(|parameter| reads(parameter, &key))
        {
            continue;
        }
        let place = format!("query `{}`", super::secrets::clip(&key));
        departures.push(Departure::new(
            Kind::ParameterUnknown,
            place,
            "is not in the document",
        ));
        told.push(key);
    }
}
