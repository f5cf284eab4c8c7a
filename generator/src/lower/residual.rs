//! What a schema says beyond the type that stands for it, to be checked when a value is read.

use serde_json::{Map, Value, json};

use super::Lowerer;
use super::keywords::{concerns, is_validating, members, type_of};
use crate::api::{ModelKind, TypeKind};
use crate::load::unescape;

/// Keywords that reading a type checks already.
const OF_BOOLEANS: &[&str] = &["type", "format"];
const OF_NUMBERS: &[&str] = &[
    "type",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];
const OF_TEXTS: &[&str] = &["type", "format", "minLength", "maxLength", "pattern"];
const OF_FORMATS: &[&str] = &["type", "format"];
const OF_LISTS: &[&str] = &["type", "items", "minItems", "maxItems", "uniqueItems"];
const OF_MAPS: &[&str] = &[
    "type",
    "additionalProperties",
    "minProperties",
    "maxProperties",
];
const OF_STRUCTS: &[&str] = &[
    "type",
    "properties",
    "additionalProperties",
    "minProperties",
    "maxProperties",
];
const OF_ENUMS: &[&str] = &["type", "enum"];
/// Formats of numbers and of texts for people: a value that is listed has them, or they say nothing.
const OF_NO_TEXT: &[&str] = &["int32", "int64", "float", "double", "password", "binary"];

