//! The fields of an object, or the parameters of a location.

use super::at::{At, Raw};
use super::input::{Input, Pair, Part, Source};
use super::limits::{self, UNKNOWN};
use super::origin::Origin;
use super::{Decode, Location, Place, Violation};
use crate::Encoding;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a [`Decode`] reads its fields from.
#[derive(Debug)]
pub struct Fields<'a, 's> {
    pub(crate) location: Location,
    pub(crate) source: From<'a, 's>,
    /// What the pairs were cut from.
    pub(crate) origin: Origin<'a>,
    /// Fields of a form with a style of their own.
    pub(crate) encodings: &'static [Encoding],
    pub(crate) place: Place<'s>,
    pub(crate) sink: &'s mut Vec<Violation>,
    /// All fields are secrets.
    pub(crate) secret: bool,
}

/// Where the fields are found.
#[derive(Debug)]
pub(crate) enum From<'a, 's> {
    Json(&'a Value),
    /// Nothing but a whole.
    Text(&'a str),
    Pairs(&'s mut Vec<Pair<'a>>),
}

impl<'a, 's> Fields<'a, 's> {
    pub(crate) fn new(
        location: Location,
        input: &'s mut Input<'a>,
        sink: &'s mut Vec<Violation>,
    ) -> Self {
        let (origin, encodings) = (input.origin, input.encodings);
        let source = match &mut input.source {
            Source::Json(value) => From::Json(value),
            Source::Text(text) => From::Text(text),
            Source::Pairs(pairs) => From::Pairs(pairs),
        };
        Self {
            location,
            source,
            origin,
            encodings,
            place: Place::ROOT,
            sink,
            secret: false,
        }
    }

    /// How many violations were recorded so far.
    pub(crate) fn violations(&self) -> usize {
        self.sink.len()
    }

    /// Whether there can be fields at all.
    pub(crate) fn is_object(&self) -> bool {
        match &self.source {
            From::Json(value) => value.is_object(),
            From::Text(_) => false,
            From::Pairs(_) => true,
        }
    }

    /// The field of this name.
    pub fn at<'f>(&'f mut self, name: &'f str) -> At<'a, 'f> {
        let style = self
            .encodings
            .iter()
            .find(|encoding| encoding.name == name)
            .and_then(|encoding| encoding.style);
        if let Some(style) = style {
            return self.written(name, style, false);
        }
        let raw = self.raw(name);
        let place = Place::name(&self.place, name);
        let mut at = At::new(self.location, raw, place, self.sink);
        at.secret = self.secret;
        at
    }

    /// What stands under a name, whatever its style.
    pub(super) fn raw(&mut self, name: &str) -> Raw<'a> {
        match &mut self.source {
            From::Json(value) => value.get(name).map_or(Raw::Absent, Raw::Json),
            From::Text(_) => Raw::Absent,
            From::Pairs(pairs) => take(pairs, name, self.location == Location::Header),
        }
    }

    /// The whole input as one value.
    pub fn whole(&mut self) -> At<'a, '_> {
        let raw = match &mut self.source {
            From::Json(value) => Raw::Json(value),
            From::Text(text) => Raw::Text(Cow::Borrowed(text)),
            From::Pairs(pairs) => Raw::Nested(std::mem::take(*pairs)),
        };
        let mut at = At::new(self.location, raw, self.place, self.sink);
        at.secret = self.secret;
        at
    }

    /// A shared group of parameters.
    pub fn group<T: Decode>(&mut self) -> Option<T> {
        T::decode(self)
    }

    /// Refuses fields that are not among `known`.
    pub fn deny_unknown(&mut self, known: &[&str]) {
        for name in self.unknown(known) {
            let place = Place::name(&self.place, &name);
            let violation = Violation {
                location: self.location,
                pointer: place.pointer(),
                name: place.display(),
                code: UNKNOWN.0,
                message: UNKNOWN.1.into(),
                value: None,
            };
            self.sink.push(violation);
        }
    }

    /// Reads the fields that are not among `known`.
    pub fn additional<T>(
        &mut self,
        known: &[&str],
        read: impl Fn(At<'_, '_>) -> Option<T>,
    ) -> Option<BTreeMap<String, T>> {
        let names = self.unknown(known);
        let mut map = BTreeMap::new();
        let mut complete = true;
        for name in names {
            match read(self.at(&name)) {
                Some(value) => {
                    map.insert(name, value);
                }
                None => complete = false,
            }
        }
        complete.then_some(map)
    }

    /// Checks how many fields there are.
    pub fn count(&mut self, least: Option<usize>, most: Option<usize>) {
        let count = match &self.source {
            From::Json(value) => value.as_object().map_or(0, serde_json::Map::len),
            From::Text(_) => 0,
            From::Pairs(pairs) => pairs.len(),
        };
        let short = least.and_then(|least| limits::min_properties(count, least));
        let long = || most.and_then(|most| limits::max_properties(count, most));
        let Some((code, message)) = short.or_else(long) else {
            return;
        };
        self.sink.push(Violation {
            location: self.location,
            pointer: self.place.pointer(),
            name: self.place.display(),
            code,
            message,
            value: None,
        });
    }

    fn unknown(&self, known: &[&str]) -> Vec<String> {
        let is_unknown = |name: &str| !known.contains(&name);
        match &self.source {
            From::Text(_) => Vec::new(),
            From::Json(value) => {
                let keys = value
                    .as_object()
                    .into_iter()
                    .flat_map(serde_json::Map::keys);
                keys.filter(|name| is_unknown(name)).cloned().collect()
            }
            From::Pairs(pairs) => {
                let mut names: Vec<String> = Vec::new();
                for (key, part) in pairs.iter() {
                    let name = key.split('[').next().unwrap_or_default();
                    if part.is_some()
                        && is_unknown(name)
                        && !names.iter().any(|known| known == name)
                    {
                        names.push(name.to_owned());
                    }
                }
                names
            }
        }
    }
}

/// Takes all values of a name out of the pairs. Where there is none, those of nested names (`name[...]`) are taken.
fn take<'a>(pairs: &mut [Pair<'a>], name: &str, any_case: bool) -> Raw<'a> {
    let is_name = |key: &str| {
        if any_case {
            key.eq_ignore_ascii_case(name)
        } else {
            key == name
        }
    };
    let mut found = pairs
        .iter_mut()
        .filter(|(key, part)| part.is_some() && is_name(key));
    let first = found.next().and_then(|(_, part)| part.take());
    if let Some(first) = first {
        let mut rest: Vec<Part<'a>> = found.filter_map(|(_, part)| part.take()).collect();
        return if rest.is_empty() {
            Raw::from(first)
        } else {
            rest.insert(0, first);
            Raw::Many(rest)
        };
    }
    if any_case {
        return Raw::Absent;
    }
    let mut nested: Vec<Pair<'a>> = Vec::new();
    for (key, part) in pairs.iter_mut() {
        if let Some(rest) = inner(key, name)
            && let Some(part) = part.take()
        {
            nested.push((Cow::Owned(rest), Some(part)));
        }
    }
    if nested.is_empty() {
        Raw::Absent
    } else {
        Raw::Nested(nested)
    }
}

/// What stands in the brackets behind a name: `b` for `a[b]`, `b[c]` for `a[b][c]`, nothing for `a[]`.
pub(super) fn inner(key: &str, name: &str) -> Option<String> {
    let rest = key.strip_prefix(name)?.strip_prefix('[')?;
    let (first, behind) = rest.split_once(']')?;
    Some(format!("{first}{behind}"))
}
