//! Types: lists of them, and null, which is a flag in OpenAPI 3.0.

use serde_json::{Map, Value, json};

use super::Translator;
use super::schema::only_null;
use crate::lower::is_of_type;
use crate::lower::keywords::{members, subject};

/// All types but null; what is of any of them is of no type in particular.
const ALL: &[&str] = &["array", "boolean", "number", "object", "string"];

impl Translator<'_> {
    /// Puts `type` into one word, and null into `nullable`.
    pub(super) fn types(&mut self, schema: &mut Map<String, Value>, pointer: &str) {
        let mut types: Vec<String> = match schema.get("type") {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(several)) => several
                .iter()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        let is_typed = !types.is_empty();
        let allows_null = !is_typed || types.iter().any(|name| name == "null");
        types.retain(|name| name != "null");
        for key in ["oneOf", "anyOf"] {
            self.without_null(schema, key, allows_null, pointer);
        }
        if !is_typed {
            if members(schema, "enum") == [Value::Null] {
                become_null(schema);
            }
            return;
        }
        let values = schema.get("enum").and_then(Value::as_array);
        let is_listed = values.is_none_or(|values| values.contains(&Value::Null));
        if allows_null && is_listed {
            schema.insert("nullable".into(), json!(true));
        }
        if types.iter().any(|name| name == "number") {
            types.retain(|name| name != "integer");
        }
        types.dedup();
        match types.as_slice() {
            [] => become_null(schema),
            [only] => {
                let is_null = values_of(schema) == Some(&[Value::Null]);
                schema.insert("type".into(), json!(only));
                if is_null {
                    become_null(schema);
                }
            }
            several => several_types(schema, several, allows_null),
        }
    }

    /// Takes forms out that only null has.
    fn without_null(
        &mut self,
        schema: &mut Map<String, Value>,
        key: &str,
        allows_null: bool,
        pointer: &str,
    ) {
        let Some(Value::Array(forms)) = schema.get_mut(key) else {
            return;
        };
        let kept: Vec<(usize, Value)> = forms
            .iter()
            .enumerate()
            .filter(|(_, form)| !is_only_null(form))
            .map(|(index, form)| (index, form.clone()))
            .collect();
        if kept.len() == forms.len() {
            return;
        }
        if kept.is_empty() {
            schema.remove(key);
            return become_null(schema);
        }
        let is_single = kept.len() == 1
            && !schema.contains_key("allOf")
            && !schema.contains_key("discriminator");
        let to = if is_single { "allOf" } else { key };
        for (new, (old, _)) in kept.iter().enumerate() {
            let from = format!("{pointer}/{key}/{old}");
            self.moved.push((format!("{pointer}/{to}/{new}"), from));
        }
        schema.remove(key);
        let forms = kept.into_iter().map(|(_, form)| form);
        schema.insert(to.to_owned(), forms.collect());
        if allows_null {
            schema.insert("nullable".into(), json!(true));
        }
    }
}

fn values_of(schema: &Map<String, Value>) -> Option<&[Value]> {
    schema
        .get("enum")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
}

/// Whether only null fits.
fn is_only_null(schema: &Value) -> bool {
    let says = |key: &str, value: Value| schema.get(key) == Some(&value);
    says("nullable", json!(true)) && says("not", json!({}))
}

/// Leaves nothing but null, and what is for people.
fn become_null(schema: &mut Map<String, Value>) {
    schema.retain(|key, _| ["title", "description", "deprecated"].contains(&key.as_str()));
    schema.extend(only_null());
}

/// A schema of several types: a form for each of them, with what concerns it alone.
fn several_types(schema: &mut Map<String, Value>, types: &[String], allows_null: bool) {
    schema.remove("type");
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| {
            value.is_null() && allows_null || types.iter().any(|name| is_of_type(value, name))
        });
        return;
    }
    let is_any = allows_null && ALL.iter().all(|name| types.iter().any(|own| own == name));
    if is_any {
        return;
    }
    // Each keyword goes with the type that it is about; what is about all stays where it is.
    let about = |schema: &Map<String, Value>, key: &str| match key {
        "format" => schema.get("format").and_then(Value::as_str).map(of_format),
        key => subject(key),
    };
    let mut forms: Vec<Value> = Vec::new();
    for name in types {
        let of = if name == "integer" { "number" } else { name };
        let mut form = Map::new();
        form.insert("type".into(), json!(name));
        let own = schema
            .iter()
            .filter(|(key, _)| about(schema, key) == Some(of));
        form.extend(own.map(|(key, value)| (key.clone(), value.clone())));
        forms.push(Value::Object(form));
    }
    let rest = schema
        .iter()
        .filter(|(key, _)| about(schema, key).is_none());
    *schema = rest
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let forms = json!(forms);
    if ["anyOf", "oneOf"]
        .iter()
        .any(|key| schema.contains_key(*key))
    {
        let all = schema.entry("allOf").or_insert_with(|| json!([]));
        if let Some(all) = all.as_array_mut() {
            all.push(json!({ "anyOf": forms }));
        }
    } else {
        schema.insert("anyOf".into(), forms);
    }
}

/// The type that a format is about.
fn of_format(format: &str) -> &'static str {
    if ["int32", "int64", "float", "double"].contains(&format) {
        "number"
    } else {
        "string"
    }
}
