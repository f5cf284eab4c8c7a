//! Parts of a `multipart/form-data` body.

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use multer::Multipart;
use serde_json::Value;

use super::schemas::Schemas;
use super::styles::Reader;
use super::translate::follow;
use super::walk::{items, property, property_names};
use super::{Departure, Kind};
use crate::load::escape;

/// A part.
pub(super) struct Part {
    name: String,
    is_file: bool,
    is_json: bool,
    /// Empty of a file.
    text: String,
}

impl Part {
    /// `name[]` and `name[0]` are how arrays are often written.
    fn base(&self) -> &str {
        self.name.split('[').next().unwrap_or_default()
    }

    /// Whether it is a value of an object that is written in several parts, `name[key]`.
    fn is_inside(&self) -> bool {
        let inside = self.name.split('[').skip(1);
        inside
            .map(|step| step.trim_end_matches(']'))
            .any(|step| !step.chars().all(|c| c.is_ascii_digit()))
    }
}

/// The parts of a body that is there as a whole.
pub(super) fn read(content_type: &str, bytes: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| error.to_string())?;
    let whole = Ok::<Bytes, std::convert::Infallible>(Bytes::copy_from_slice(bytes));
    let mut multipart = Multipart::new(stream::iter([whole]), boundary);
    let read = async {
        let mut parts = Vec::new();
        while let Some(mut field) = multipart.next_field().await? {
            let is_file = field.file_name().is_some();
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await? {
                if !is_file {
                    bytes.extend_from_slice(&chunk);
                }
            }
            let media = field.content_type().map(|media| media.essence_str());
            parts.push(Part {
                name: field.name().unwrap_or_default().to_owned(),
                is_file,
                is_json: media.is_some_and(super::media::is_json),
                text: String::from_utf8_lossy(&bytes).into_owned(),
            });
        }
        Ok::<_, multer::Error>(parts)
    };
    // All bytes are there, so that nothing is waited for.
    match read.now_or_never() {
        Some(Ok(parts)) => Ok(parts),
        Some(Err(error)) => Err(format!("its parts cannot be read: {error}")),
        None => Err("its parts do not end".to_owned()),
    }
}

/// Names of parts against the properties of the schema, and the values of those that are no files.
pub(super) fn check(
    schemas: &Schemas,
    pointer: &str,
    parts: &[Part],
    departures: &mut Vec<Departure>,
) {
    let Some(schema) = schemas.at(pointer) else {
        return;
    };
    let document = &schemas.document;
    let mut names = Vec::new();
    property_names(document, schema, &mut names, 0);
    let mut is_whole = true;
    for name in required(document, schema) {
        if !parts.iter().any(|part| part.base() == name) {
            is_whole = false;
            let message = format!("the part `{name}` is required and was not sent");
            departures.push(Departure::new(
                Kind::RequestBodyInvalid,
                format!("body /{name}"),
                message,
            ));
        }
    }
    for part in parts {
        let name = part.base().to_owned();
        if names.contains(&name) || names.contains(&part.name) {
            let schemas = property(document, schema, &name);
            let is_text = |schema: &&Value| {
                let schema = follow(document, schema);
                schema.is_some_and(|schema| {
                    matches!(
                        schema["type"].as_str(),
                        Some("integer" | "number" | "boolean")
                    )
                })
            };
            if part.is_file && schemas.iter().any(is_text) {
                let place = format!("body /{name}");
                departures.push(Departure::new(
                    Kind::RequestBodyInvalid,
                    place,
                    "is a file, and the document has a plain value",
                ));
            }
        } else if property(document, schema, &name).is_empty() && !names.is_empty() {
            let place = format!("body /{}", super::secrets::clip(&part.name));
            departures.push(Departure::new(
                Kind::ParameterUnknown,
                place,
                "is a part that is not in the document",
            ));
        }
    }
    values(schemas, pointer, parts, is_whole, departures);
}

/// The values of all parts that are no files, each read into the type that its property has.
fn values(
    schemas: &Schemas,
    pointer: &str,
    parts: &[Part],
    is_whole: bool,
    departures: &mut Vec<Departure>,
) {
    let Some(schema) = schemas.at(pointer) else {
        return;
    };
    // What is in a file, or in several parts, is not looked at.
    let is_unseen = |part: &&Part| part.is_file || part.is_inside();
    let unseen: Vec<&str> = parts.iter().filter(is_unseen).map(Part::base).collect();
    let seen: Vec<&Part> = parts
        .iter()
        .filter(|part| !unseen.contains(&part.base()))
        .collect();
    let mut told = Vec::new();
    // A text may be read in more than one way where the schema takes several types.
    for prefers_text in [true, false] {
        let reader = Reader {
            document: &schemas.document,
            prefers_text,
        };
        told.clear();
        let value = object(&reader, schema, &seen, &mut told);
        super::body::object(schemas, pointer, &value, &mut told);
        told.retain(|departure| {
            let at = departure.place.trim_start_matches("body /");
            let name = at.split('/').next().unwrap_or_default();
            // What is said of all of it is about parts that are not there as well.
            !(name.is_empty() && !(is_whole && unseen.is_empty()))
                && !unseen.iter().any(|unseen| escape(unseen) == name)
        });
        let is_wrong = |departure: &Departure| departure.kind == Kind::RequestBodyInvalid;
        if !told.iter().any(is_wrong) {
            break;
        }
    }
    departures.append(&mut told);
}

/// The object that parts make: texts as those of a form, objects as JSON.
fn object(
    reader: &Reader<'_>,
    schema: &Value,
    parts: &[&Part],
    departures: &mut Vec<Departure>,
) -> Value {
    let mut texts = Vec::new();
    let mut objects: Vec<(&str, Value)> = Vec::new();
    for part in parts {
        let found = property(reader.document, schema, part.base());
        let of: Vec<&Value> = found
            .iter()
            .flat_map(|schema| items(reader.document, schema))
            .chain(found.iter().copied())
            .collect();
        let is_object = of.iter().any(|schema| {
            let types = reader.types(schema);
            types.object && !types.string
        });
        match serde_json::from_str(&part.text) {
            Ok(value) if part.is_json || is_object => objects.push((part.base(), value)),
            Err(error) if part.is_json => {
                let place = format!("body /{}", escape(part.base()));
                let message = format!("is no JSON: {error}");
                departures.push(Departure::new(Kind::RequestBodyInvalid, place, message));
            }
            _ => texts.push((part.base().to_owned(), part.text.clone())),
        }
    }
    let mut whole = reader.object(schema, texts);
    if let Some(whole) = whole.as_object_mut() {
        for (name, value) in objects {
            let found = property(reader.document, schema, name);
            let is_list = found.iter().any(|schema| reader.types(schema).array);
            match whole.get_mut(name).and_then(Value::as_array_mut) {
                Some(list) => list.push(value),
                None if is_list && !value.is_array() => {
                    whole.insert(name.to_owned(), vec![value].into());
                }
                None => {
                    whole.insert(name.to_owned(), value);
                }
            }
        }
    }
    whole
}

/// Properties that a schema requires, with all that `allOf` says.
fn required(document: &Value, schema: &Value) -> Vec<String> {
    let Some(schema) = follow(document, schema) else {
        return Vec::new();
    };
    let own = schema.get("required").and_then(Value::as_array);
    let own = own.into_iter().flatten().filter_map(Value::as_str);
    let mut names: Vec<String> = own.map(str::to_owned).collect();
    for part in schema
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        names.extend(required(document, part));
    }
    names
}
