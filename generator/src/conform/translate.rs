//! From the schema dialect of OpenAPI to JSON Schema 2020-12. Schemas stay where they are, so that pointers into them stay good.

use serde_json::{Map, Value, json};

use super::Side;

/// Most `$ref`s that are followed from one to the next.
const MOST_STEPS: usize = 32;

/// The document with its schemas translated for one direction.
pub(super) fn document(document: &Value, side: Side) -> Value {
    Translator { document, side }.anything(document, "")
}

struct Translator<'a> {
    document: &'a Value,
    side: Side,
}

impl Translator<'_> {
    /// Looks for schemas.
    fn anything(&self, value: &Value, key: &str) -> Value {
        match value {
            Value::Object(object) if key == "schemas" => self.map(object),
            Value::Object(object) => {
                let inner = object.iter().map(|(key, value)| {
                    let translated = match key.as_str() {
                        "schema" if value.is_object() => self.schema(value, &[]),
                        "example" | "examples" => Value::Null,
                        key => self.anything(value, key),
                    };
                    (key.clone(), translated)
                });
                Value::Object(inner.collect())
            }
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.anything(item, "")).collect())
            }
            other => other.clone(),
        }
    }

    fn map(&self, schemas: &Map<String, Value>) -> Value {
        let schemas = schemas
            .iter()
            .map(|(name, schema)| (name.clone(), self.schema(schema, &[])));
        Value::Object(schemas.collect())
    }

    /// A schema; `absent` are properties that are not required in this direction because of what stands around it.
    fn schema(&self, schema: &Value, absent: &[String]) -> Value {
        let Value::Object(object) = schema else {
            return schema.clone();
        };
        let mut absent = absent.to_vec();
        self.one_way(schema, &mut absent, 0);
        let mut out = Map::new();
        for (key, value) in object {
            let translated = match (key.as_str(), value) {
                // What is not said in JSON Schema, or only to people.
                ("nullable" | "example" | "examples" | "default" | "discriminator" | "xml", _) => {
                    continue;
                }
                (
                    "readOnly" | "writeOnly" | "deprecated" | "externalDocs" | "description"
                    | "title",
                    _,
                ) => continue,
                ("properties" | "patternProperties" | "$defs", Value::Object(inner)) => {
                    self.map(inner)
                }
                ("allOf", Value::Array(items)) => Value::Array(
                    items
                        .iter()
                        .map(|item| self.schema(item, &absent))
                        .collect(),
                ),
                ("anyOf" | "oneOf" | "prefixItems", Value::Array(items)) => Value::Array(
                    items
                        .iter()
                        .map(|item| self.schema(item, &absent))
                        .collect(),
                ),
                ("items" | "additionalProperties" | "not" | "if" | "then" | "else", inner) => {
                    self.schema(inner, &[])
                }
                ("required", Value::Array(names)) => {
                    let is_due = |name: &&Value| {
                        !name.as_str().is_some_and(|n| absent.iter().any(|a| a == n))
                    };
                    Value::Array(names.iter().filter(is_due).cloned().collect())
                }
                // As a flag, it belongs to a parameter or a schema of older times.
                ("required", Value::Bool(_)) => continue,
                ("format", Value::String(format)) if !is_checked(format) => continue,
                ("type", Value::String(name)) if name == "any" || name == "file" => continue,
                (key, _) if key.starts_with("x-") => continue,
                (_, value) => value.clone(),
            };
            out.insert(key.clone(), translated);
        }
        bounds(&mut out);
        integers(object, &mut out);
        if object.get("nullable") == Some(&Value::Bool(true)) {
            return nullable(out);
        }
        Value::Object(out)
    }

    /// Names of properties that the other direction has alone, of this schema and all that `allOf` puts together.
    fn one_way(&self, schema: &Value, names: &mut Vec<String>, depth: usize) {
        let flag = match self.side {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
        };
        let Some(schema) = follow(self.document, schema).filter(|_| depth < MOST_STEPS) else {
            return;
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let property = follow(self.document, property);
            if property.is_some_and(|property| property.get(flag) == Some(&Value::Bool(true))) {
                names.push(name.clone());
            }
        }
        let all = schema.get("allOf").and_then(Value::as_array);
        for part in all.into_iter().flatten() {
            self.one_way(part, names, depth + 1);
        }
    }
}

