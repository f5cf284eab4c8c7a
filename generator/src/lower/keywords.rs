//! Keywords of schemas: which of them say what a value must be, and of which JSON type.

use serde_json::{Map, Value};

/// Keywords that refuse values, with the JSON type that they are about; none is about all.
const VALIDATING: &[(&str, &str)] = &[
    ("type", ""),
    ("enum", ""),
    ("not", ""),
    ("allOf", ""),
    ("oneOf", ""),
    ("anyOf", ""),
    ("multipleOf", "number"),
    ("minimum", "number"),
    ("exclusiveMinimum", "number"),
    ("maximum", "number"),
    ("exclusiveMaximum", "number"),
    ("minLength", "string"),
    ("maxLength", "string"),
    ("pattern", "string"),
    ("format", ""),
    ("items", "array"),
    ("minItems", "array"),
    ("maxItems", "array"),
    ("uniqueItems", "array"),
    ("properties", "object"),
    ("additionalProperties", "object"),
    ("required", "object"),
    ("minProperties", "object"),
    ("maxProperties", "object"),
];

/// Whether the keyword can refuse a value.
pub(super) fn is_validating(key: &str) -> bool {
    VALIDATING.iter().any(|(known, _)| *known == key)
}

/// The JSON type that the keyword is about; none if it is about all, or refuses nothing.
pub(crate) fn subject(key: &str) -> Option<&'static str> {
    let (_, about) = VALIDATING.iter().find(|(known, _)| *known == key)?;
    (!about.is_empty()).then_some(*about)
}

/// Whether the keyword can refuse a value of this type; all do if there is none.
pub(super) fn concerns(key: &str, type_name: &str) -> bool {
    let of = if type_name == "integer" {
        "number"
    } else {
        type_name
    };
    VALIDATING
        .iter()
        .any(|(known, about)| *known == key && (about.is_empty() || of.is_empty() || *about == of))
}

/// Whether the schema allows everything, whatever else it says.
pub(super) fn is_annotation(schema: &Map<String, Value>) -> bool {
    !schema.contains_key("$ref") && !schema.keys().any(|key| is_validating(key))
}

/// `type`, or what the other keywords are about.
pub(super) fn type_of(schema: &Map<String, Value>) -> &str {
    match schema.get("type") {
        Some(Value::String(name)) => name,
        // Of the lists of OpenAPI 3.1 what is not null.
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null")
            .unwrap_or_default(),
        _ if schema.contains_key("items") => "array",
        _ if ["properties", "additionalProperties"]
            .iter()
            .any(|key| schema.contains_key(*key)) =>
        {
            "object"
        }
        _ => "",
    }
}

/// The schemas in a list, if there are any.
pub(crate) fn members<'s>(schema: &'s Map<String, Value>, key: &str) -> &'s [Value] {
    schema
        .get(key)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}
