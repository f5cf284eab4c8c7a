//! Schemas that are made of others: `allOf` taken together, choices with what stands beside them.
//!
//! They have pointers of their own, which lead to no place of the document, and refer to the document's for all that they hold.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::intersect::Sides;
use super::keywords::{is_annotation, is_validating, members};
use super::schema::is_true;
use super::{Lowerer, Skipped};
use crate::check::lists;
use crate::diagnostics::Code;
use crate::load::{escape, find};

/// Begins the pointers of made schemas.
const MADE: &str = "/\u{1}";

/// A made schema.
pub(crate) struct Made<'a> {
    schema: &'a Value,
    /// Where it is written, so to speak.
    pointer: String,
    /// What is left in its `allOf` cannot be taken together.
    is_flat: bool,
}

/// What only the schema around an `allOf` says of itself.
const OWN: &[&str] = &["description", "title", "deprecated", "example"];

impl<'a> Lowerer<'a> {
    /// The value at a pointer of the bundled document, or of a made schema.
    pub(crate) fn at(&self, pointer: &str) -> Option<&'a Value> {
        let Some(rest) = pointer.strip_prefix(MADE) else {
            return self.found.find(&self.bundle.document, pointer);
        };
        let (number, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let made = self.made.get(number.parse::<usize>().ok()?)?;
        find(made.schema, rest)
    }

    /// The object at a pointer; what is none has no keys.
    pub(crate) fn object(&self, pointer: &str) -> &'a Map<String, Value> {
        static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        let object = self.at(pointer).and_then(Value::as_object);
        object.unwrap_or(&NOTHING)
    }

    /// Adds a schema that stands for what is at `pointer`, and says where it is found.
    pub(super) fn make(&mut self, schema: Map<String, Value>, pointer: &str) -> String {
        self.made.push(Made {
            schema: self.schemas_made.alloc(Value::Object(schema)),
            pointer: pointer.to_owned(),
            is_flat: false,
        });
        format!("{MADE}{}", self.made.len() - 1)
    }

    /// Where the document says what is at a pointer.
    pub(super) fn written_at(&self, pointer: &str) -> String {
        let mut pointer = pointer.to_owned();
        while let Some(rest) = pointer.strip_prefix(MADE) {
            let (number, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let made = number
                .parse::<usize>()
                .ok()
                .and_then(|number| self.made.get(number));
            let Some(made) = made else { break };
            let inside = format!("{}{rest}", made.pointer);
            pointer = if self.at(&inside).is_some() {
                inside
            } else {
                made.pointer.clone()
            };
        }
        pointer
    }

    /// Where the document has what a made schema only refers to.
    pub(super) fn behind_made(&self, pointer: &str) -> String {
        let reference = self
            .at(pointer)
            .and_then(|value| value.get("$ref"))
            .and_then(Value::as_str);
        match reference {
            Some(reference) if pointer.starts_with(MADE) => {
                reference.trim_start_matches('#').to_owned()
            }
            _ => pointer.to_owned(),
        }
    }

    /// The only schema of an `allOf` that says anything, where nothing beside it does: it may keep its name.
    pub(super) fn only_member(&self, schema: &Map<String, Value>) -> Option<usize> {
        let all = members(schema, "allOf");
        if schema
            .keys()
            .any(|key| key != "allOf" && is_validating(key))
        {
            return None;
        }
        let says = |member: &Value| {
            member
                .as_object()
                .is_none_or(|member| !is_annotation(member))
        };
        let mut saying = all.iter().enumerate().filter(|(_, member)| says(member));
        match (saying.next(), saying.next()) {
            (Some((index, _)), None) => Some(index),
            _ => None,
        }
    }

    /// Where the schema at a pointer is found without `allOf`; what cannot be taken together is left in one.
    pub(super) fn flat(&mut self, pointer: &str) -> Result<String, Skipped> {
        let has_all = self
            .at(pointer)
            .and_then(Value::as_object)
            .is_some_and(|schema| !members(schema, "allOf").is_empty());
        if !has_all || self.is_flat(pointer) {
            return Ok(pointer.to_owned());
        }
        if let Some(made) = self.flattened.get(pointer) {
            return Ok(made.clone());
        }
        let schema = self.together(pointer, &mut Vec::new())?;
        let made = self.make(schema, pointer);
        if let Some(made) = self.made.last_mut() {
            made.is_flat = true;
        }
        self.flattened.insert(pointer.to_owned(), made.clone());
        Ok(made)
    }

    fn is_flat(&self, pointer: &str) -> bool {
        let number = pointer
            .strip_prefix(MADE)
            .and_then(|rest| rest.parse::<usize>().ok());
        number
            .and_then(|number| self.made.get(number))
            .is_some_and(|made| made.is_flat)
    }

    /// All that a schema and those of its `allOf` say.
    fn together(
        &mut self,
        pointer: &str,
        open: &mut Vec<String>,
    ) -> Result<Map<String, Value>, Skipped> {
        let pointer = self.resolve(pointer);
        if open.contains(&pointer) {
            return self.refuse(
                Code::AllOfCycle,
                &pointer,
                "this `allOf` contains itself",
                "break the circle",
            );
        }
        let Some(Value::Object(schema)) = self.at(&pointer) else {
            return self.refuse(
                Code::SchemaNotObject,
                &pointer,
                "a schema is an object",
                "write a schema here",
            );
        };
        let is_flat = self.is_flat(&pointer);
        let mut own = by_reference(schema, &pointer, is_flat);
        let whole = Value::Object(schema.clone());
        if open.iter().any(|child| lists(Some(&whole), child)) {
            let child = open.last().cloned().unwrap_or_default();
            self.finding(
                Code::AllOfParent,
                &format!("{child}/allOf"),
                "this `allOf` takes in a schema that has this one among its forms; those are left out",
                "put what is shared into a schema of its own, and take in that",
            );
            for key in ["oneOf", "anyOf", "discriminator"] {
                own.remove(key);
            }
        }
        if members(schema, "allOf").is_empty() || is_flat {
            return Ok(own);
        }
        open.push(pointer.clone());
        let mut all: Option<Map<String, Value>> = None;
        let mut sides = Sides::of(&pointer);
        for index in 0..members(schema, "allOf").len() {
            let at = format!("{pointer}/allOf/{index}");
            let mut member = self.together(&at, open)?;
            sides.turn_to(at);
            // A parent's discriminator tells its children apart, not those of its child.
            if !member.contains_key("oneOf") && !member.contains_key("anyOf") {
                member.remove("discriminator");
            }
            member.retain(|key, _| !OWN.contains(&key.as_str()));
            all = Some(match all {
                None => member,
                Some(all) => self.intersection(all, member, &sides)?,
            });
        }
        open.pop();
        let nullable = is_true(schema, "nullable");
        sides.turn_to(pointer.clone());
        let mut all = self.intersection(all.unwrap_or_default(), own, &sides)?;
        if nullable {
            all.insert("nullable".into(), json!(true));
        }
        Ok(all)
    }
}

