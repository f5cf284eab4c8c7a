//! `$dynamicRef`, where it can mean one schema only.
//!
//! Which `$dynamicAnchor` is meant depends on the schemas through which a value came. Where the document has a single one of the
//! name there is nothing to choose, and the reference is one like any other.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::visit;

/// Makes references of all `$dynamicRef` that can mean one schema only, and takes out the anchors that they name.
pub(super) fn settle(document: &mut Value) {
    let mut anchors: HashMap<String, Vec<String>> = HashMap::new();
    let mut references: Vec<(String, String)> = Vec::new();
    visit::schemas(document, &mut |pointer, schema| {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        if let Some(name) = text("$dynamicAnchor") {
            let known = anchors.entry(name.to_owned()).or_default();
            known.push(pointer.to_owned());
        }
        if let Some(name) = text("$dynamicRef").and_then(|text| text.strip_prefix('#')) {
            references.push((pointer.to_owned(), name.to_owned()));
        }
    });
    anchors.retain(|_, known| known.len() == 1);
    let only = |name: &str| anchors.get(name).and_then(|known| known.first());
    // What is put in place of an outer one moves none of the inner ones.
    for (pointer, name) in references {
        if let Some(target) = only(&name)
            && let Some(Value::Object(schema)) = document.pointer_mut(&pointer)
        {
            schema.remove("$dynamicRef");
            refer(schema, target);
        }
    }
    for pointer in anchors.values().flatten() {
        if let Some(Value::Object(schema)) = document.pointer_mut(pointer) {
            schema.remove("$dynamicAnchor");
        }
    }
}

/// Adds a reference to what a schema demands.
fn refer(schema: &mut Map<String, Value>, target: &str) {
    let reference = format!("#{target}");
    if schema.is_empty() {
        schema.insert("$ref".to_owned(), reference.into());
        return;
    }
    let all = schema.entry("allOf").or_insert_with(|| json!([]));
    if let Some(all) = all.as_array_mut() {
        all.push(json!({ "$ref": reference }));
    }
}
