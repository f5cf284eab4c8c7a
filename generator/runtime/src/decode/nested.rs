//! Values that hold others: objects, arrays, maps, and what decides by itself how it is read.

use super::at::{At, Raw};
use super::check::as_json;
use super::input::{Pair, Part};
use super::origin::Origin;
use super::slot::{Slot, State};
use super::{Decode, DecodeValue, Fields, Location, Place, Violation, fields, limits};
use serde_json::Value;
use std::borrow::Cow;

/// Most levels of bracketed names, as JSON has a limit of its own: a type that contains itself would be read without end.
const MOST_LEVELS: usize = 32;

impl<'a, 's> At<'a, 's> {
    /// An enumeration or a union.
    pub fn value<T: DecodeValue>(self) -> Slot<'s, T> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        let Self {
            location,
            raw,
            place,
            sink,
            coercions,
            secret,
            guarded,
            unique,
            bracketed,
            strict,
        } = self;
        let inner = At {
            location,
            raw,
            place,
            sink: &mut *sink,
            coercions,
            secret,
            guarded,
            unique,
            bracketed,
            strict,
        };
        let state = T::decode_value(inner);
        Slot {
            state,
            location,
            place,
            sink,
            secret: secret || guarded,
        }
    }

    /// An object.
    pub fn object<T: Decode>(mut self) -> Slot<'s, T> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        let source = match &mut self.raw {
            Raw::Json(value) if value.is_object() => fields::From::Json(value),
            Raw::Nested(_) if self.place.depth() > MOST_LEVELS => {
                return self.refuse("Is nested too deeply");
            }
            Raw::Nested(pairs) => fields::From::Pairs(pairs),
            _ => return self.refuse("Must be an object"),
        };
        let before = self.sink.len();
        let value = {
            let mut fields = Fields {
                location: self.location,
                source,
                origin: Origin::Plain,
                encodings: &[],
                place: self.place,
                sink: self.sink,
                secret: self.secret,
            };
            T::decode(&mut fields)
        };
        let state = match value {
            Some(value) if self.sink.len() == before => State::Value(value),
            _ => State::Failed,
        };
        self.slot(state)
    }

    /// An array; `read` reads one item.
    pub fn list<T>(mut self, read: impl Fn(At<'_, '_>) -> Option<T>) -> Slot<'s, Vec<T>> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        let whole = std::mem::replace(&mut self.raw, Raw::Absent);
        let items = match self.items(whole) {
            Ok(items) => items,
            Err(raw) => {
                self.raw = raw;
                return self.refuse("Must be an array");
            }
        };
        if self.unique {
            self.refuse_twins(&items);
        }
        let mut values = Vec::with_capacity(items.len());
        let mut complete = true;
        for (index, raw) in items.into_iter().enumerate() {
            let place = Place::index(&self.place, index);
            let mut at = At::new(self.location, raw, place, self.sink);
            at.secret = self.secret;
            match read(at) {
                Some(value) => values.push(value),
                None => complete = false,
            }
        }
        self.slot(if complete {
            State::Value(values)
        } else {
            State::Failed
        })
    }

    fn refuse_twins(&mut self, items: &[Raw<'a>]) {
        let values: Vec<_> = items.iter().filter_map(as_json).collect();
        if let Some((code, message)) = limits::unique_items(values.iter().map(AsRef::as_ref)) {
            self.sink.push(Violation {
                location: self.location,
                pointer: self.place.pointer(),
                name: self.place.display(),
                code,
                message,
                value: None,
            });
        }
    }

    /// An object of equal values; `read` reads one.
    pub fn map<T>(
        mut self,
        read: impl Fn(At<'_, '_>) -> Option<T>,
    ) -> Slot<'s, std::collections::BTreeMap<String, T>> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        let source = match &mut self.raw {
            Raw::Json(value) if value.is_object() => fields::From::Json(value),
            Raw::Nested(_) if self.place.depth() > MOST_LEVELS => {
                return self.refuse("Is nested too deeply");
            }
            Raw::Nested(pairs) => fields::From::Pairs(pairs),
            _ => return self.refuse("Must be an object"),
        };
        let map = {
            let mut fields = Fields {
                location: self.location,
                source,
                origin: Origin::Plain,
                encodings: &[],
                place: self.place,
                sink: self.sink,
                secret: self.secret,
            };
            fields.additional(&[], read)
        };
        self.slot(map.map_or(State::Failed, State::Value))
    }

    /// The items of an array in whatever form it came, or the value itself when it is none.
    fn items(&self, whole: Raw<'a>) -> Result<Vec<Raw<'a>>, Raw<'a>> {
        // A repeated parameter is the plain form of an array in a query and in a form.
        let repeats = matches!(
            self.location,
            Location::Query | Location::Body | Location::Cookie
        );
        match whole {
            Raw::Json(Value::Array(items)) => Ok(items.iter().map(Raw::Json).collect()),
            Raw::Json(Value::Object(object))
                if self.coercions.array && object.contains_key("0") =>
            {
                Ok(object.values().map(Raw::Json).collect())
            }
            Raw::Json(value) if self.coercions.array => Ok(vec![Raw::Json(value)]),
            Raw::Text(text) if self.coercions.array && text.is_empty() => Ok(Vec::new()),
            Raw::Text(text) if self.coercions.array || repeats => Ok(vec![Raw::Text(text)]),
            Raw::File(file) => Ok(vec![Raw::File(file)]),
            Raw::Many(parts) => Ok(parts.into_iter().map(Raw::from).collect()),
            Raw::Nested(pairs) => {
                // Brackets inside of brackets are a deep object's.
                let allowed = self.coercions.array
                    || self.bracketed
                    || self.location == Location::Body
                    || self.place.depth() > 1;
                let is_array = pairs.iter().all(|(key, _)| {
                    let index = key.split('[').next().unwrap_or_default();
                    index.bytes().all(|byte| byte.is_ascii_digit())
                });
                let too_deep = self.place.depth() > MOST_LEVELS;
                if allowed && is_array && !too_deep {
                    Ok(numbered(pairs))
                } else {
                    Err(Raw::Nested(pairs))
                }
            }
            other => Err(other),
        }
    }
}

