//! The parameters of a request and the headers of a response.

mod query;
mod sent;

use http::HeaderMap;
use serde_json::Value;

use self::sent::{Sent, in_headers, sent};
use super::judge::violations;
use super::operation::{Location, Operation, Parameter};
use super::schemas::Schemas;
use super::security::Scheme;
use super::styles::{Reader, pairs};
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
