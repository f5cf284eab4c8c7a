//! What a schema has of its own and of its `allOf`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::{Document, members};
use super::schema::DEPTH;

/// Properties of a schema, those of its `allOf` among them.
pub(super) struct Properties<'a> {
    pub(super) all: Vec<(&'a String, &'a Value)>,
    pub(super) required: BTreeSet<String>,
}

impl<'a> Properties<'a> {
    pub(super) fn of(document: Document<'a>, schema: &'a Value) -> Self {
        let mut found = Self {
            all: Vec::new(),
            required: BTreeSet::new(),
        };
        found.collect(document, schema, 0);
        found
    }

    fn collect(&mut self, document: Document<'a>, schema: &'a Value, depth: usize) {
        let list = |key: &str| schema.get(key).and_then(Value::as_array);
        let names = list("required").into_iter().flatten();
        self.required
            .extend(names.filter_map(Value::as_str).map(str::to_owned));
        for (name, value) in members(schema, "properties") {
            if self.get(name).is_none() {
                self.all.push((name, value));
            }
        }
        if depth < DEPTH {
            for part in list("allOf").into_iter().flatten() {
                self.collect(document, document.resolve(part).0, depth + 1);
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        let found = self.all.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    }
}

/// The schema with the keywords of its `allOf`, its own first; properties apart.
pub(super) fn flat<'a>(document: Document<'a>, schema: &'a Value, depth: usize) -> Cow<'a, Value> {
    let parts = schema.get("allOf").and_then(Value::as_array);
    let Some(parts) = parts.filter(|_| depth < DEPTH) else {
        return Cow::Borrowed(schema);
    };
    let mut all: Map<String, Value> = schema.as_object().cloned().unwrap_or_default();
    for part in parts {
        let part = flat(document, document.resolve(part).0, depth + 1);
        for (key, value) in part.as_object().into_iter().flatten() {
            all.entry(key).or_insert_with(|| value.clone());
        }
    }
    Cow::Owned(Value::Object(all))
}
