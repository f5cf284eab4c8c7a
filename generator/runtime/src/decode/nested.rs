//! Values that hold others: objects, arrays, maps, and what decides by itself how it is read.

use super::at::{At, Raw};
use super::input::Part;
use super::slot::{Slot, State};
use super::{Decode, DecodeValue, Fields, Location, Place, fields};
use serde_json::Value;
use std::borrow::Cow;

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
            separator,
            strict,
        } = self;
        let inner = At {
            location,
            raw,
            place,
            sink: &mut *sink,
            coercions,
            secret,
            separator,
            strict,
        };
        let state = T::decode_value(inner);
        Slot {
            state,
            location,
            place,
            sink,
            secret,
        }
    }

    /// An object.
    pub fn object<T: Decode>(mut self) -> Slot<'s, T> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        let source = match &mut self.raw {
            Raw::Json(value) if value.is_object() => fields::From::Json(value),
            Raw::Nested(pairs) => fields::From::Pairs(pairs),
            _ => return self.refuse("Must be an object"),
        };
        let before = self.sink.len();
        let value = {
            let mut fields = Fields {
                location: self.location,
                source,
                place: self.place,
                sink: self.sink,
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
            Raw::Nested(pairs) => fields::From::Pairs(pairs),
            _ => return self.refuse("Must be an object"),
        };
        let map = {
            let mut fields = Fields {
                location: self.location,
                source,
                place: self.place,
                sink: self.sink,
            };
            fields.additional(&[], read)
        };
        self.slot(map.map_or(State::Failed, State::Value))
    }

    /// The items of an array in whatever form it came, or the value itself when it is none.
    fn items(&self, whole: Raw<'a>) -> Result<Vec<Raw<'a>>, Raw<'a>> {
        let raw_of = |part: Part<'a>| match part {
            Part::Text(text) => Raw::Text(text),
            Part::File(file) => Raw::File(file),
        };
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
            Raw::Text(text) if self.separator.is_some() => {
                let separator = self.separator.unwrap_or(',');
                Ok(text
                    .split(separator)
                    .map(|item| Raw::Text(Cow::Owned(item.to_owned())))
                    .collect())
            }
            Raw::Text(text) if self.coercions.array && text.is_empty() => Ok(Vec::new()),
            Raw::Text(text) if self.coercions.array || repeats => Ok(vec![Raw::Text(text)]),
            Raw::File(file) => Ok(vec![Raw::File(file)]),
            Raw::Many(parts) => Ok(parts.into_iter().map(raw_of).collect()),
            Raw::Nested(mut pairs) => {
                let is_index =
                    |key: &str| key.is_empty() || key.bytes().all(|byte| byte.is_ascii_digit());
                let allowed = self.coercions.array || self.location == Location::Body;
                if !allowed || !pairs.iter().all(|(key, _)| is_index(key)) {
                    return Err(Raw::Nested(pairs));
                }
                // `k[1]` before `k[0]` still is the second item; unnumbered ones keep their order, behind.
                pairs.sort_by_key(|(key, _)| key.parse::<usize>().unwrap_or(usize::MAX));
                Ok(pairs
                    .into_iter()
                    .filter_map(|(_, part)| part)
                    .map(raw_of)
                    .collect())
            }
            other => Err(other),
        }
    }
}
