//! What two schemas say together.

use serde_json::{Map, Value, json};

use super::keywords::{is_validating, members};
use super::{Lowerer, Skipped};
use crate::diagnostics::Code;

/// Where the schemas are written that are taken together.
pub(super) struct Sides {
    /// The schema with the `allOf`.
    whole: String,
    /// What was taken together already.
    before: Vec<String>,
    /// What comes to it now.
    next: Option<String>,
}

impl Sides {
    pub(super) fn of(whole: &str) -> Self {
        Self {
            whole: whole.to_owned(),
            before: Vec::new(),
            next: None,
        }
    }

    /// Another schema comes to what was taken together.
    pub(super) fn turn_to(&mut self, next: String) {
        self.before.extend(self.next.replace(next));
    }
}

/// Deepest `allOf` in which a keyword is looked for, to show it.
const DEEPEST: usize = 8;

impl Lowerer<'_> {
    /// A schema that allows what both allow. What has no keyword for both stays in an `allOf`.
    pub(super) fn intersection(
        &mut self,
        left: Map<String, Value>,
        right: Map<String, Value>,
        sides: &Sides,
    ) -> Result<Map<String, Value>, Skipped> {
        let mut both = left.clone();
        let mut rest: Vec<Value> = Vec::new();
        both.remove("nullable");
        self.close(&mut rest, &left, &right, sides);
        self.close(&mut rest, &right, &left, sides);
        for (key, value) in &right {
            if key == "nullable" {
                continue;
            }
            let Some(known) = left.get(key) else {
                both.insert(key.clone(), value.clone());
                continue;
            };
            if known == value && key != "allOf" {
                continue;
            }
            let joined = match key.as_str() {
                "type" => Some(self.narrower(known, value, sides)?),
                "enum" => Some(self.shared(known, value, sides)?),
                "minimum" | "maximum" => {
                    limit(&mut both, &left, &right, key);
                    continue;
                }
                "exclusiveMinimum" | "exclusiveMaximum" => continue,
                "minLength" | "minItems" | "minProperties" => more(known, value, true),
                "maxLength" | "maxItems" | "maxProperties" => more(known, value, false),
                "required" => Some(union(known, value)),
                "uniqueItems" => Some(json!(*known == json!(true) || *value == json!(true))),
                "properties" => Some(properties(known, value)),
                "items" => Some(json!({ "allOf": [known, value] })),
                "additionalProperties" => Some(additional(known, value)),
                "allOf" => {
                    rest.extend(known.as_array().into_iter().flatten().cloned());
                    rest.extend(value.as_array().into_iter().flatten().cloned());
                    None
                }
                // What is a secret stays one.
                "format" if *value == json!("password") => {
                    rest.push(json!({ key: known }));
                    Some(value.clone())
                }
                "writeOnly" => Some(json!(*known == json!(true) || *value == json!(true))),
                _ if is_validating(key) => {
                    rest.push(json!({ key: value }));
                    None
                }
                _ => Some(value.clone()),
            };
            if let Some(joined) = joined {
                both.insert(key.clone(), joined);
            }
        }
        for key in ["minimum", "maximum"] {
            if left.contains_key(key) != right.contains_key(key) {
                limit(&mut both, &left, &right, key);
            }
        }
        // Null is allowed where both allow it.
        let says = |schema: &Map<String, Value>| schema.get("nullable") == Some(&json!(true));
        if (says(&left) || says(&right))
            && self.allows_null(&Value::Object(left.clone()), 0)
            && self.allows_null(&Value::Object(right.clone()), 0)
        {
            both.insert("nullable".into(), json!(true));
        }
        if !rest.is_empty() {
            let kept = both.entry("allOf").or_insert_with(|| json!([]));
            if left.contains_key("allOf") && right.contains_key("allOf") {
                *kept = json!([]);
            }
            if let Some(kept) = kept.as_array_mut() {
                kept.extend(rest);
            }
        }
        Ok(both)
    }

    /// A schema that allows no other properties than its own refuses those of the schema beside it, and must have a say in them.
    fn close(
        &mut self,
        rest: &mut Vec<Value>,
        closed: &Map<String, Value>,
        other: &Map<String, Value>,
        sides: &Sides,
    ) {
        let Some(additional) = closed.get("additionalProperties") else {
            return;
        };
        if *additional == json!(true) || *additional == json!({}) {
            return;
        }
        let names = |schema: &Map<String, Value>| -> Vec<String> {
            let properties = schema.get("properties").and_then(Value::as_object);
            properties
                .into_iter()
                .flat_map(Map::keys)
                .cloned()
                .collect()
        };
        let own = names(closed);
        let foreign: Vec<String> = names(other)
            .into_iter()
            .filter(|name| !own.contains(name))
            .collect();
        if foreign.is_empty() {
            return;
        }
        if *additional == json!(false) {
            let message = format!(
                "`additionalProperties: false` of one schema refuses `{}` of another in this `allOf`",
                foreign.join("`, `")
            );
            let help = "leave it out: each schema of an `allOf` must allow the whole value";
            let closing = self.written_in(sides, "additionalProperties", |value| {
                *value == json!(false)
            });
            let refused = self.written_in(sides, "properties", |value| {
                foreign.iter().any(|name| value.get(name).is_some())
            });
            let others = [
                (closing, "this refuses all other properties"),
                (refused, "and these are others"),
            ];
            self.beside(Code::AllOfClosed, sides, &others, message, help);
        }
        let each = foreign.into_iter().map(|name| (name, additional.clone()));
        rest.push(json!({ "properties": each.collect::<Map<_, _>>() }));
    }

    fn narrower(&mut self, left: &Value, right: &Value, sides: &Sides) -> Result<Value, Skipped> {
        let texts = (left.as_str(), right.as_str());
        match texts {
            (Some("integer"), Some("number")) | (Some("number"), Some("integer")) => {
                Ok(json!("integer"))
            }
            _ => {
                let message = format!("the schemas of this `allOf` are of type {left} and {right}");
                self.contradiction("type", left, right, sides, message)
            }
        }
    }

    fn shared(&mut self, left: &Value, right: &Value, sides: &Sides) -> Result<Value, Skipped> {
        let values = right.as_array().map(Vec::as_slice).unwrap_or_default();
        let shared: Vec<Value> = left
            .as_array()
            .into_iter()
            .flatten()
            .filter(|value| values.contains(value))
            .cloned()
            .collect();
        if shared.is_empty() {
            let message = "the enumerations of this `allOf` have no value in common".to_owned();
            return self.contradiction("enum", left, right, sides, message);
        }
        Ok(Value::Array(shared))
    }

    /// Tells of two values of a keyword that no value fits, with both of their places.
    fn contradiction(
        &mut self,
        key: &str,
        left: &Value,
        right: &Value,
        sides: &Sides,
        message: String,
    ) -> Result<Value, Skipped> {
        let one = self.written_in(sides, key, |value| value == left);
        let other = self.written_in(sides, key, |value| value == right);
        let others = [(one, "one of the two"), (other, "the other")];
        let help = "no value is both; correct one";
        self.beside(Code::AllOfContradicts, sides, &others, message, help);
        Err(Skipped)
    }

    /// Records a finding about an `allOf`, with the places in its schemas that have to do with it.
    fn beside(
        &mut self,
        code: Code,
        sides: &Sides,
        others: &[(Option<String>, &str)],
        message: String,
        help: &str,
    ) {
        let others: Vec<(&str, &str)> = others
            .iter()
            .filter_map(|(place, label)| Some((place.as_deref()?, *label)))
            .collect();
        self.finding_beside(code, &sides.whole, &others, message, help);
    }

    /// Where one of the schemas has a keyword with such a value.
    fn written_in(
        &self,
        sides: &Sides,
        key: &str,
        is_it: impl Fn(&Value) -> bool + Copy,
    ) -> Option<String> {
        let all = sides.before.iter().chain(&sides.next);
        all.filter_map(|pointer| self.written_below(pointer, key, is_it, 0))
            .next()
    }

    fn written_below(
        &self,
        pointer: &str,
        key: &str,
        is_it: impl Fn(&Value) -> bool + Copy,
        depth: usize,
    ) -> Option<String> {
        let pointer = self.resolve(pointer);
        let schema = self.at(&pointer)?.as_object()?;
        if schema.get(key).is_some_and(is_it) {
            return Some(format!("{pointer}/{key}"));
        }
        let count = members(schema, "allOf").len();
        (0..count).filter(|_| depth < DEEPEST).find_map(|index| {
            self.written_below(&format!("{pointer}/allOf/{index}"), key, is_it, depth + 1)
        })
    }
}

