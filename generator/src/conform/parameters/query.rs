//! What a query has for a parameter.

use serde_json::{Map, Value};

use super::super::operation::Parameter;
use super::super::schemas::Schemas;
use super::super::styles::{Delimited, Encoding, Reader, decode, raw_pairs};
use super::sent::Sent;

pub(super) fn in_query(schemas: &Schemas, parameter: &Parameter, query: &str) -> Sent {
    let raw: Vec<(String, &str)> = raw_pairs(query)
        .map(|(key, value)| (decode(key, Encoding::Form), value))
        .collect();
    let schema = parameter
        .schema
        .as_ref()
        .and_then(|pointer| schemas.at(pointer));
    let reader = Reader {
        document: &schemas.document,
        prefers_text: true,
    };
    if parameter.style == "deepObject" {
        return tree(&parameter.name, &raw);
    }
    let types = schema
        .map(|schema| reader.types(schema))
        .unwrap_or_default();
    let plain = types.string || types.number || types.boolean || types.array;
    if parameter.explode && types.object && !plain && !parameter.is_json {
        let names = schema
            .map(|schema| reader.names(schema))
            .unwrap_or_default();
        let own = raw.iter().filter(|(key, _)| names.contains(key));
        let own = own.map(|(key, value)| (key.clone(), decode(value, Encoding::Form)));
        let own: Vec<(String, String)> = own.collect();
        return if own.is_empty() {
            Sent::Nothing
        } else {
            Sent::Fields(own)
        };
    }
    let brackets = parameter.coercions.array;
    let is_own = |key: &str| {
        let index = key
            .strip_prefix(parameter.name.as_str())
            .and_then(|rest| rest.strip_prefix('['));
        key == parameter.name || (brackets && index.is_some_and(|rest| rest.ends_with(']')))
    };
    let own = raw
        .iter()
        .filter(|(key, _)| is_own(key))
        .map(|(_, value)| *value);
    let own: Vec<&str> = own.collect();
    match own.as_slice() {
        [] => Sent::Nothing,
        [""] if parameter.allow_empty => Sent::Empty,
        [text] if !parameter.explode && !parameter.is_json => {
            let delimiters: &[&str] = match parameter.style.as_str() {
                "spaceDelimited" => &["%20", "+", " "],
                "pipeDelimited" => &["|", "%7C", "%7c"],
                _ => &[","],
            };
            let style = Delimited {
                delimiters,
                named: false,
                encoding: Encoding::Form,
            };
            Sent::Delimited((*text).to_owned(), style)
        }
        texts => Sent::Texts(
            texts
                .iter()
                .map(|text| decode(text, Encoding::Form))
                .collect(),
        ),
    }
}

/// `name[a][b]=text` as a tree.
fn tree(name: &str, raw: &[(String, &str)]) -> Sent {
    let mut tree = Map::new();
    for (key, text) in raw {
        let Some(path) = key
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('['))
        else {
            continue;
        };
        let path = path.strip_suffix(']').unwrap_or(path);
        let steps: Vec<&str> = path.split("][").collect();
        put(&mut tree, &steps, decode(text, Encoding::Form));
    }
    if tree.is_empty() {
        Sent::Nothing
    } else {
        Sent::Tree(Value::Object(tree))
    }
}

/// Puts a text at the end of steps; a second one makes a list.
fn put(tree: &mut Map<String, Value>, steps: &[&str], text: String) {
    let [step, rest @ ..] = steps else { return };
    let at = tree.entry(*step).or_insert(Value::Null);
    if rest.is_empty() {
        *at = match at.take() {
            Value::Null => text.into(),
            Value::Array(mut list) => {
                list.push(text.into());
                list.into()
            }
            other => vec![other, text.into()].into(),
        };
        return;
    }
    if !at.is_object() {
        *at = Map::new().into();
    }
    if let Some(inner) = at.as_object_mut() {
        put(inner, rest, text);
    }
}
