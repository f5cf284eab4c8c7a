//! `$defs`, which become components.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use crate::bundle::Place;
use crate::load::{Origin, escape};

/// Makes components of all `$defs` of the document, and corrects the references to them.
pub(super) fn lift(document: &mut Value, origins: &mut HashMap<String, Origin>) {
    let mut lifter = Lifter::default();
    let schemas = document.pointer("/components/schemas");
    let names = schemas.and_then(Value::as_object).into_iter().flatten();
    lifter.taken = names.map(|(name, _)| name.clone()).collect();
    lifter.collect(document, &mut String::new(), Place::Object);
    if lifter.lifted.is_empty() {
        return;
    }
    let mut lifted = std::mem::take(&mut lifter.lifted);
    for (_, _, schema) in &mut lifted {
        lifter.correct(schema, Place::Schema);
    }
    lifter.correct(document, Place::Object);
    let Some(root) = document.as_object_mut() else {
        return;
    };
    let components = root.entry("components").or_insert_with(|| json!({}));
    let Some(components) = components.as_object_mut() else {
        return;
    };
    let schemas = components.entry("schemas").or_insert_with(|| json!({}));
    if let Some(schemas) = schemas.as_object_mut() {
        for (name, from, schema) in lifted {
            let pointer = format!("/components/schemas/{}", escape(&name));
            if let Some(origin) = origin(origins, &from) {
                origins.insert(pointer, origin);
            }
            schemas.insert(name, schema);
        }
    }
}

/// Where a value came from, as [`crate::bundle::Bundle::origin`] says.
fn origin(origins: &HashMap<String, Origin>, pointer: &str) -> Option<Origin> {
    let mut prefix = pointer;
    loop {
        if let Some(origin) = origins.get(prefix) {
            return Some(Origin {
                file: origin.file,
                pointer: format!("{}{}", origin.pointer, &pointer[prefix.len()..]),
            });
        }
        prefix = &prefix[..prefix.rfind('/')?];
    }
}

#[derive(Default)]
struct Lifter {
    taken: HashSet<String>,
    /// Name of the component by the pointer it had.
    names: HashMap<String, String>,
    /// Name, former pointer and schema.
    lifted: Vec<(String, String, Value)>,
}

impl Lifter {
    /// Takes the definitions out, outer ones first.
    fn collect(&mut self, value: &mut Value, pointer: &mut String, place: Place) {
        if place == Place::Value {
            return;
        }
        if place.is_schema()
            && let Some(object) = value.as_object_mut()
            && let Some(Value::Object(definitions)) = object.remove("$defs")
        {
            self.take(definitions, pointer);
        }
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&escape(key));
                    self.collect(value, pointer, place.at(key));
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter_mut().enumerate() {
                    let length = pointer.len();
                    pointer.push_str(&format!("/{index}"));
                    self.collect(value, pointer, place.in_list());
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, definitions: Map<String, Value>, pointer: &str) {
        for (key, mut schema) in definitions {
            let mut name = key.clone();
            let mut number = 2;
            while !self.taken.insert(name.clone()) {
                name = format!("{key}{number}");
                number += 1;
            }
            let from = format!("{pointer}/$defs/{}", escape(&key));
            self.names.insert(from.clone(), name.clone());
            self.collect(&mut schema, &mut from.clone(), Place::Schema);
            self.lifted.push((name, from, schema));
        }
    }

    /// References to definitions lead to the components.
    fn correct(&self, value: &mut Value, place: Place) {
        match value {
            Value::Object(object) if place != Place::Value => {
                for (key, value) in object {
                    match value {
                        Value::String(reference) if key == "$ref" || place == Place::Mapping => {
                            if let Some(corrected) = self.corrected(reference) {
                                *reference = corrected;
                            }
                        }
                        value => self.correct(value, place.at(key)),
                    }
                }
            }
            Value::Array(items) if place != Place::Value => {
                let inner = place.in_list();
                items.iter_mut().for_each(|item| self.correct(item, inner));
            }
            _ => {}
        }
    }

    fn corrected(&self, reference: &str) -> Option<String> {
        let pointer = reference.strip_prefix('#')?;
        let mut prefix = pointer;
        loop {
            if let Some(name) = self.names.get(prefix) {
                let rest = &pointer[prefix.len()..];
                return Some(format!("#/components/schemas/{}{rest}", escape(name)));
            }
            prefix = &prefix[..prefix.rfind('/')?];
        }
    }
}
