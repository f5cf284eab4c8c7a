//! From the schema dialect of OpenAPI 3.0 to JSON Schema.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// A validator of the schema at `pointer` of the document.
///
/// Panics when the schema cannot be compiled: a test must not pass with a schema that checks nothing.
pub(super) fn compile(document: &Value, pointer: &str) -> Validator {
    let mut root = Map::new();
    root.insert("$ref".into(), json!(format!("#{}", fragment(pointer))));
    for part in ["paths", "components", "x-common-responses"] {
        if let Some(value) = document.get(part) {
            root.insert(part.into(), translate(value));
        }
    }
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&Value::Object(root))
        .unwrap_or_else(|e| panic!("the schema at {pointer} cannot be compiled: {e}"))
}

/// A JSON pointer as the fragment of a URI: path templates have braces, which URIs have not.
fn fragment(pointer: &str) -> String {
    let mut fragment = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"/~-._+*".contains(&byte) {
            fragment.push(char::from(byte));
        } else {
            fragment.push_str(&format!("%{byte:02X}"));
        }
    }
    fragment
}

/// The same tree with what OpenAPI 3.0 says in its own way said in JSON Schema's.
fn translate(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(translate).collect()),
        Value::Object(object) => {
            let mut schema: Map<String, Value> = object
                .iter()
                .filter(|(key, _)| key.as_str() != "nullable")
                .map(|(key, value)| (key.clone(), translate(value)))
                .collect();
            bounds(&mut schema);
            if object.get("nullable") == Some(&Value::Bool(true)) {
                json!({ "anyOf": [schema, { "type": "null" }] })
            } else {
                Value::Object(schema)
            }
        }
        other => other.clone(),
    }
}

/// `exclusiveMinimum: true` beside `minimum` becomes a number of its own.
fn bounds(schema: &mut Map<String, Value>) {
    for (flag, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        match schema.get(flag) {
            Some(Value::Bool(true)) => {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_in_pointers() {
        let document = json!({ "paths": { "/a/{id}": { "type": "integer" } } });
        let validator = compile(&document, "/paths/~1a~1{id}");
        assert!(validator.is_valid(&json!(1)));
        assert!(!validator.is_valid(&json!("1")));
    }

    #[test]
    fn nullable_and_exclusive_bounds() {
        let document = json!({ "components": { "schemas": {
            "A": { "type": "object", "required": ["n"], "properties": {
                "n": { "type": "integer", "nullable": true, "minimum": 0, "exclusiveMinimum": true }
            } }
        } } });
        let validator = compile(&document, "/components/schemas/A");
        assert!(validator.is_valid(&json!({ "n": null })));
        assert!(validator.is_valid(&json!({ "n": 1 })));
        assert!(!validator.is_valid(&json!({ "n": 0 })));
        assert!(!validator.is_valid(&json!({})));
    }
}
