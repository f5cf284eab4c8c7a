//! Bodies: JSON, forms, parts.

use std::borrow::Cow;

use http::HeaderMap;
use serde_json::Value;

use super::judge::{REQUEST, RESPONSE, Words, body};
use super::schemas::Schemas;
use super::styles::{Reader, pairs};
use super::{Content, Departure, Kind, encoding, media, multipart};

/// The body of a request that was sent as `sent`.
pub(super) fn request(
    schemas: &Schemas,
    schema: &str,
    sent: &str,
    headers: &HeaderMap,
    content: Content<'_>,
    departures: &mut Vec<Departure>,
) {
    let essence = media::essence(sent);
    let is_form = essence == "application/x-www-form-urlencoded";
    let is_multipart = essence == "multipart/form-data";
    if !is_form && !is_multipart && !media::is_json(sent) {
        return;
    }
    let Some(bytes) = whole(headers, content, &REQUEST, departures) else {
        return;
    };
    if media::is_json(sent) {
        json(
            schemas,
            &REQUEST,
            Kind::RequestBodyMalformed,
            schema,
            &bytes,
            departures,
        );
    } else if is_form {
        let text = String::from_utf8_lossy(&bytes);
        fields(schemas, schema, pairs(Some(&text)).collect(), departures);
    } else {
        match multipart::read(sent, &bytes) {
            Ok(parts) => multipart::check(schemas, schema, &parts, departures),
            Err(message) => {
                departures.push(Departure::new(Kind::RequestBodyMalformed, "body", message))
            }
        }
    }
}

/// The body of a response that was sent as `sent`.
pub(super) fn response(
    schemas: &Schemas,
    schema: &str,
    sent: &str,
    headers: &HeaderMap,
    content: Content<'_>,
    departures: &mut Vec<Departure>,
) {
    if media::is_json(sent)
        && !media::is_stream(sent)
        && let Some(bytes) = whole(headers, content, &RESPONSE, departures)
    {
        json(
            schemas,
            &RESPONSE,
            Kind::ResponseBodyMalformed,
            schema,
            &bytes,
            departures,
        );
    }
}

/// All bytes of a body, decompressed, or a note of why they are not at hand.
fn whole<'a>(
    headers: &HeaderMap,
    content: Content<'a>,
    words: &Words,
    departures: &mut Vec<Departure>,
) -> Option<Cow<'a, [u8]>> {
    let read = match content {
        Content::Whole(bytes) => encoding::decoded(headers, bytes),
        Content::Missing(reason) => Err(reason.to_owned()),
    };
    let note = |reason| {
        departures.push(Departure::new(
            words.unchecked,
            "body",
            format!("was not checked: {reason}"),
        ))
    };
    read.map_err(note).ok()
}

fn json(
    schemas: &Schemas,
    words: &Words,
    malformed: Kind,
    schema: &str,
    bytes: &[u8],
    departures: &mut Vec<Departure>,
) {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => body(schemas, words, schema, &value, departures),
        Err(error) => {
            let message = format!("is no JSON: {error}");
            departures.push(Departure::new(malformed, "body", message));
        }
    }
}

/// An object that was put together from parts.
pub(super) fn object(
    schemas: &Schemas,
    pointer: &str,
    value: &Value,
    departures: &mut Vec<Departure>,
) {
    body(schemas, &REQUEST, pointer, value, departures);
}

/// The fields of a form, each read into the type that its property has.
pub(super) fn fields(
    schemas: &Schemas,
    pointer: &str,
    fields: Vec<(String, String)>,
    departures: &mut Vec<Departure>,
) {
    let Some(schema) = schemas.at(pointer) else {
        return;
    };
    let mut told = Vec::new();
    for prefers_text in [true, false] {
        let reader = Reader {
            document: &schemas.document,
            prefers_text,
        };
        let value = reader.object(schema, fields.clone());
        told.clear();
        body(schemas, &REQUEST, pointer, &value, &mut told);
        if !told
            .iter()
            .any(|departure| departure.kind == Kind::RequestBodyInvalid)
        {
            break;
        }
    }
    departures.append(&mut told);
}
