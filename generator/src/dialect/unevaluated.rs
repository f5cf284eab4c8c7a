//! `unevaluatedProperties`, where it means the same as `additionalProperties` of everything taken together.
//!
//! It is about the properties that neither the schema nor any that is applied beside it describes. Those of an `allOf` always
//! describe theirs; those of a choice or a condition only where they fit, which 3.0 has no word for.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::visit;
use crate::load::find;

const KEYWORD: &str = "unevaluatedProperties";

/// Deepest chain of schemas that are looked into.
const DEEPEST: usize = 60;

/// What becomes of one.
enum Fate {
    /// All properties are described: it has nothing to say.
    Idle,
    /// It is about all but these.
    AllBut(BTreeSet<String>),
    /// It depends on the value.
    Open,
}

/// Puts `additionalProperties` in place of each that means it, with the names that others describe as properties that may be
/// anything; takes out those that have nothing to say. Returns the new pointers of schemas, each with the one it had.
pub(super) fn close(document: &mut Value) -> Vec<(String, String)> {
    let mut fates: Vec<(String, Fate)> = Vec::new();
    visit::schemas(document, &mut |pointer, schema| {
        if schema.contains_key(KEYWORD) {
            fates.push((pointer.to_owned(), fate(document, schema)));
        }
    });
    let mut moved = Vec::new();
    for (pointer, fate) in fates {
        let Some(Value::Object(schema)) = document.pointer_mut(&pointer) else {
            continue;
        };
        match fate {
            Fate::Open => {}
            Fate::Idle => {
                schema.remove(KEYWORD);
            }
            Fate::AllBut(names) => {
                become_additional(schema, names);
                let at = |key: &str| format!("{pointer}/{key}");
                moved.push((at("additionalProperties"), at(KEYWORD)));
            }
        }
    }
    moved
}

fn become_additional(schema: &mut Map<String, Value>, names: BTreeSet<String>) {
    let Some(rest) = schema.remove(KEYWORD) else {
        return;
    };
    schema.insert("additionalProperties".to_owned(), rest);
    if names.is_empty() {
        return;
    }
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        for name in names {
            properties.entry(name).or_insert_with(|| json!({}));
        }
    }
}

fn fate(document: &Value, schema: &Map<String, Value>) -> Fate {
    let mut own = schema.clone();
    if let Some(rest) = own.remove(KEYWORD)
        && (rest == json!(true) || rest == json!({}))
    {
        return Fate::Idle;
    }
    let mut described = Described::default();
    described.by(document, &own, Described::ALWAYS, 0);
    if described.is_all {
        Fate::Idle
    } else if described.is_unclear || !described.perhaps.is_subset(&described.surely) {
        Fate::Open
    } else {
        Fate::AllBut(described.surely)
    }
}

/// What schemas that are applied to one value describe of its properties.
#[derive(Default)]
struct Described {
    /// Whatever the value is.
    surely: BTreeSet<String>,
    /// If it fits something.
    perhaps: BTreeSet<String>,
    /// All properties, whatever the value is.
    is_all: bool,
    /// More than names can say.
    is_unclear: bool,
    /// References that were followed, and whether what they lead to always holds.
    seen: HashSet<(String, bool)>,
}

impl Described {
    /// The schema holds whatever the value is.
    const ALWAYS: bool = true;

    fn by(&mut self, document: &Value, schema: &Map<String, Value>, always: bool, depth: usize) {
        if depth > DEEPEST {
            self.is_unclear = true;
            return;
        }
        if schema.contains_key("additionalProperties") || schema.contains_key(KEYWORD) {
            if always {
                self.is_all = true;
            } else {
                self.is_unclear = true;
            }
        }
        // Patterns that stand beside `additionalProperties` count there.
        let has_patterns = depth > 0 && schema.contains_key("patternProperties");
        self.is_unclear |= has_patterns || schema.contains_key("$dynamicRef");
        let names = schema.get("properties").and_then(Value::as_object);
        let known = if always {
            &mut self.surely
        } else {
            &mut self.perhaps
        };
        known.extend(names.into_iter().flat_map(Map::keys).cloned());
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = reference.trim_start_matches('#');
            if self.seen.insert((pointer.to_owned(), always)) {
                self.by_value(document, find(document, pointer), always, depth);
            }
        }
        for member in list(schema, "allOf") {
            self.by_value(document, Some(member), always, depth);
        }
        for form in list(schema, "oneOf").chain(list(schema, "anyOf")) {
            self.by_value(document, Some(form), !Self::ALWAYS, depth);
        }
        for key in ["if", "then", "else"] {
            self.by_value(document, schema.get(key), !Self::ALWAYS, depth);
        }
        let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
        for (_, then) in dependent.into_iter().flatten() {
            self.by_value(document, Some(then), !Self::ALWAYS, depth);
        }
    }

    fn by_value(&mut self, document: &Value, schema: Option<&Value>, always: bool, depth: usize) {
        if let Some(Value::Object(schema)) = schema {
            self.by(document, schema, always, depth + 1);
        }
    }
}

fn list<'v>(schema: &'v Map<String, Value>, key: &str) -> impl Iterator<Item = &'v Value> {
    let list = schema.get(key).and_then(Value::as_array);
    list.into_iter().flatten()
}
