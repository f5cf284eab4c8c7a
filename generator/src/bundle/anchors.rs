//! Schemas that are referred to by a name of their own, `$anchor`, in place of a pointer.

use std::collections::HashMap;

use serde_json::Value;

use super::Joiner;
use crate::load::{FileId, Origin, escape};

impl Joiner<'_> {
    /// The pointer that a fragment means: itself, or that of the schema with the anchor.
    pub(super) fn anchored(&mut self, file: FileId, fragment: &str) -> Option<String> {
        if !self.anchors.contains_key(&file) {
            let root = Origin {
                file,
                pointer: String::new(),
            };
            let mut found = HashMap::new();
            if let Some(value) = self.files.value(&root) {
                collect(value, &mut String::new(), false, &mut found);
            }
            self.anchors.insert(file, found);
        }
        self.anchors.get(&file)?.get(fragment).cloned()
    }
}

/// Keys of values in which an anchor is only a text.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples", "value"];

/// Notes the anchors of a file; of two of one name the first counts.
fn collect(
    value: &Value,
    pointer: &mut String,
    is_named: bool,
    found: &mut HashMap<String, String>,
) {
    let length = pointer.len();
    match value {
        Value::Object(object) => {
            for key in ["$anchor", "$dynamicAnchor"] {
                if let Some(name) = object.get(key).and_then(Value::as_str)
                    && !is_named
                {
                    found
                        .entry(name.to_owned())
                        .or_insert_with(|| pointer.clone());
                }
            }
            for (key, inner) in object {
                if is_named || !VALUES.contains(&key.as_str()) {
                    pointer.push('/');
                    pointer.push_str(&escape(key));
                    collect(inner, pointer, !is_named && key == "properties", found);
                    pointer.truncate(length);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                collect(item, pointer, false, found);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}
