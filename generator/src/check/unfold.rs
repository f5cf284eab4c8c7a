//! How far schemas unfold: chains of references that no type could be made of.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::bundle::Bundle;
use crate::diagnostics::Code;
use crate::load::{Files, Found, escape, is_scalar};

/// Most schemas inside of each other, through references that bring in what they point to (`allOf`, `not` and the like; not
/// properties, and items only where they are no types of their own). Real documents have some 15; each level costs stack, and time for what is taken
/// together.
const DEEPEST: usize = 60;
/// Most schemas that one may unfold to: a few short ones that each bring in the next twice would be millions. Real documents
/// have some hundreds.
const MOST: usize = 10_000;

/// Reports schemas that unfold too far. False if there are any: what walks through them would not come back.
pub fn unfold(bundle: &Bundle, files: &mut Files) -> bool {
    let mut unfolder = Unfolder {
        bundle,
        files,
        known: HashMap::new(),
        found: Found::default(),
        is_fine: true,
    };
    unfolder.search(&bundle.document, &mut String::new());
    unfolder.is_fine
}

/// How far a component unfolds.
#[derive(Clone, Copy)]
struct Extent {
    depth: usize,
    size: usize,
}

/// A cycle counts where it is entered; types with names end it.
const OPEN: Extent = Extent { depth: 1, size: 1 };

struct Unfolder<'a> {
    bundle: &'a Bundle,
    files: &'a mut Files,
    /// By pointer; those that are being looked into are [`OPEN`].
    known: HashMap<String, Extent>,
    found: Found<'a>,
    is_fine: bool,
}

impl Unfolder<'_> {
    /// Looks for schemas: what stands at `schema`, and the components.
    fn search(&mut self, value: &Value, pointer: &mut String) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    if is_scalar(value) {
                        continue;
                    }
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&escape(key));
                    if key == "schema" || pointer.as_str() == "/components/schemas" {
                        self.roots(value, pointer, key == "schema");
                    } else {
                        self.search(value, pointer);
                    }
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if is_scalar(item) {
                        continue;
                    }
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                    self.search(item, pointer);
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn roots(&mut self, value: &Value, pointer: &str, is_one: bool) {
        if is_one {
            self.extent(value, pointer, 0);
            return;
        }
        for (name, schema) in value.as_object().into_iter().flatten() {
            let here = format!("{pointer}/{}", escape(name));
            if !self.known.contains_key(&here) {
                self.known.insert(here.clone(), OPEN);
                let extent = self.extent(schema, &here, 0);
                self.known.insert(here, extent);
            }
        }
    }

    /// How far a schema unfolds that stands `above` others.
    fn extent(&mut self, schema: &Value, pointer: &str, above: usize) -> Extent {
        let Value::Object(schema) = schema else {
            return OPEN;
        };
        if above >= DEEPEST {
            return self.refuse(
                pointer,
                "schemas are nested too deeply here, through references",
            );
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.behind(reference, pointer, above);
        }
        let mut extent = OPEN;
        for (inner, here) in parts(schema, pointer) {
            if is_member(&here) && self.has_a_name(inner) {
                continue;
            }
            let part = self.extent(inner, &here, above + 1);
            extent.depth = extent.depth.max(part.depth + 1);
            extent.size = extent.size.saturating_add(part.size);
        }
        if extent.size > MOST {
            return self.refuse(pointer, "this schema brings in too many others");
        }
        extent
    }

    /// Whether a reference leads to a component that is a type of its own: nothing of it is brought in.
    fn has_a_name(&self, schema: &Value) -> bool {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let target = reference.and_then(|reference| reference.strip_prefix('#'));
        let target = target
            .filter(|pointer| pointer.starts_with("/components/schemas/"))
            .and_then(|pointer| self.found.find(&self.bundle.document, pointer));
        target.is_some_and(|target| {
            ["properties", "oneOf", "anyOf"]
                .iter()
                .any(|key| target.get(key).is_some())
        })
    }

    fn behind(&mut self, reference: &str, pointer: &str, above: usize) -> Extent {
        let target = reference.trim_start_matches('#');
        let extent = match self.known.get(target) {
            Some(extent) => *extent,
            None => {
                let Some(schema) = self.found.find(&self.bundle.document, target) else {
                    return OPEN;
                };
                self.known.insert(target.to_owned(), OPEN);
                let extent = self.extent(schema, target, above + 1);
                self.known.insert(target.to_owned(), extent);
                extent
            }
        };
        if above + extent.depth > DEEPEST {
            return self.refuse(
                pointer,
                "schemas are nested too deeply here, through references",
            );
        }
        Extent {
            depth: extent.depth + 1,
            ..extent
        }
    }

    /// What contains it is not told again.
    fn refuse(&mut self, pointer: &str, message: &str) -> Extent {
        self.is_fine = false;
        let origin = self.bundle.origin(pointer);
        let help = "make the schemas simpler at this place";
        self.files.finding_at(
            Code::SchemaUnfolds,
            origin.as_ref(),
            Some(pointer),
            message,
            help,
        );
        OPEN
    }
}

/// Whether it is of the values in a value, rather than of the value itself.
fn is_member(pointer: &str) -> bool {
    ["/items", "/additionalProperties"]
        .iter()
        .any(|key| pointer.ends_with(key))
}

/// The schemas that a schema is made of; properties only where they are written in it.
fn parts<'s>(schema: &'s Map<String, Value>, pointer: &str) -> Vec<(&'s Value, String)> {
    let mut parts = Vec::new();
    for key in ["allOf", "oneOf", "anyOf"] {
        let members = schema.get(key).and_then(Value::as_array);
        for (index, member) in members.into_iter().flatten().enumerate() {
            parts.push((member, format!("{pointer}/{key}/{index}")));
        }
    }
    for key in ["not", "items", "additionalProperties"] {
        if let Some(inner) = schema.get(key) {
            parts.push((inner, format!("{pointer}/{key}")));
        }
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, inner) in properties.into_iter().flatten() {
        if inner.get("$ref").is_none() {
            parts.push((inner, format!("{pointer}/properties/{}", escape(name))));
        }
    }
    parts
}
