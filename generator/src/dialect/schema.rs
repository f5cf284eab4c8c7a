//! Schemas of JSON Schema 2020-12 in the keywords of OpenAPI 3.0.

use serde_json::{Map, Value, json};

use super::Translator;
use crate::diagnostics::Code;

/// Keywords that are for tools only.
const FOR_TOOLS: &[&str] = &["$comment", "$id", "$anchor", "$vocabulary"];

/// Keywords that apply other schemas to the same value.
const APPLICATORS: &[&str] = &["$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"];

/// Keywords that 3.0 cannot express, and what is lost without them.
const LOST: &[(&str, &str)] = &[
    ("$dynamicRef", "it allows anything"),
    (
        "$dynamicAnchor",
        "which of those of its name is meant is not looked at",
    ),
    ("propertyNames", "names of properties are not checked"),
    ("contentSchema", "what the text holds is not checked"),
    ("minContains", "the items that fit are not counted"),
    ("maxContains", "the items that fit are not counted"),
    (
        "unevaluatedProperties",
        "which properties are described depends on the value, and others are accepted",
    ),
    (
        "unevaluatedItems",
        "items that no schema describes are accepted",
    ),
];

/// The schema that no value fits.
pub(super) fn never() -> Value {
    json!({ "not": {} })
}

/// The schema that only null fits.
pub(super) fn only_null() -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("nullable".into(), json!(true));
    schema.insert("not".into(), json!({}));
    schema
}

impl Translator<'_> {
    /// Translates a schema whose inner schemas are translated.
    pub(super) fn schema(&mut self, schema: &mut Map<String, Value>, pointer: &str) {
        schema.retain(|key, _| !FOR_TOOLS.contains(&key.as_str()));
        if let Some(dialect) = schema.remove("$schema") {
            self.dialect(&dialect, &format!("{pointer}/$schema"));
        }
        if schema.get("nullable") == Some(&json!(true)) {
            let message = "`nullable` is no part of a schema in OpenAPI 3.1; it is read as in 3.0";
            let help = "add `'null'` to the types";
            self.finding(
                Code::KeyUnknown,
                &format!("{pointer}/nullable"),
                message,
                help,
            );
        }
        annotations(schema);
        bound(schema, "minimum", "exclusiveMinimum");
        bound(schema, "maximum", "exclusiveMaximum");
        self.contents(schema, pointer);
        self.items(schema, pointer);
        self.properties(schema, pointer);
        conditions(schema);
        for (key, what) in LOST {
            if schema.remove(*key).is_some() {
                self.lost(pointer, key, what);
            }
        }
        self.types(schema, pointer);
    }

    /// Bytes in texts.
    fn contents(&mut self, schema: &mut Map<String, Value>, pointer: &str) {
        let encoding = schema.remove("contentEncoding");
        let media = schema.remove("contentMediaType");
        let format = match (&encoding, &media) {
            (Some(encoding), _) if *encoding == json!("base64") => "byte",
            (Some(_), _) => {
                self.lost(pointer, "contentEncoding", "the encoding is not checked");
                return;
            }
            (None, Some(Value::String(media))) if is_binary(media) => "binary",
            _ => return,
        };
        schema.entry("format").or_insert_with(|| json!(format));
        schema.entry("type").or_insert_with(|| json!("string"));
    }

    /// Tuples. 3.0 has one schema for all items.
    fn items(&mut self, schema: &mut Map<String, Value>, pointer: &str) {
        if schema.get("unevaluatedItems") == Some(&json!(true)) {
            schema.remove("unevaluatedItems");
        }
        let is_alone = !APPLICATORS.iter().any(|key| schema.contains_key(*key));
        if is_alone
            && !schema.contains_key("items")
            && let Some(rest) = schema.remove("unevaluatedItems")
        {
            let rest = if rest == json!(false) { never() } else { rest };
            schema.insert("items".into(), rest);
        }
        let Some(Value::Array(first)) = schema.remove("prefixItems") else {
            return;
        };
        self.lost(
            pointer,
            "prefixItems",
            "which item has which form is not checked",
        );
        schema.entry("type").or_insert_with(|| json!("array"));
        let count = first.len();
        let mut forms: Vec<Value> = Vec::new();
        for form in first {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        match schema.remove("items") {
            None => forms.clear(),
            Some(rest) if rest == never() => {
                let most = schema.get("maxItems").and_then(Value::as_u64);
                let most = most.map_or(count, |most| count.min(most.try_into().unwrap_or(count)));
                schema.insert("maxItems".into(), json!(most));
            }
            Some(rest) if forms.contains(&rest) => {}
            Some(rest) => forms.push(rest),
        }
        let items = if forms.len() > 1 {
            json!({ "anyOf": forms })
        } else {
            forms.pop().unwrap_or_else(|| json!({}))
        };
        schema.insert("items".into(), items);
    }

    /// Properties by patterns of their names. 3.0 has one schema for all that have no name.
    fn properties(&mut self, schema: &mut Map<String, Value>, pointer: &str) {
        let Some(Value::Object(patterns)) = schema.remove("patternProperties") else {
            return;
        };
        self.lost(
            pointer,
            "patternProperties",
            "names of properties are not held against the patterns",
        );
        let additional = schema.get("additionalProperties");
        let mut forms: Vec<Value> = patterns.into_iter().map(|(_, form)| form).collect();
        match additional {
            None | Some(Value::Bool(true)) => return,
            Some(Value::Bool(false)) => {}
            Some(rest) => forms.push(rest.clone()),
        }
        let form = if forms.len() > 1 {
            json!({ "anyOf": forms })
        } else {
            forms.pop().unwrap_or_else(|| json!(true))
        };
        schema.insert("additionalProperties".into(), form);
    }
}