/// A schema whose parts are references to where they are written, with or without its `allOf`.
fn by_reference(schema: &Map<String, Value>, pointer: &str, with_all: bool) -> Map<String, Value> {
    let reference = |inner: String| json!({ "$ref": format!("#{pointer}/{inner}") });
    let list = |key: &str, items: &Value| {
        let count = items.as_array().map_or(0, Vec::len);
        (0..count)
            .map(|index| reference(format!("{key}/{index}")))
            .collect()
    };
    let is_made = pointer.starts_with(MADE);
    let mut own = Map::new();
    for (key, value) in schema {
        let value = match (key.as_str(), value) {
            ("allOf", _) if !with_all => continue,
            _ if is_made => value.clone(),
            ("properties", Value::Object(properties)) => properties
                .iter()
                .map(|(name, inner)| match inner {
                    Value::Object(inner) if inner.is_empty() => (name.clone(), json!({})),
                    _ => (
                        name.clone(),
                        reference(format!("properties/{}", escape(name))),
                    ),
                })
                .collect(),
            ("additionalProperties", Value::Object(inner)) if inner.is_empty() => json!({}),
            ("additionalProperties" | "items" | "not", Value::Object(_)) => reference(key.clone()),
            ("oneOf" | "anyOf", items) => list(key, items),
            _ => value.clone(),
        };
        own.insert(key.clone(), value);
    }
    own
}
