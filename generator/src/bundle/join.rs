//! Walks through a document and puts in what its references name.

use serde_json::{Map, Value, json};

use super::{Joiner, Place};
use crate::check::kind;
use crate::diagnostics::Code;
use crate::load::{DEEPEST, MOST_NODES, Origin, escape, is_scalar};

impl Joiner<'_> {
    /// The value with its references followed; `pointer` is where it stands in the bundled document, and `place` what it is.
    pub(super) fn join(
        &mut self,
        value: &Value,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Value {
        self.nodes += 1;
        if self.is_stopped || self.nodes > MOST_NODES || self.depth > DEEPEST {
            self.stop(origin, pointer);
            return json!({});
        }
        self.depth += 1;
        let joined = self.join_inner(value, origin, pointer, place, open);
        self.depth -= 1;
        joined
    }

    /// Counts a value in which nothing is to be joined: its pointer is not worth making. False means that it wants a closer look.
    fn count_scalar(&mut self, value: &Value) -> bool {
        let is_too_much = self.is_stopped || self.nodes >= MOST_NODES || self.depth >= DEEPEST;
        if !is_scalar(value) || is_too_much {
            return false;
        }
        self.nodes += 1;
        true
    }

    /// References are put in wherever they stand, so that a small document can become a large one. Once told is enough.
    fn stop(&mut self, origin: &Origin, pointer: &str) {
        if std::mem::replace(&mut self.is_stopped, true) {
            return;
        }
        let (code, message, help) = if self.depth > DEEPEST {
            (
                Code::NestedTooDeeply,
                "nested too deeply once references are put in".to_owned(),
                "make the document simpler at this place",
            )
        } else {
            (
                Code::TooManyValues,
                format!("more than {MOST_NODES} values once references are put in"),
                "references to anything but schemas are written out: let them bring in less",
            )
        };
        self.files
            .finding_at(code, Some(origin), Some(pointer), message, help);
    }

    fn join_inner(
        &mut self,
        value: &Value,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Value {
        match (value, place) {
            (_, Place::Value) => value.clone(),
            (_, Place::Mapping) => self.join_mapping(value, origin),
            (Value::Object(object), _) => {
                // Below `properties` it may be the name of one.
                if let Some(other) = object.get("$ref")
                    && !other.is_string()
                    && !(other.is_object() && place == Place::Schemas)
                {
                    let message = format!("`$ref` must be a text, not {}", kind(other));
                    let help = "write a reference, such as `\"#/components/schemas/Thing\"`";
                    self.finding(Code::WrongType, origin, pointer, message, help);
                    return json!({});
                }
                if let Some(Value::String(reference)) = object.get("$ref") {
                    return self.join_reference(reference, object, origin, pointer, place, open);
                }
                Value::Object(self.join_object(object, origin, pointer, place, open))
            }
            (Value::Array(items), _) => {
                let inner_place = place.in_list();
                let join = |(index, item): (usize, &Value)| {
                    if self.count_scalar(item) {
                        return item.clone();
                    }
                    let inner = Origin {
                        file: origin.file,
                        pointer: format!("{}/{index}", origin.pointer),
                    };
                    self.join(
                        item,
                        &inner,
                        &format!("{pointer}/{index}"),
                        inner_place,
                        open,
                    )
                };
                Value::Array(items.iter().enumerate().map(join).collect())
            }
            (other, _) => other.clone(),
        }
    }

    fn join_object(
        &mut self,
        object: &Map<String, Value>,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Map<String, Value> {
        let join = |(key, value): (&String, &Value)| {
            if self.count_scalar(value) {
                return (key.clone(), value.clone());
            }
            let token = escape(key);
            let inner = Origin {
                file: origin.file,
                pointer: format!("{}/{token}", origin.pointer),
            };
            let here = format!("{pointer}/{token}");
            let value = self.join(value, &inner, &here, place.at(key), open);
            (key.clone(), value)
        };
        object.iter().map(join).collect()
    }

    /// An object with a reference. What stands beside it counts since OpenAPI 3.1, in schemas.
    fn join_reference(
        &mut self,
        reference: &str,
        object: &Map<String, Value>,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Value {
        let is_prose = |key: &String| ["$ref", "summary", "description"].contains(&key.as_str());
        if self.is_modern && place.is_schema() && object.len() > 1 {
            let mut beside = object.clone();
            beside.remove("$ref");
            let mut joined = self.join_object(&beside, origin, pointer, place, open);
            let target = self.reference(reference, origin, pointer, place, open);
            let all = joined.entry("allOf").or_insert_with(|| json!([]));
            if let Some(all) = all.as_array_mut() {
                all.push(target);
            }
            return Value::Object(joined);
        }
        if !object.keys().all(is_prose) {
            self.finding(
                Code::ReferenceSiblings,
                origin,
                pointer,
                "keys beside `$ref` are ignored in OpenAPI 3.0",
                "put the reference into an `allOf` if they matter",
            );
        }
        self.reference(reference, origin, pointer, place, open)
    }

    pub(super) fn finding(
        &mut self,
        code: Code,
        origin: &Origin,
        pointer: &str,
        message: impl Into<String>,
        help: &str,
    ) {
        let pointer = Some(pointer);
        // At the reference itself, which may stand lines below the key that holds it.
        let origin = Origin {
            file: origin.file,
            pointer: format!("{}/$ref", origin.pointer),
        };
        self.files
            .finding_at(code, Some(&origin), pointer, message, help);
    }

    /// The references in a discriminator's mapping, which look like any text.
    fn join_mapping(&mut self, mapping: &Value, origin: &Origin) -> Value {
        let Value::Object(object) = mapping else {
            return mapping.clone();
        };
        let mut joined = Map::new();
        for (value, target) in object {
            let reference = target
                .as_str()
                .filter(|text| text.contains(['#', '/', '.']));
            let target = reference
                .and_then(|reference| self.target(reference, origin, ""))
                .filter(|target| self.files.value(target).is_some())
                .map(|target| Value::from(self.schema_reference(&target, origin)))
                .unwrap_or_else(|| target.clone());
            joined.insert(value.clone(), target);
        }
        Value::Object(joined)
    }

    fn reference(
        &mut self,
        reference: &str,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Value {
        let Some(target) = self.target(reference, origin, pointer) else {
            return json!({});
        };
        if self.files.value(&target).is_none() {
            let message = format!("`{reference}` points to nothing");
            let help = self.help_for_dangling(&target);
            self.finding(Code::ReferenceDangling, origin, pointer, message, &help);
            return json!({});
        }
        if place.is_schema() {
            return json!({ "$ref": self.schema_reference(&target, origin) });
        }
        if open.contains(&target) {
            let message = format!("`{reference}` leads back to itself");
            self.finding(
                Code::ReferenceCycle,
                origin,
                pointer,
                message,
                "break the circle",
            );
            return json!({});
        }
        let Some(value) = self.files.value(&target).cloned() else {
            return json!({});
        };
        self.origins.insert(pointer.to_owned(), target.clone());
        open.push(target.clone());
        let joined = self.join(&value, &target, pointer, place, open);
        open.pop();
        joined
    }
}