/// `const` and `examples`.
fn annotations(schema: &mut Map<String, Value>) {
    if let Some(value) = schema.remove("const") {
        schema.insert("enum".into(), json!([value]));
    }
    if let Some(Value::Array(examples)) = schema.remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        schema.entry("example").or_insert(first);
    }
}

/// A limit that is excluded is a number of its own in 3.1 and a flag in 3.0.
fn bound(schema: &mut Map<String, Value>, limit: &str, excluded: &str) {
    let Some(number) = schema.get(excluded).filter(|value| value.is_number()) else {
        return;
    };
    let number = number.clone();
    let sign = if limit == "minimum" { 1.0 } else { -1.0 };
    let of = |value: &Value| value.as_f64().map(|value| value * sign);
    let is_weaker = schema
        .get(limit)
        .and_then(of)
        .zip(of(&number))
        .is_some_and(|(limit, excluded)| limit > excluded);
    if is_weaker {
        schema.remove(excluded);
    } else {
        schema.insert(limit.into(), number);
        schema.insert(excluded.into(), json!(true));
    }
}

/// Conditions are what must not be: in `not` they bind without giving the value another form.
fn conditions(schema: &mut Map<String, Value>) {
    let mut never: Vec<Value> = Vec::new();
    let negated = |schema: &Value| json!({ "not": schema });
    let (then, other) = (schema.remove("then"), schema.remove("else"));
    if let Some(condition) = schema.remove("if") {
        never.extend(then.map(|then| json!({ "allOf": [condition, negated(&then)] })));
        never.extend(other.map(|other| json!({ "allOf": [negated(&condition), negated(&other)] })));
    }
    let has = |name: &str| json!({ "type": "object", "required": [name] });
    if let Some(Value::Object(dependent)) = schema.remove("dependentRequired") {
        never.extend(dependent.into_iter().map(|(name, others)| {
            json!({ "allOf": [has(&name), negated(&json!({ "required": others }))] })
        }));
    }
    if let Some(Value::Object(dependent)) = schema.remove("dependentSchemas") {
        let each = dependent.into_iter();
        never.extend(each.map(|(name, then)| json!({ "allOf": [has(&name), negated(&then)] })));
    }
    if let Some(contained) = schema.remove("contains")
        && schema.get("minContains") != Some(&json!(0))
    {
        never.push(json!({ "type": "array", "items": negated(&contained) }));
    }
    // Nothing has to be counted where one or none is enough.
    if [json!(0), json!(1)].contains(schema.get("minContains").unwrap_or(&Value::Null)) {
        schema.remove("minContains");
    }
    if never.is_empty() {
        return;
    }
    never.extend(schema.remove("not"));
    let never = match never.as_slice() {
        [only] => only.clone(),
        _ => json!({ "anyOf": never }),
    };
    schema.insert("not".into(), never);
}

/// Whether contents of this media type are no text.
fn is_binary(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    let is_text = essence.starts_with("text/")
        || ["json", "xml", "yaml", "javascript", "x-www-form-urlencoded"]
            .iter()
            .any(|end| essence.ends_with(end));
    !is_text
}
