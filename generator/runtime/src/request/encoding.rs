//! `encoding`: fields of forms and multipart bodies that are written otherwise than by their names and texts.

use super::{PartHeaders, violation};
use crate::decode::{Input, Part, Source};
use crate::{Location, Style, Violation};
use serde_json::Value;

/// How a field of a form or multipart body is written.
#[derive(Debug, Clone, Copy)]
pub struct Encoding {
    /// Name of the field.
    pub name: &'static str,
    /// How its values stand in the texts of a form; none: by its name, or by bracketed names.
    pub style: Option<Style>,
    /// Whether JSON may stand for it, and whether what is no JSON is refused.
    pub json: Json,
    /// Whether it is an array: each part has an item of it, or several.
    pub many: bool,
    /// Media types that a part may have, `image/*` included; empty for any.
    pub content_types: &'static [&'static str],
    /// Reads the headers of a part, where there is something to say of them.
    pub headers: Option<PartHeaders>,
}

/// What JSON has to do with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Json {
    /// Nothing: it is a text.
    Never,
    /// A text that begins as an object or array is read as JSON: what holds others has bracketed names besides.
    Maybe,
    /// It is JSON whatever it looks like.
    Always,
}

impl Encoding {
    /// A field that is written by its name and texts.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            style: None,
            json: Json::Never,
            many: false,
            content_types: &[],
            headers: None,
        }
    }

    /// With a style.
    #[must_use]
    pub const fn with_style(mut self, style: Style) -> Self {
        self.style = Some(style);
        self
    }

    /// As JSON, perhaps.
    #[must_use]
    pub const fn with_json(mut self, json: Json, many: bool) -> Self {
        self.json = json;
        self.many = many;
        self
    }

    /// With media types that a part may have.
    #[must_use]
    pub const fn with_content_types(mut self, types: &'static [&'static str]) -> Self {
        self.content_types = types;
        self
    }

    /// With headers of a part that are read.
    #[must_use]
    pub const fn with_headers(mut self, headers: PartHeaders) -> Self {
        self.headers = Some(headers);
        self
    }
}

/// The value of a text in its encoding; none where it is no JSON, an error where it should be.
pub(super) fn parsed(encoding: &Encoding, text: &str) -> Result<Option<Value>, String> {
    let looks_so = text.trim_start().starts_with(['{', '[']);
    match encoding.json {
        Json::Never => Ok(None),
        Json::Maybe if !looks_so => Ok(None),
        Json::Maybe | Json::Always => serde_json::from_str(text)
            .map(Some)
            .map_err(|error| format!("Must be JSON: {error}")),
    }
}

/// Whether a name is that of an item of a field, `k[]` or `k[0]`.
pub(super) fn is_item_of(name: &str, field: &str) -> bool {
    name.strip_prefix(field)
        .and_then(|rest| rest.strip_prefix('['))
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|index| index.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The encoding of a field, also by the name of one of its items, `k[]` and `k[0]`.
pub(super) fn encoding_of(encodings: &'static [Encoding], name: &str) -> Option<&'static Encoding> {
    encodings.iter().find(|encoding| {
        name == encoding.name || (encoding.many && is_item_of(name, encoding.name))
    })
}

/// The JSON of fields, taken out of their texts: one value for each field.
pub(super) fn json_values(
    input: &mut Input<'_>,
    encodings: &'static [Encoding],
    sink: &mut Vec<Violation>,
) -> Vec<(&'static str, Value)> {
    let mut values: Vec<(&'static str, Value)> = Vec::new();
    let Source::Pairs(pairs) = &mut input.source else {
        return values;
    };
    if encodings
        .iter()
        .all(|encoding| encoding.json == Json::Never)
    {
        return values;
    }
    for (name, part) in pairs.iter_mut() {
        let Some(encoding) = encoding_of(encodings, name) else {
            continue;
        };
        let Some(Part::Text(text)) = part else {
            continue;
        };
        match parsed(encoding, text) {
            Ok(None) => {}
            Ok(Some(value)) => {
                *part = None;
                add(&mut values, encoding, value);
            }
            Err(message) => {
                *part = None;
                sink.push(violation(Location::Body, name, "type", message));
            }
        }
    }
    values
}

/// Adds a part's value to its field's: items of arrays one by one, of others the first counts.
fn add(values: &mut Vec<(&'static str, Value)>, encoding: &Encoding, value: Value) {
    let known = values.iter_mut().find(|(name, _)| *name == encoding.name);
    match (known, encoding.many, value) {
        (None, true, Value::Array(items)) => values.push((encoding.name, Value::Array(items))),
        (None, true, item) => values.push((encoding.name, Value::Array(vec![item]))),
        (None, false, value) => values.push((encoding.name, value)),
        (Some((_, Value::Array(all))), true, Value::Array(items)) => all.extend(items),
        (Some((_, Value::Array(all))), true, item) => all.push(item),
        (Some(_), ..) => {}
    }
}