/// The stricter of two limits, with whether it is excluded.
fn limit(
    both: &mut Map<String, Value>,
    left: &Map<String, Value>,
    right: &Map<String, Value>,
    key: &str,
) {
    let flag = if key == "minimum" {
        "exclusiveMinimum"
    } else {
        "exclusiveMaximum"
    };
    let of = |schema: &Map<String, Value>| {
        let value = schema.get(key).and_then(Value::as_f64)?;
        Some((value, schema.get(flag) == Some(&json!(true))))
    };
    let sign = if key == "minimum" { 1.0 } else { -1.0 };
    let strictest = [of(left), of(right)]
        .into_iter()
        .flatten()
        .max_by(|a, b| (a.0 * sign).total_cmp(&(b.0 * sign)).then(a.1.cmp(&b.1)));
    if let Some((value, exclusive)) = strictest {
        let written = [left, right]
            .iter()
            .filter_map(|schema| schema.get(key))
            .find(|number| number.as_f64() == Some(value));
        both.insert(
            key.to_owned(),
            written.cloned().unwrap_or_else(|| json!(value)),
        );
        both.insert(flag.to_owned(), json!(exclusive));
    }
}

/// The greater or the lesser of two counts.
fn more(left: &Value, right: &Value, greater: bool) -> Option<Value> {
    let (a, b) = (left.as_u64()?, right.as_u64()?);
    Some(json!(if greater { a.max(b) } else { a.min(b) }))
}

/// All names of two lists.
fn union(left: &Value, right: &Value) -> Value {
    let mut names: Vec<Value> = left.as_array().cloned().unwrap_or_default();
    for name in right.as_array().into_iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    Value::Array(names)
}

/// Properties of both; one that both have must be what both say.
fn properties(left: &Value, right: &Value) -> Value {
    let mut all = left.as_object().cloned().unwrap_or_default();
    for (name, schema) in right.as_object().into_iter().flatten() {
        match all.get_mut(name) {
            // One that says nothing only gives the name.
            Some(known) if known == schema || *schema == json!({}) => {}
            Some(known) if *known == json!({}) => *known = schema.clone(),
            Some(known) => *known = json!({ "allOf": [known.take(), schema] }),
            None => {
                all.insert(name.clone(), schema.clone());
            }
        }
    }
    Value::Object(all)
}

fn additional(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Bool(false), _) | (_, Value::Bool(false)) => json!(false),
        (Value::Bool(true), other) | (other, Value::Bool(true)) => other.clone(),
        (left, right) => json!({ "allOf": [left, right] }),
    }
}
