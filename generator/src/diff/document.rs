//! A bundled document, as the comparison asks for it.

use serde_json::{Map, Value};

use crate::load::unescape;

/// One of the two documents.
#[derive(Clone, Copy)]
pub(super) struct Document<'a>(pub(super) &'a Value);

/// An operation where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    /// The path as written.
    pub(super) path: &'a str,
    /// Lower case.
    pub(super) method: &'a str,
    /// The path item.
    pub(super) item: &'a Value,
    /// The operation itself.
    pub(super) operation: &'a Value,
}

/// A parameter with everything that it refers to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) location: &'a str,
    pub(super) value: &'a Value,
}

const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl<'a> Document<'a> {
    pub(super) fn of(document: &'a Value) -> Self {
        Self(document)
    }

    /// The value behind references, and the component's name if it is a schema of its own.
    pub(super) fn resolve(&self, value: &'a Value) -> (&'a Value, Option<String>) {
        let mut value = value;
        let mut name = None;
        for _ in 0..32 {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let pointer = reference.strip_prefix('#').unwrap_or(reference);
            let pointer = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy();
            let Some(target) = self.0.pointer(&pointer) else {
                break;
            };
            let component = pointer.strip_prefix("/components/schemas/");
            name = name.or(component.filter(|name| !name.contains('/')).map(unescape));
            value = target;
        }
        (value, name)
    }

    /// A component schema.
    pub(super) fn component(&self, name: &str) -> Option<&'a Value> {
        self.0.get("components")?.get("schemas")?.get(name)
    }

    /// All operations in the order of the document.
    pub(super) fn operations(&self) -> Vec<Found<'a>> {
        let paths = self.0.get("paths").and_then(Value::as_object);
        let mut found = Vec::new();
        for (path, item) in paths.into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) && operation.is_object() {
                    found.push(Found {
                        path,
                        method,
                        item,
                        operation,
                    });
                }
            }
        }
        found
    }

    /// Parameters of an operation; its own stand before those of its path.
    pub(super) fn parameters(&self, found: &Found<'a>) -> Vec<Parameter<'a>> {
        let own = found.operation.get("parameters");
        let shared = found.item.get("parameters");
        let lists = [own, shared]
            .into_iter()
            .flatten()
            .filter_map(Value::as_array);
        let mut parameters: Vec<Parameter<'a>> = Vec::new();
        for value in lists.flatten() {
            let (value, _) = self.resolve(value);
            let (Some(name), Some(location)) = (text(value, "name"), text(value, "in")) else {
                continue;
            };
            let is_known = |known: &Parameter<'_>| known.name == name && known.location == location;
            if !parameters.iter().any(is_known) {
                parameters.push(Parameter {
                    name,
                    location,
                    value,
                });
            }
        }
        parameters
    }

    /// What stands before every path.
    pub(super) fn prefix(&self) -> String {
        prefix(self.0).unwrap_or_default()
    }

    /// The path of an operation from the root of its server.
    pub(super) fn full_path(&self, found: &Found<'_>) -> String {
        let own = prefix(found.operation).or_else(|| prefix(found.item));
        format!("{}{}", own.unwrap_or_else(|| self.prefix()), found.path)
    }
}

/// Path of the first server of something.
fn prefix(value: &Value) -> Option<String> {
    let url = value.pointer("/servers/0/url").and_then(Value::as_str)?;
    let path = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    let path = path.trim_end_matches('/');
    Some(if path.is_empty() || path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    })
}

/// A text member.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

/// Whether a member is `true`.
pub(super) fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The members of a member.
pub(super) fn members<'v>(
    value: &'v Value,
    key: &str,
) -> impl Iterator<Item = (&'v String, &'v Value)> {
    object(value, key).into_iter().flatten()
}

/// A member that is an object.
pub(super) fn object<'v>(value: &'v Value, key: &str) -> Option<&'v Map<String, Value>> {
    value.get(key).and_then(Value::as_object)
}

/// A path in which the names of parameters do not matter.
pub(super) fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut depth = false;
    for c in path.chars() {
        match c {
            '{' => {
                depth = true;
                shape.push_str("{}");
            }
            '}' => depth = false,
            c if !depth => shape.push(c),
            _ => {}
        }
    }
    shape
}