impl<'a> From<Part<'a>> for Raw<'a> {
    fn from(part: Part<'a>) -> Self {
        match part {
            Part::Text(text) => Self::Text(text),
            Part::File(file) => Self::File(file),
            Part::Json(value) => Self::Json(value),
        }
    }
}

/// Items by their numbers: `k[1]` before `k[0]` still is the second item. Unnumbered ones keep their order, behind.
///
/// Items may be objects, `k[0][name]`; of unnumbered ones, `k[][name]`, a name that was there already begins the next.
fn numbered(pairs: Vec<Pair<'_>>) -> Vec<Raw<'_>> {
    let mut items: Vec<(usize, Raw<'_>)> = Vec::new();
    for (key, part) in pairs {
        let Some(part) = part else { continue };
        let index = key.split('[').next().unwrap_or_default();
        let number = index.parse::<usize>().unwrap_or(usize::MAX);
        let Some(name) = fields::inner(&key, index) else {
            items.push((number, part.into()));
            continue;
        };
        let last = items
            .iter_mut()
            .rev()
            .find_map(|(known, raw)| match raw {
                Raw::Nested(members) if *known == number => Some(members),
                _ => None,
            })
            .filter(|members| {
                number != usize::MAX || !members.iter().any(|(known, _)| *known == name)
            });
        let member = (Cow::Owned(name), Some(part));
        match last {
            Some(members) => members.push(member),
            None => items.push((number, Raw::Nested(vec![member]))),
        }
    }
    items.sort_by_key(|(number, _)| *number);
    items.into_iter().map(|(_, raw)| raw).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Decode, Fields, Input, Location, Violation, decode};
    use serde_json::json;

    #[derive(Debug, PartialEq)]
    struct Node {
        name: Option<String>,
        nodes: Option<Vec<Node>>,
    }

    impl Decode for Node {
        fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
            let name = f.at("name").text().optional();
            let nodes = f.at("nodes").list(|at| at.object().required()).optional();
            Some(Self {
                name: name?,
                nodes: nodes?,
            })
        }
    }

    fn form(text: &str) -> Result<Node, Vec<Violation>> {
        let mut sink = Vec::new();
        decode(Location::Body, Input::form(text.as_bytes()), &mut sink).ok_or(sink)
    }

    fn named(name: &str) -> Node {
        Node {
            name: Some(name.to_owned()),
            nodes: None,
        }
    }

    fn with(nodes: Vec<Node>) -> Node {
        Node {
            name: None,
            nodes: Some(nodes),
        }
    }

    #[test]
    fn objects_in_arrays_of_forms() {
        let two = with(vec![named("a"), named("b")]);
        assert_eq!(form("nodes[1][name]=b&nodes[0][name]=a").unwrap(), two);
        assert_eq!(form("nodes[][name]=a&nodes[][name]=b").unwrap(), two);
        let deeper = with(vec![with(vec![named("a")])]);
        assert_eq!(form("nodes[0][nodes][0][name]=a").unwrap(), deeper);
        let refused = form("nodes[0][name]=a&nodes[1]=b").unwrap_err();
        assert_eq!(refused[0].name, "nodes[1]");
        assert_eq!(
            form("nodes[a]=b").unwrap_err()[0].message,
            "Must be an array"
        );
    }

    #[test]
    fn names_are_not_nested_without_end() {
        let name = format!("nodes{}[name]=a", "[0][nodes]".repeat(10_000));
        assert_eq!(form(&name).unwrap_err().len(), 1);
    }

    #[test]
    fn a_body_that_is_no_object() {
        let mut sink = Vec::new();
        let node: Option<Node> = decode(Location::Body, Input::json(&json!([])), &mut sink);
        assert_eq!(node, None);
        assert_eq!(sink[0].message, "Must be an object");
        assert_eq!(sink[0].name, "body");
    }
}
