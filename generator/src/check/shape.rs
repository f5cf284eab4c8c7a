//! Every key of every object: known, and of the right kind.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::shapes::{DOCUMENT, Shape, Want};
use crate::bundle::Bundle;
use crate::diagnostics::Code;
use crate::load::{Files, escape};

/// Adds what is wrong with the shape of the document to the report of `files`.
pub fn shape(bundle: &Bundle, files: &mut Files) {
    let mut checker = Checker {
        bundle,
        files,
        extensions: HashSet::new(),
    };
    checker.object(&bundle.document, &mut String::new(), &DOCUMENT);
}

/// Types of schemas.
const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

struct Checker<'a> {
    bundle: &'a Bundle,
    files: &'a mut Files,
    /// Unknown `x-` keys that were reported: each is worth one line.
    extensions: HashSet<String>,
}

impl Checker<'_> {
    fn finding(&mut self, code: Code, pointer: &str, message: String, help: String) {
        let origin = self.bundle.origin(pointer);
        self.files
            .finding_at(code, origin.as_ref(), Some(pointer), message, help);
    }

    fn object(&mut self, value: &Value, pointer: &mut String, shape: &Shape) {
        let Value::Object(object) = value else {
            let message = format!("{} is an object, not {}", shape.name, kind(value));
            let help = match value.as_str() {
                Some(name) if shape.name == "a schema" && TYPES.contains(&name) => {
                    format!("write `{{type: {name}}}`")
                }
                _ => "write keys and values, `key: value`".to_owned(),
            };
            return self.finding(Code::WrongType, pointer, message, help);
        };
        // What a reference means is checked where it points to.
        if object.contains_key("$ref") {
            return;
        }
        for (key, value) in object {
            let known = shape.keys.iter().find(|(known, _)| known == key);
            below(pointer, key, |here| match (known, shape.keys) {
                // Or keys of the author's choice.
                (Some((_, want)), _) | (None, [("", want)]) => {
                    self.value(value, here, key, *want, shape);
                }
                (None, keys) => self.unknown(here, key, keys, shape),
            });
        }
        for key in shape.required {
            if !object.contains_key(*key) {
                let message = format!("{} has no `{key}`", shape.name);
                self.finding(Code::KeyMissing, pointer, message, format!("add `{key}`"));
            }
        }
    }

    fn unknown(&mut self, pointer: &str, key: &str, keys: &[(&str, Want)], shape: &Shape) {
        let near = nearest(key, keys.iter().map(|(known, _)| *known));
        if key.starts_with("x-") {
            if self.extensions.insert(key.to_owned()) {
                let help = near.map_or_else(
                    || "it is left alone; remove it if that is not meant".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{key}` has no meaning in {}", shape.name);
                self.finding(Code::ExtensionUnknown, pointer, message, help);
            }
            return;
        }
        let help = near.map_or_else(
            || "it is ignored; remove it, or write it as an extension, `x-…`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let version = if self.bundle.is_modern() {
            "3.1"
        } else {
            "3.0"
        };
        let message = format!("`{key}` is no part of {} in OpenAPI {version}", shape.name);
        self.finding(Code::KeyUnknown, pointer, message, help);
    }

    fn value(
        &mut self,
        value: &Value,
        pointer: &mut String,
        key: &str,
        want: Want,
        around: &Shape,
    ) {
        let expected = match (want, value) {
            (Want::Any, _)
            | (Want::Text | Want::TextOrTexts, Value::String(_))
            | (Want::Flag, Value::Bool(_))
            | (Want::Number, Value::Number(_))
            | (Want::Values, Value::Array(_)) => return,
            (Want::Count, Value::Number(number)) if number.is_u64() => return,
            (Want::Texts | Want::TextOrTexts | Want::Requirement, Value::Array(items))
                if items.iter().all(Value::is_string) =>
            {
                return;
            }
            // Flags of 3.1 are limits; their numbers are ignored in 3.0.
            (Want::FlagOr(_), Value::Bool(_)) => return,
            (Want::One(shape) | Want::FlagOr(shape), Value::Object(_)) => {
                return self.object(value, pointer, shape);
            }
            (Want::List(shape), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    below(pointer, &index.to_string(), |here| {
                        self.object(item, here, shape);
                    });
                }
                return;
            }
            (Want::Map(shape), Value::Object(object)) => {
                return self.map(object, pointer, shape, false);
            }
            (Want::MapWithExtensions(shape), Value::Object(object)) => {
                return self.map(object, pointer, shape, true);
            }
            (Want::Text, _) => "a text",
            (Want::Flag, _) => "`true` or `false`",
            (Want::Number, _) => "a number",
            (Want::Count, _) => "a whole number that is not negative",
            (Want::Values, _) => "a list",
            (Want::Texts | Want::Requirement, _) => "a list of texts",
            (Want::TextOrTexts, _) => "a text or a list of texts",
            (Want::List(_), _) => "a list of objects",
            (Want::One(_) | Want::Map(_) | Want::MapWithExtensions(_), _) => "an object",
            (Want::FlagOr(_), _) => "`true`, `false` or an object",
        };
        let message = format!("`{key}` must be {expected}, not {}", kind(value));
        let help = match (value, want) {
            (Value::Bool(_), Want::Texts) if key == "required" => {
                "list the names of required properties in `required` of the object around it"
            }
            (Value::Number(_), Want::Text) => "put it in quotes",
            (Value::String(text), Want::Flag | Want::Number | Want::Count)
                if text == "true" || text == "false" || text.parse::<f64>().is_ok() =>
            {
                "write it without quotes"
            }
            (Value::Array(_), Want::One(_)) if key == "items" => {
                "one schema is for all items; OpenAPI 3.0 has no tuples, `oneOf` allows several kinds"
            }
            (Value::Array(_), Want::Map(_)) if key == "content" => {
                "write media types as keys: `application/json: {schema: …}`"
            }
            (Value::Object(_), Want::List(_)) => {
                "put each into an item of a list, with a `- ` before it"
            }
            (Value::String(_), Want::Texts | Want::Values) => {
                "write a list: `[one, two]`, or a line with `- ` for each"
            }
            _ if around.required.contains(&key) || key == "paths" => &format!("write {expected}"),
            _ => &format!("write {expected}, or remove `{key}`"),
        };
        let help = help.to_owned();
        self.finding(Code::WrongType, pointer, message, help);
    }

    fn map(
        &mut self,
        object: &Map<String, Value>,
        pointer: &mut String,
        shape: &Shape,
        extended: bool,
    ) {
        for (name, value) in object {
            if !(extended && name.starts_with("x-")) {
                below(pointer, name, |here| self.object(value, here, shape));
            }
        }
    }
}

/// Does something with the pointer of what is at a key.
fn below(pointer: &mut String, key: &str, work: impl FnOnce(&mut String)) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&escape(key));
    work(pointer);
    pointer.truncate(length);
}

/// What a value is, in a sentence; short ones are told as they are.
pub fn kind(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("`{value}`"),
        Value::String(text) if text.chars().count() <= 20 && !text.contains(char::is_control) => {
            format!("the text `{text}`")
        }
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The known name that is at most two letters away.
pub fn nearest<'k>(key: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let distances = known.into_iter().map(|known| (distance(key, known), known));
    let (distance, known) = distances.min()?;
    (distance <= 2 && key.len() > 3).then_some(known)
}

/// Letters to insert, remove or change between two texts; letter case does not count.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let changed = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}