impl Lowerer<'_> {
    /// What must be checked besides at a place of this type; JSON of a schema.
    pub(super) fn beyond_kind(
        &mut self,
        schema: &Map<String, Value>,
        kind: &TypeKind,
    ) -> Option<String> {
        let checked: &[&str] = match kind {
            TypeKind::Bool => OF_BOOLEANS,
            TypeKind::Integer { .. } | TypeKind::Number => OF_NUMBERS,
            TypeKind::String => OF_TEXTS,
            // Of bytes that are no text nothing else can be asked.
            TypeKind::Binary | TypeKind::Named(_) => return None,
            TypeKind::DateTime | TypeKind::Date | TypeKind::Uuid | TypeKind::Byte => OF_FORMATS,
            TypeKind::Array(_) => OF_LISTS,
            TypeKind::Map(_) => OF_MAPS,
            TypeKind::Any => &[],
        };
        // A map of nothing is read as one of anything.
        let is_closed = schema.get("additionalProperties") == Some(&json!(false));
        self.residual(schema, |key| {
            !checked.contains(&key) || (is_closed && key == "additionalProperties")
        })
    }

    /// What must be checked besides wherever a model is read.
    pub(super) fn beyond_model(
        &mut self,
        schema: &Map<String, Value>,
        kind: &ModelKind,
        pointer: &str,
    ) -> Option<String> {
        match kind {
            ModelKind::Struct { fields, .. } => {
                // What is required and has a field is demanded there.
                let mut schema = schema.clone();
                if let Some(Value::Array(required)) = schema.get_mut("required") {
                    required.retain(|name| !fields.iter().any(|field| *name == field.wire));
                }
                self.residual(&schema, |key| !OF_STRUCTS.contains(&key))
            }
            ModelKind::Enum { .. } => {
                let format = schema.get("format").and_then(Value::as_str);
                let is_of_text = format.is_some_and(|format| !OF_NO_TEXT.contains(&format));
                self.residual(schema, |key| {
                    !OF_ENUMS.contains(&key) && (key != "format" || is_of_text)
                })
            }
            ModelKind::Union(union) => {
                let choice = if union.any { "anyOf" } else { "oneOf" };
                let own_type = type_of(schema).to_owned();
                let is_told = own_type.is_empty()
                    || (0..members(schema, choice).len()).all(|index| {
                        let member = self.resolve(&format!("{pointer}/{choice}/{index}"));
                        let member = self.at(&member).and_then(Value::as_object);
                        member.is_some_and(|member| type_of(member) == own_type)
                    });
                // What stands beside the choice is part of each of its forms.
                let is_object = own_type == "object";
                self.residual(schema, |key| {
                    key != choice
                        && !(key == "type" && is_told)
                        && !(is_object && OF_STRUCTS.contains(&key) && key != "type")
                        && !(is_object && key == "required")
                })
            }
            ModelKind::Alias { .. } => None,
        }
    }

    /// The part of a schema whose keywords are left over.
    fn residual(
        &mut self,
        schema: &Map<String, Value>,
        is_left: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let type_name = type_of(schema);
        let empty = |value: &Value| {
            value.as_array().is_some_and(Vec::is_empty)
                || value.as_object().is_some_and(Map::is_empty)
        };
        let mut rest: Map<String, Value> = schema
            .iter()
            .filter(|(key, value)| {
                is_left(key) && concerns(key, type_name) && (!empty(value) || *key == "not")
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        // A format alone, of no type, is a hint.
        if rest.is_empty() || (type_name.is_empty() && rest.keys().all(|key| key == "format")) {
            return None;
        }
        for flag in ["nullable", "exclusiveMinimum", "exclusiveMaximum"] {
            if schema.get(flag) == Some(&json!(true)) {
                rest.insert(flag.to_owned(), json!(true));
            }
        }
        self.check_of(&Value::Object(rest), &read_only(schema))
    }

    /// All that the schema demands which a reference leads to.
    pub(super) fn whole(&self, reference: &str) -> Option<String> {
        self.check_of(&json!({ "allOf": [{ "$ref": reference }] }), &[])
    }

    /// A schema as JSON that stands on its own; `read_only` are properties that no request needs.
    fn check_of(&self, schema: &Value, read_only: &[String]) -> Option<String> {
        let mut definitions = Map::new();
        let check = self.spelled_out(schema, &mut definitions, &mut Vec::new(), read_only);
        let Value::Object(mut check) = check else {
            return None;
        };
        if !definitions.is_empty() {
            check.insert("$defs".into(), Value::Object(definitions));
        }
        Some(Value::Object(check).to_string())
    }

    /// A schema with nothing in it but what refuses values; components that it refers to are put among the definitions.
    /// `outer` are properties that no request needs, as schemas say that this one is a part of.
    fn spelled_out(
        &self,
        schema: &Value,
        definitions: &mut Map<String, Value>,
        open: &mut Vec<String>,
        outer: &[String],
    ) -> Value {
        let Some(object) = schema.as_object() else {
            return schema.clone();
        };
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            let pointer = reference.trim_start_matches('#');
            let component = pointer
                .strip_prefix("/components/schemas/")
                .filter(|name| !name.contains('/'))
                .map(unescape);
            let Some(target) = self.at(pointer) else {
                return json!({});
            };
            return match component {
                Some(name) => {
                    if !definitions.contains_key(&name) {
                        definitions.insert(name.clone(), json!({}));
                        let spelled = self.spelled_out(target, definitions, open, &[]);
                        definitions.insert(name.clone(), spelled);
                    }
                    json!({ "$ref": name })
                }
                // A place that contains itself without a name is not looked into again.
                None if open.iter().any(|known| known == pointer) => json!({}),
                None => {
                    open.push(pointer.to_owned());
                    let spelled = self.spelled_out(target, definitions, open, outer);
                    open.pop();
                    spelled
                }
            };
        }
        let mut unneeded = read_only(object);
        unneeded.extend(outer.iter().cloned());
        let mut inner =
            |value: &Value, outer: &[String]| self.spelled_out(value, definitions, open, outer);
        let mut spelled = Map::new();
        for (key, value) in object {
            let value = match (key.as_str(), value) {
                ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => {
                    items.iter().map(|item| inner(item, &unneeded)).collect()
                }
                ("not", Value::Object(_)) => inner(value, &unneeded),
                ("items" | "additionalProperties", Value::Object(_)) => inner(value, &[]),
                ("properties", Value::Object(properties)) => properties
                    .iter()
                    .map(|(name, value)| {
                        // What only the server says is not looked at.
                        let is_read_only = value.get("readOnly") == Some(&json!(true));
                        let spelled = if is_read_only {
                            json!({})
                        } else {
                            inner(value, &[])
                        };
                        (name.clone(), spelled)
                    })
                    .collect(),
                ("required", Value::Array(names)) => {
                    let is_unneeded = |name: &&Value| unneeded.iter().any(|known| *name == known);
                    let demanded = names.iter().filter(|name| !is_unneeded(name));
                    demanded.cloned().collect()
                }
                ("nullable" | "writeOnly", Value::Bool(true)) => value.clone(),
                (key, _) if is_validating(key) => value.clone(),
                _ => continue,
            };
            spelled.insert(key.clone(), value);
        }
        Value::Object(spelled)
    }
}

/// Properties that only responses have.
fn read_only(schema: &Map<String, Value>) -> Vec<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let marked = properties
        .into_iter()
        .flatten()
        .filter(|(_, property)| property.get("readOnly") == Some(&json!(true)));
    marked.map(|(name, _)| name.clone()).collect()
}
