//! The verdict of another validator. Nothing here is shared with the generator: schemas are translated by the words of OpenAPI
//! 3.0.3, and what those leave open is read as `readings` says.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::readings;
use crate::schemas::Case;

/// The validator of a case, of JSON Schema 2020-12 with formats asserted.
pub(crate) fn validator(case: &Case) -> Validator {
    let definitions: Map<String, Value> = case
        .components
        .iter()
        .map(|(name, schema)| (name.clone(), translated(schema, case)))
        .collect();
    let schema = json!({ "$ref": format!("#/$defs/{}", case.name), "$defs": definitions });
    let mut options = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true);
    for format in readings::FORMATS {
        options = options.with_format(format.name, |text: &str| readings::matches(format, text));
    }
    options
        .build(&schema)
        .unwrap_or_else(|error| panic!("{error}: {schema}"))
}

/// A schema of OpenAPI as one of JSON Schema.
fn translated(schema: &Value, case: &Case) -> Value {
    let Some(object) = schema.as_object() else {
        return schema.clone();
    };
    if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
        return json!({ "$ref": reference.replace("/components/schemas/", "/$defs/") });
    }
    let inner = |value: &Value| translated(value, case);
    let mut made = Map::new();
    let mut all: Vec<Value> = Vec::new();
    for (key, value) in object {
        let value = match key.as_str() {
            "allOf" => {
                all.extend(value.as_array().into_iter().flatten().map(inner));
                continue;
            }
            "oneOf" | "anyOf" if object.contains_key("discriminator") => {
                all.push(discriminated(object, value, case));
                continue;
            }
            "oneOf" | "anyOf" => value.as_array().into_iter().flatten().map(inner).collect(),
            "not" | "items" | "additionalProperties" => inner(value),
            "properties" => {
                let properties = value.as_object().into_iter().flatten();
                properties
                    .map(|(name, schema)| {
                        let is_read_only = schema["readOnly"] == true;
                        let schema = if is_read_only {
                            json!(true)
                        } else {
                            inner(schema)
                        };
                        (name.clone(), schema)
                    })
                    .collect()
            }
            // What only the server says, no client has to, and what of it is sent back is not looked at.
            "required" => {
                let is_read_only = |name: &Value| {
                    object.get("properties").is_some_and(|properties| {
                        properties[name.as_str().unwrap_or("")]["readOnly"] == true
                    })
                };
                let names = value.as_array().into_iter().flatten();
                names.filter(|name| !is_read_only(name)).cloned().collect()
            }
            "minimum" if object.get("exclusiveMinimum") == Some(&json!(true)) => {
                made.insert("exclusiveMinimum".into(), value.clone());
                continue;
            }
            "maximum" if object.get("exclusiveMaximum") == Some(&json!(true)) => {
                made.insert("exclusiveMaximum".into(), value.clone());
                continue;
            }
            "format" => match value.as_str() {
                Some("int32") => {
                    all.push(json!({ "minimum": i32::MIN, "maximum": i32::MAX }));
                    continue;
                }
                _ => value.clone(),
            },
            "exclusiveMinimum" | "exclusiveMaximum" | "nullable" | "discriminator" | "default"
            | "readOnly" | "writeOnly" => continue,
            _ => value.clone(),
        };
        made.insert(key.clone(), value);
    }
    if object.get("type") == Some(&json!("integer")) {
        all.push(readings::width_of_integers());
    }
    if !all.is_empty() {
        made.insert("allOf".into(), Value::Array(all));
    }
    let made = Value::Object(made);
    if object.get("nullable") == Some(&json!(true)) {
        readings::nullable(made)
    } else {
        made
    }
}

/// The property says which of the schemas holds.
fn discriminated(schema: &Map<String, Value>, members: &Value, case: &Case) -> Value {
    let discriminator = &schema["discriminator"];
    let property = &discriminator["propertyName"];
    let name = property.as_str().unwrap();
    let mut mapping: Vec<(String, Value)> = Vec::new();
    for member in members.as_array().unwrap() {
        let reference = member["$ref"].as_str().unwrap();
        let component = reference.rsplit('/').next().unwrap();
        let mapped = discriminator["mapping"].as_object().into_iter().flatten();
        let mut values: Vec<String> = mapped
            .filter(|(_, target)| *target == reference)
            .map(|(value, _)| value.clone())
            .collect();
        if values.is_empty() {
            values = readings::implicit_values(&case.components[component], name)
                .unwrap_or_else(|| vec![component.to_owned()]);
        }
        let target = translated(member, case);
        mapping.extend(values.into_iter().map(|value| (value, target.clone())));
    }
    let chosen: Vec<Value> = mapping
        .into_iter()
        .map(|(value, target)| {
            json!({ "allOf": [{ "required": [property], "properties": { name: { "const": value } } }, target] })
        })
        .collect();
    json!({ "type": "object", "anyOf": chosen })
}
