//! Parts of a `multipart/form-data` body.

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use multer::Multipart;
use serde_json::Value;

use super::schemas::Schemas;
use super::translate::follow;
use super::walk::{property, property_names};
use super::{Departure, Kind};

/// A part: its name, and whether it is a file.
pub(super) struct Part {
    name: String,
    is_file: bool,
}

/// The parts of a body that is there as a whole.
pub(super) fn read(content_type: &str, bytes: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| error.to_string())?;
    let whole = Ok::<Bytes, std::convert::Infallible>(Bytes::copy_from_slice(bytes));
    let mut multipart = Multipart::new(stream::iter([whole]), boundary);
    let read = async {
        let mut parts = Vec::new();
        while let Some(mut field) = multipart.next_field().await? {
            while field.chunk().await?.is_some() {}
            parts.push(Part {
                name: field.name().unwrap_or_default().to_owned(),
                is_file: field.file_name().is_some(),
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

/// Names of parts against the properties of the schema.
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
    // `name[]` and `name[0]` are how arrays are often written.
    let base = |name: &str| name.split('[').next().unwrap_or_default().to_owned();
    let sent: Vec<String> = parts.iter().map(|part| base(&part.name)).collect();
    for name in required(document, schema) {
        if !sent.contains(&name) {
            let message = format!("the part `{name}` is required and was not sent");
            departures.push(Departure::new(
                Kind::RequestBodyInvalid,
                format!("body /{name}"),
                message,
            ));
        }
    }
    for part in parts {
        let name = base(&part.name);
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
