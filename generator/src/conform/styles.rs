//! From the text of a parameter to JSON, in every style.

use serde_json::{Map, Value};

use super::walk::{Types, items, property, property_names, types};

/// Keys and values of a query or a form, decoded; `+` is a space.
pub(super) fn pairs(query: Option<&str>) -> impl Iterator<Item = (String, String)> {
    raw_pairs(query.unwrap_or_default())
        .map(|(key, value)| (decode(key, Encoding::Form), decode(value, Encoding::Form)))
}

/// As they are written.
pub(super) fn raw_pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// How a text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Not at all.
    Plain,
    Percent,
    /// Percent-encoding in which `+` is a space.
    Form,
}

/// The text that was meant.
pub(super) fn decode(text: &str, encoding: Encoding) -> String {
    let text = match encoding {
        Encoding::Plain => return text.trim().to_owned(),
        Encoding::Percent => text.to_owned(),
        Encoding::Form => text.replace('+', " "),
    };
    percent_encoding::percent_decode_str(&text)
        .decode_utf8_lossy()
        .into_owned()
}

/// Reads texts into the types that a schema allows.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) document: &'a Value,
    /// Whether a text that looks like a number is one where the schema allows both.
    pub(super) prefers_text: bool,
}

impl Reader<'_> {
    pub(super) fn types(&self, schema: &Value) -> Types {
        types(self.document, schema, 0)
    }

    /// One text as a plain value.
    pub(super) fn scalar(&self, schemas: &[&Value], text: &str) -> Value {
        let of = |schema: &&Value| self.types(schema);
        let types = schemas
            .iter()
            .map(of)
            .reduce(Types::narrower)
            .unwrap_or_default();
        let number = || text.parse::<serde_json::Number>().ok().map(Value::Number);
        let boolean = || text.parse::<bool>().ok().map(Value::Bool);
        let null = || (text == "null").then_some(Value::Null);
        if types.string && self.prefers_text {
            return text.into();
        }
        let read = [
            types.number.then(number).flatten(),
            types.boolean.then(boolean).flatten(),
            (types.null && !types.string).then(null).flatten(),
        ];
        read.into_iter()
            .flatten()
            .next()
            .unwrap_or_else(|| text.into())
    }

    /// A list of texts.
    pub(super) fn list(&self, schema: &Value, texts: impl IntoIterator<Item = String>) -> Value {
        let items = items(self.document, schema);
        let texts = texts.into_iter().map(|text| self.scalar(&items, &text));
        Value::Array(texts.collect())
    }

    /// Names and texts of an object; a name that comes again makes a list where the property is one.
    pub(super) fn object(
        &self,
        schema: &Value,
        fields: impl IntoIterator<Item = (String, String)>,
    ) -> Value {
        let mut lists: Map<String, Value> = Map::new();
        for (name, text) in fields {
            let found = property(self.document, schema, &name);
            let inner: Vec<&Value> = found.iter().flat_map(|s| items(self.document, s)).collect();
            let is_list = found.iter().any(|s| self.types(s).array) && !inner.is_empty();
            let value = self.scalar(if is_list { &inner } else { &found }, &text);
            match lists.get_mut(&name) {
                Some(Value::Array(list)) => list.push(value),
                Some(other) => *other = Value::Array(vec![other.take(), value]),
                None if is_list => {
                    lists.insert(name, Value::Array(vec![value]));
                }
                None => {
                    lists.insert(name, value);
                }
            }
        }
        Value::Object(lists)
    }

    /// A tree of texts.
    pub(super) fn tree(&self, schemas: &[&Value], tree: &Value) -> Value {
        match tree {
            Value::Object(object) => {
                let inner = object.iter().map(|(name, value)| {
                    let below = schemas
                        .iter()
                        .flat_map(|s| property(self.document, s, name));
                    (name.clone(), self.tree(&below.collect::<Vec<_>>(), value))
                });
                Value::Object(inner.collect())
            }
            Value::Array(list) => {
                let below: Vec<&Value> = schemas
                    .iter()
                    .flat_map(|s| items(self.document, s))
                    .collect();
                Value::Array(list.iter().map(|value| self.tree(&below, value)).collect())
            }
            Value::String(text) => {
                let list = |schema: &&Value| self.types(schema).array && !self.types(schema).string;
                match schemas.iter().find(|schema| list(schema)) {
                    Some(schema) => self.list(schema, [text.clone()]),
                    None => self.scalar(schemas, text),
                }
            }
            other => other.clone(),
        }
    }

    /// Names of an object's properties.
    pub(super) fn names(&self, schema: &Value) -> Vec<String> {
        let mut names = Vec::new();
        property_names(self.document, schema, &mut names, 0);
        names
    }

    /// A text in a style that puts everything into one text: lists and objects by delimiter, or `name=value`.
    pub(super) fn delimited(&self, schema: &Value, text: &str, style: &Delimited) -> Value {
        let types = self.types(schema);
        let decode = |part: &str| decode(part, style.encoding);
        let parts = || style.split(text);
        let fields = || -> Vec<(String, String)> {
            if style.named {
                let pair = |part: &str| part.split_once('=').map(|(k, v)| (decode(k), decode(v)));
                return parts().filter_map(pair).collect();
            }
            let flat: Vec<String> = parts().map(decode).collect();
            let pairs = flat.chunks(2);
            pairs
                .map(|pair| (pair[0].clone(), pair.get(1).cloned().unwrap_or_default()))
                .collect()
        };
        let scalar = types.string || types.number || types.boolean;
        if types.array && (!scalar || (!self.prefers_text && parts().count() > 1)) {
            return self.list(schema, parts().map(decode));
        }
        if types.object && !scalar {
            return self.object(schema, fields());
        }
        self.scalar(&[schema], &decode(text))
    }
}

/// How values are put into one text.
pub(super) struct Delimited {
    pub(super) delimiters: &'static [&'static str],
    /// Objects as `name=value`, not as `name,value`.
    pub(super) named: bool,
    pub(super) encoding: Encoding,
}

impl Delimited {
    fn split<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let mut parts = vec![text];
        for delimiter in self.delimiters {
            parts = parts
                .into_iter()
                .flat_map(|part| part.split(delimiter))
                .collect();
        }
        parts.retain(|_| !text.is_empty());
        parts.into_iter()
    }
}
