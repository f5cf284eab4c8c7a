//! Types of OpenAPI 3.1 in a document of 3.0: many are written by tools that know no difference.

use serde_json::{Map, Value};

use super::visit::schemas;
use super::{Translated, Translator};
use crate::bundle::Bundle;
use crate::diagnostics::Code;
use crate::load::Files;

/// The document with its types in the words of 3.0, if any is not.
pub(super) fn translate(bundle: &Bundle, files: &mut Files) -> Option<Translated> {
    let places = places(&bundle.document);
    if places.is_empty() {
        return None;
    }
    let mut document = bundle.document.clone();
    let mut translator = Translator {
        bundle,
        files,
        moved: Vec::new(),
    };
    translator.newer_types(&mut document, &places);
    let moved = translator.moved;
    Some(Translated { document, moved })
}

/// The schemas that name their type as 3.1 does, or have a form for null; outer ones first.
fn places(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    schemas(document, &mut |pointer, schema| {
        let forms = ["anyOf", "oneOf"].iter().filter_map(|key| schema.get(*key));
        let mut forms = forms.filter_map(Value::as_array).flatten();
        if is_newer(schema) || forms.any(|form| form.as_object().is_some_and(is_newer)) {
            found.push(pointer.to_owned());
        }
    });
    found
}

/// Whether `type` is `null` or a list.
fn is_newer(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == "null",
        Some(Value::Array(names)) => !names.is_empty() && names.iter().all(Value::is_string),
        _ => false,
    }
}

impl Translator<'_> {
    /// Puts the types of these schemas into the words of 3.0, and warns of each.
    fn newer_types(&mut self, document: &mut Value, places: &[String]) {
        // A form must be known as one for null before the schema around it is looked at.
        for pointer in places.iter().rev() {
            let Some(Value::Object(schema)) = document.pointer_mut(pointer) else {
                continue;
            };
            if is_newer(schema) {
                let message = "this type is of OpenAPI 3.1; it is read as there";
                let help = "write `nullable: true` for null and `anyOf` for several types, or `openapi: 3.1.0` at the top";
                self.finding(Code::TypeNewer, &format!("{pointer}/type"), message, help);
            }
            self.types(schema, pointer);
        }
    }
}
