//! What is kept of collections and anchors while a text is read.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{Place, escape};

/// A collection that is not at its end.
pub(super) struct Open {
    pub(super) kind: Kind,
    /// Length of the pointer of the collection.
    pub(super) length: usize,
    pub(super) anchor: usize,
    /// Nodes before it.
    pub(super) nodes: usize,
}

pub(super) enum Kind {
    Mapping {
        object: Map<String, Value>,
        /// What `<<` brought in; the mapping's own keys go before.
        merged: IndexMap<String, (Value, String)>,
        key: Key,
        places: HashMap<String, Place>,
    },
    Sequence(Vec<Value>),
    /// Stands where a key should be; it was reported.
    Ignored,
}

/// What of a pair was read.
pub(super) enum Key {
    None,
    Text(String),
    /// `<<`
    Merge,
    /// One that stands twice or is no text; its value is read and forgotten.
    Refused,
}

/// What an anchor stands for.
pub(super) struct Anchored {
    pub(super) value: Value,
    pub(super) pointer: String,
    pub(super) nodes: usize,
}

/// What a merge key adds, with the pointer of each; the first that has a name wins. False if it is no mapping.
pub(super) fn merge(
    value: Value,
    pointer: &str,
    merged: &mut IndexMap<String, (Value, String)>,
) -> bool {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let origin = format!("{pointer}/{}", escape(&name));
                merged.entry(name).or_insert((value, origin));
            }
            true
        }
        Value::Array(items) => items.into_iter().enumerate().all(|(index, item)| {
            item.is_object() && merge(item, &format!("{pointer}/{index}"), merged)
        }),
        _ => false,
    }
}
