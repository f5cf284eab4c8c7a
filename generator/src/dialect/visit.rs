//! Looks at every schema of a document.

use serde_json::{Map, Value};

use crate::bundle::Place;
use crate::load::escape;

/// Calls `see` with the pointer of each schema that is an object, and the schema; outer ones first.
pub(super) fn schemas<'v>(document: &'v Value, see: &mut impl FnMut(&str, &'v Map<String, Value>)) {
    visit(document, &mut String::new(), Place::Object, see);
}

fn visit<'v>(
    value: &'v Value,
    pointer: &mut String,
    place: Place,
    see: &mut impl FnMut(&str, &'v Map<String, Value>),
) {
    if place == Place::Value {
        return;
    }
    let length = pointer.len();
    match value {
        Value::Object(object) => {
            if place.is_schema() {
                see(pointer, object);
            }
            for (key, inner) in object {
                pointer.push('/');
                pointer.push_str(&escape(key));
                visit(inner, pointer, place.at(key), see);
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                visit(item, pointer, place.in_list(), see);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}
