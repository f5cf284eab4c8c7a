//! What a schema says of a value besides validity: its types, and which parts of it are secret or belong to one direction.

use serde_json::Value;

use super::secrets::{is_secret_name, says_secret};
use super::translate::follow;
use crate::load::escape;

/// Deepest nesting of schemas that is looked at.
const MOST_LEVELS: usize = 64;

/// Types that a schema allows, as far as it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Types {
    pub(super) string: bool,
    pub(super) number: bool,
    pub(super) boolean: bool,
    pub(super) array: bool,
    pub(super) object: bool,
    pub(super) null: bool,
}

impl Types {
    const ALL: Self = Self {
        string: true,
        number: true,
        boolean: true,
        array: true,
        object: true,
        null: true,
    };

    fn named(name: &str) -> Self {
        let mut types = Self::default();
        match name {
            "string" => types.string = true,
            "integer" | "number" => types.number = true,
            "boolean" => types.boolean = true,
            "array" => types.array = true,
            "object" => types.object = true,
            "null" => types.null = true,
            _ => return Self::ALL,
        }
        types
    }

    fn or(self, other: Self) -> Self {
        Self {
            string: self.string || other.string,
            number: self.number || other.number,
            boolean: self.boolean || other.boolean,
            array: self.array || other.array,
            object: self.object || other.object,
            null: self.null || other.null,
        }
    }

    /// What both allow, or the first where they have nothing in common.
    pub(super) fn narrower(self, other: Self) -> Self {
        let both = self.and(other);
        if both == Self::default() { self } else { both }
    }

    fn and(self, other: Self) -> Self {
        Self {
            string: self.string && other.string,
            number: self.number && other.number,
            boolean: self.boolean && other.boolean,
            array: self.array && other.array,
            object: self.object && other.object,
            null: self.null && other.null,
        }
    }
}

/// The types of a schema.
pub(super) fn types(document: &Value, schema: &Value, depth: usize) -> Types {
    let Some(schema) = follow(document, schema).filter(|_| depth < MOST_LEVELS) else {
        return Types::ALL;
    };
    let mut types = match schema.get("type") {
        Some(Value::String(name)) => Types::named(name),
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            names.map(Types::named).fold(Types::default(), Types::or)
        }
        _ if schema.get("properties").is_some() => Types::named("object"),
        _ if schema.get("items").is_some() => Types::named("array"),
        _ => Types::ALL,
    };
    for part in parts(schema, "allOf") {
        types = types.and(self::types(document, part, depth + 1));
    }
    for key in ["oneOf", "anyOf"] {
        let mut forms = parts(schema, key).map(|part| self::types(document, part, depth + 1));
        if let Some(first) = forms.next() {
            types = types.and(forms.fold(first, Types::or));
        }
    }
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        types.null = true;
    }
    types
}

/// The schemas under a keyword that has a list of them.
fn parts<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// The schemas of a property, with all that `allOf`, `anyOf` and `oneOf` say of it.
pub(super) fn property<'a>(document: &'a Value, schema: &'a Value, name: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    property_into(document, schema, name, &mut found, 0);
    found
}

fn property_into<'a>(
    document: &'a Value,
    schema: &'a Value,
    name: &str,
    found: &mut Vec<&'a Value>,
    depth: usize,
) {
    let Some(schema) = follow(document, schema).filter(|_| depth < MOST_LEVELS) else {
        return;
    };
    match schema
        .get("properties")
        .and_then(|properties| properties.get(name))
    {
        Some(property) => found.push(property),
        None => found.extend(
            schema
                .get("additionalProperties")
                .filter(|more| more.is_object()),
        ),
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in parts(schema, key) {
            property_into(document, part, name, found, depth + 1);
        }
    }
}

/// Names of the properties that a schema knows, with all that it is composed of.
pub(super) fn property_names(
    document: &Value,
    schema: &Value,
    names: &mut Vec<String>,
    depth: usize,
) {
    let Some(schema) = follow(document, schema).filter(|_| depth < MOST_LEVELS) else {
        return;
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    names.extend(
        properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone()),
    );
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in parts(schema, key) {
            property_names(document, part, names, depth + 1);
        }
    }
}

/// The items of an array's schema.
pub(super) fn items<'a>(document: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut found = Vec::new();
    items_into(document, schema, &mut found, 0);
    found
}

fn items_into<'a>(
    document: &'a Value,
    schema: &'a Value,
    found: &mut Vec<&'a Value>,
    depth: usize,
) {
    let Some(schema) = follow(document, schema).filter(|_| depth < MOST_LEVELS) else {
        return;
    };
    found.extend(schema.get("items"));
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in parts(schema, key) {
            items_into(document, part, found, depth + 1);
        }
    }
}

/// Pointers of what is secret in a value, and of what has a flag and should not be there.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) secrets: Vec<String>,
    pub(super) flagged: Vec<String>,
}

impl Marks {
    /// Looks through a value with its schema; `flag` is `readOnly` or `writeOnly`.
    pub(super) fn of(document: &Value, schema: &Value, value: &Value, flag: &str) -> Self {
        let mut marks = Self::default();
        marks.look(document, &[schema], value, flag, "", 0);
        marks
    }

    fn look(
        &mut self,
        document: &Value,
        schemas: &[&Value],
        value: &Value,
        flag: &str,
        pointer: &str,
        depth: usize,
    ) {
        if depth > MOST_LEVELS
            || (schemas.is_empty() && !matches!(value, Value::Object(_) | Value::Array(_)))
        {
            return;
        }
        match value {
            Value::Object(object) => {
                for (name, inner) in object {
                    let below = format!("{pointer}/{}", escape(name));
                    let found: Vec<&Value> = schemas
                        .iter()
                        .flat_map(|schema| property(document, schema, name))
                        .collect();
                    if is_secret_name(name)
                        || found.iter().any(|schema| says_secret(document, schema))
                    {
                        self.secrets.push(below.clone());
                    }
                    let mut followed = found.iter().filter_map(|schema| follow(document, schema));
                    if followed.any(|schema| schema.get(flag) == Some(&Value::Bool(true))) {
                        self.flagged.push(below.clone());
                    }
                    self.look(document, &found, inner, flag, &below, depth + 1);
                }
            }
            Value::Array(list) => {
                let found: Vec<&Value> = schemas
                    .iter()
                    .flat_map(|schema| items(document, schema))
                    .collect();
                for (index, inner) in list.iter().enumerate() {
                    self.look(
                        document,
                        &found,
                        inner,
                        flag,
                        &format!("{pointer}/{index}"),
                        depth + 1,
                    );
                }
            }
            _ => {}
        }
    }

    /// Whether the value at a pointer is secret, lies in a secret, or has one inside.
    pub(super) fn is_secret(&self, pointer: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut secrets = self.secrets.iter();
        secrets.any(|secret| within(pointer, secret) || within(secret, pointer))
    }
}