/// The schema that a chain of `$ref`s ends at.
pub(super) fn follow<'a>(document: &'a Value, mut schema: &'a Value) -> Option<&'a Value> {
    for _ in 0..MOST_STEPS {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
            return Some(schema);
        };
        schema = document.pointer(reference.strip_prefix('#')?)?;
    }
    None
}

/// Formats that say the same everywhere; the rest is the document's own and says nothing to a validator.
fn is_checked(format: &str) -> bool {
    matches!(
        format,
        "date"
            | "date-time"
            | "time"
            | "duration"
            | "email"
            | "hostname"
            | "ipv4"
            | "ipv6"
            | "uri"
            | "uuid"
            | "uri-reference"
            | "json-pointer"
            | "regex"
    )
}

/// `exclusiveMinimum: true` beside `minimum` becomes a number of its own.
fn bounds(schema: &mut Map<String, Value>) {
    for (flag, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        match schema.get(flag) {
            Some(Value::Bool(true)) => {
                schema.remove(flag);
                if let Some(limit) = schema.remove(bound) {
                    schema.insert(flag.into(), limit);
                }
            }
            Some(Value::Bool(false)) => {
                schema.remove(flag);
            }
            _ => {}
        }
    }
}

/// `int32` has bounds, which hold where the schema has none of its own.
fn integers(schema: &Map<String, Value>, out: &mut Map<String, Value>) {
    let is = |key: &str, value: &str| schema.get(key).and_then(Value::as_str) == Some(value);
    if is("type", "integer") && is("format", "int32") {
        for (bound, exclusive, limit) in [
            ("minimum", "exclusiveMinimum", i32::MIN),
            ("maximum", "exclusiveMaximum", i32::MAX),
        ] {
            if !out.contains_key(exclusive) {
                out.entry(bound).or_insert(limit.into());
            }
        }
    }
}

/// The same schema that takes `null` besides.
fn nullable(mut schema: Map<String, Value>) -> Value {
    let composed = ["allOf", "anyOf", "oneOf", "not", "$ref"];
    let plain = schema
        .get("type")
        .and_then(Value::as_str)
        .map(str::to_owned);
    match plain {
        Some(name) if !composed.iter().any(|key| schema.contains_key(*key)) => {
            schema.insert("type".into(), json!([name, "null"]));
            if let Some(Value::Array(values)) = schema.get_mut("enum")
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
            Value::Object(schema)
        }
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_openapi_says_in_its_own_way() {
        let cases = [
            (
                json!({"type": "string", "nullable": true, "enum": ["a"]}),
                json!({"type": ["string", "null"], "enum": ["a", null]}),
            ),
            (
                json!({"minimum": 1, "exclusiveMinimum": true}),
                json!({"exclusiveMinimum": 1}),
            ),
            (
                json!({"type": "integer", "format": "int32", "minimum": 0}),
                json!({"type": "integer", "minimum": 0, "maximum": i32::MAX}),
            ),
            (
                json!({"properties": {"nullable": {"type": "string"}}}),
                json!({"properties": {"nullable": {"type": "string"}}}),
            ),
            (
                json!({"required": ["id", "name"], "properties": {"id": {"readOnly": true}, "name": {}}}),
                json!({"required": ["name"], "properties": {"id": {}, "name": {}}}),
            ),
            (
                json!({"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["id"]}]}),
                json!({"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": []}]}),
            ),
        ];
        for (schema, expected) in cases {
            let base = json!({"properties": {"id": {"readOnly": true}}});
            let whole = json!({"components": {"schemas": {"Base": base, "It": schema}}});
            let translated = document(&whole, Side::Request);
            assert_eq!(translated["components"]["schemas"]["It"], expected);
        }
    }
}
