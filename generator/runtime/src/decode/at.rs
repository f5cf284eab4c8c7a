//! A value that is about to be read.

use super::input::{Pair, Part};
use super::number::{self, Integer};
use super::slot::{Slot, State};
use super::{Decode, DecodeValue, Fields, Location, Place, Violation, fields};
use crate::{Date, Timestamp, UploadedFile};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::Value;
use std::borrow::Cow;
use uuid::Uuid;

/// A value as received.
#[derive(Debug)]
pub(crate) enum Raw<'a> {
    Absent,
    Json(&'a Value),
    Text(Cow<'a, str>),
    File(UploadedFile),
    Many(Vec<Part<'a>>),
    Nested(Vec<Pair<'a>>),
}

/// What is accepted beside the plain form of a type; all off by default.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Coercions {
    pub(crate) int: bool,
    pub(crate) bool: bool,
    pub(crate) bool_loose: bool,
    pub(crate) array: bool,
    pub(crate) null_text: bool,
    pub(crate) trim: bool,
}

/// A value at its place, with what may be accepted for it.
#[derive(Debug)]
pub struct At<'a, 's> {
    pub(crate) location: Location,
    pub(crate) raw: Raw<'a>,
    pub(crate) place: Place<'s>,
    pub(crate) sink: &'s mut Vec<Violation>,
    pub(crate) coercions: Coercions,
    pub(crate) secret: bool,
    separator: Option<char>,
}

impl<'a, 's> At<'a, 's> {
    pub(crate) const fn new(
        location: Location,
        raw: Raw<'a>,
        place: Place<'s>,
        sink: &'s mut Vec<Violation>,
    ) -> Self {
        let coercions = Coercions {
            int: false,
            bool: false,
            bool_loose: false,
            array: false,
            null_text: false,
            trim: false,
        };
        Self { location, raw, place, sink, coercions, secret: false, separator: None }
    }

    /// Texts of digits, with a sign, as integers.
    #[must_use]
    pub const fn accept_int(mut self) -> Self {
        self.coercions.int = true;
        self
    }

    /// `true`, `false`, `1` and `0` as texts as booleans.
    #[must_use]
    pub const fn accept_bool(mut self) -> Self {
        self.coercions.bool = true;
        self
    }

    /// Any text as a boolean: nothing, `0` and `false` are false, all others true, `null` is null.
    #[must_use]
    pub const fn accept_any_bool(mut self) -> Self {
        self.coercions.bool_loose = true;
        self
    }

    /// A single value as an array, an empty text as an empty one, and bracketed names.
    #[must_use]
    pub const fn accept_single(mut self) -> Self {
        self.coercions.array = true;
        self
    }

    /// The text `null` as null.
    #[must_use]
    pub const fn accept_null_text(mut self) -> Self {
        self.coercions.null_text = true;
        self
    }

    /// Without white space at both ends.
    #[must_use]
    pub const fn trim(mut self) -> Self {
        self.coercions.trim = true;
        self
    }

    /// Never shows the value in a violation.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Items of an array stand in one text, with this between them.
    #[must_use]
    pub const fn separated(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }

    /// Whether there is a value, and whether it is null.
    fn presence<T>(&self) -> Option<State<T>> {
        let is_null_text = |text: &str| self.coercions.null_text && text == "null";
        match &self.raw {
            Raw::Absent => Some(State::Absent),
            Raw::Json(Value::Null) => Some(State::Null),
            Raw::Json(Value::String(text)) if is_null_text(text) => Some(State::Null),
            Raw::Text(text) if is_null_text(text) => Some(State::Null),
            _ => None,
        }
    }

    /// The value as a text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.raw {
            Raw::Text(text) => Some(text),
            Raw::Json(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The value for a violation.
    pub(crate) fn echo(&self) -> Option<Value> {
        if self.secret {
            return None;
        }
        match &self.raw {
            Raw::Json(value) => Some((*value).clone()),
            Raw::Text(text) => Some(Value::String(text.clone().into_owned())),
            Raw::Many(parts) => {
                let texts = parts.iter().filter_map(|part| match part {
                    Part::Text(text) => Some(Value::String(text.clone().into_owned())),
                    Part::File(_) => None,
                });
                Some(Value::Array(texts.collect()))
            }
            Raw::Absent | Raw::File(_) | Raw::Nested(_) => None,
        }
    }

    /// Records that the value is not of its type.
    pub(crate) fn refuse<T>(self, message: &str) -> Slot<'s, T> {
        let violation = Violation {
            location: self.location,
            pointer: self.place.pointer(),
            name: self.place.display(),
            code: "type",
            message: message.to_owned(),
            value: self.echo(),
        };
        self.sink.push(violation);
        self.slot(State::Failed)
    }

    pub(crate) fn slot<T>(self, state: State<T>) -> Slot<'s, T> {
        Slot { state, location: self.location, place: self.place, sink: self.sink, secret: self.secret }
    }

    fn read<T>(self, expected: &str, parse: impl FnOnce(&Self) -> Option<T>) -> Slot<'s, T> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        match parse(&self) {
            Some(value) => self.slot(State::Value(value)),
            None => self.refuse(expected),
        }
    }

    /// A text.
    pub fn text(self) -> Slot<'s, String> {
        self.read("Must be a string", |at| {
            let text = at.as_text()?;
            Some(if at.coercions.trim { text.trim() } else { text }.to_owned())
        })
    }

    /// A whole number.
    pub fn integer<N: Integer>(self) -> Slot<'s, N> {
        self.read("Must be an integer", |at| {
            let wide = match &at.raw {
                Raw::Json(value) => number::integer_of_json(value, at.coercions.int),
                _ => number::integer_of_text(at.as_text()?, at.coercions.int),
            };
            N::from_wide(wide?)
        })
    }

    /// A number.
    pub fn number(self) -> Slot<'s, f64> {
        self.read("Must be a number", |at| match &at.raw {
            Raw::Json(Value::Number(number)) => number.as_f64(),
            Raw::Json(_) => None,
            _ => number::number_of_text(at.as_text()?),
        })
    }

    /// A boolean.
    pub fn boolean(self) -> Slot<'s, bool> {
        if self.coercions.bool_loose && self.as_text() == Some("null") {
            return self.slot(State::Null);
        }
        self.read("Must be a boolean", |at| {
            if let Raw::Json(Value::Bool(value)) = &at.raw {
                return Some(*value);
            }
            if at.coercions.bool_loose {
                let digits = match &at.raw {
                    Raw::Json(Value::Number(number)) => number.to_string(),
                    Raw::Json(Value::String(text)) => text.clone(),
                    Raw::Text(text) => text.clone().into_owned(),
                    _ => return None,
                };
                return Some(!(digits.is_empty() || digits == "0" || digits.eq_ignore_ascii_case("false")));
            }
            let is_json = matches!(at.raw, Raw::Json(_));
            match at.as_text()? {
                "true" if at.coercions.bool || !is_json => Some(true),
                "false" if at.coercions.bool || !is_json => Some(false),
                "1" if at.coercions.bool => Some(true),
                "0" if at.coercions.bool => Some(false),
                _ => None,
            }
        })
    }

    /// A moment: RFC 3339, or a day alone.
    pub fn timestamp(self) -> Slot<'s, Timestamp> {
        self.read("Must be an ISO 8601 date", |at| Timestamp::parse(at.as_text()?))
    }

    /// A day.
    pub fn date(self) -> Slot<'s, Date> {
        self.read("Must be a date, YYYY-MM-DD", |at| Date::parse(at.as_text()?))
    }

    /// A UUID with its dashes.
    pub fn uuid(self) -> Slot<'s, Uuid> {
        self.read("Must be a UUID", |at| {
            let text = at.as_text()?;
            if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
        })
    }

    /// Bytes in base64.
    pub fn base64(self) -> Slot<'s, Bytes> {
        self.read("Must be base64", |at| STANDARD.decode(at.as_text()?).ok().map(Bytes::from))
    }

    /// Any JSON value; texts of a query or form as strings.
    pub fn any(self) -> Slot<'s, Value> {
        if matches!(self.raw, Raw::Absent) {
            return self.slot(State::Absent);
        }
        self.read("Must be a value", |at| match &at.raw {
            Raw::Json(value) => Some((*value).clone()),
            _ => at.as_text().map(Value::from),
        })
    }

    /// A file of a multipart body.
    pub fn file(mut self) -> Slot<'s, UploadedFile> {
        match std::mem::replace(&mut self.raw, Raw::Absent) {
            Raw::File(file) => self.slot(State::Value(file)),
            Raw::Absent | Raw::Json(Value::Null) => self.slot(State::Absent),
            other => {
                self.raw = other;
                self.refuse("Must be a file")
            }
        }
    }

    /// An enumeration or a union.
    pub fn value<T: DecodeValue>(self) -> Slot<'s, T> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        let Self { location, raw, place, sink, coercions, secret, separator } = self;
        let inner = At { location, raw, place, sink: &mut *sink, coercions, secret, separator };
        let state = T::decode_value(inner);
        Slot { state, location, place, sink, secret }
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
            let mut fields = Fields { location: self.location, source, place: self.place, sink: self.sink };
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
        self.slot(if complete { State::Value(values) } else { State::Failed })
    }

    /// An object of equal values; `read` reads one.
    pub fn map<T>(mut self, read: impl Fn(At<'_, '_>) -> Option<T>) -> Slot<'s, std::collections::BTreeMap<String, T>> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        let source = match &mut self.raw {
            Raw::Json(value) if value.is_object() => fields::From::Json(value),
            Raw::Nested(pairs) => fields::From::Pairs(pairs),
            _ => return self.refuse("Must be an object"),
        };
        let map = {
            let mut fields = Fields { location: self.location, source, place: self.place, sink: self.sink };
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
        let repeats = matches!(self.location, Location::Query | Location::Body | Location::Cookie);
        match whole {
            Raw::Json(Value::Array(items)) => Ok(items.iter().map(Raw::Json).collect()),
            Raw::Json(Value::Object(object)) if self.coercions.array && object.contains_key("0") => {
                Ok(object.values().map(Raw::Json).collect())
            }
            Raw::Json(value) if self.coercions.array => Ok(vec![Raw::Json(value)]),
            Raw::Text(text) if self.separator.is_some() => {
                let separator = self.separator.unwrap_or(',');
                Ok(text.split(separator).map(|item| Raw::Text(Cow::Owned(item.to_owned()))).collect())
            }
            Raw::Text(text) if self.coercions.array && text.is_empty() => Ok(Vec::new()),
            Raw::Text(text) if self.coercions.array || repeats => Ok(vec![Raw::Text(text)]),
            Raw::File(file) => Ok(vec![Raw::File(file)]),
            Raw::Many(parts) => Ok(parts.into_iter().map(raw_of).collect()),
            Raw::Nested(mut pairs) => {
                let is_index = |key: &str| key.is_empty() || key.bytes().all(|byte| byte.is_ascii_digit());
                let allowed = self.coercions.array || self.location == Location::Body;
                if !allowed || !pairs.iter().all(|(key, _)| is_index(key)) {
                    return Err(Raw::Nested(pairs));
                }
                // `k[1]` before `k[0]` still is the second item; unnumbered ones keep their order, behind.
                pairs.sort_by_key(|(key, _)| key.parse::<usize>().unwrap_or(usize::MAX));
                Ok(pairs.into_iter().filter_map(|(_, part)| part).map(raw_of).collect())
            }
            other => Err(other),
        }
    }

    /// A reading of the same value that leaves this one as it is; its violations go into `sink`.
    pub(crate) fn attempt<'b>(&'b self, sink: &'b mut Vec<Violation>) -> Option<At<'b, 'b>> {
        let raw = match &self.raw {
            Raw::Json(value) => Raw::Json(value),
            Raw::Text(text) => Raw::Text(Cow::Borrowed(text)),
            _ => return None,
        };
        let mut at = At::new(self.location, raw, self.place, sink);
        at.coercions = self.coercions;
        at.secret = self.secret;
        Some(at)
    }
}
