//! Provisional: the types that the transport needs, until the decoding module is complete.

use crate::UploadedFile;
use http::HeaderMap;
use serde_json::Value;
use std::borrow::Cow;

/// Where a value stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// Path.
    Path,
    /// Query.
    Query,
    /// Header.
    Header,
    /// Cookie.
    Cookie,
    /// Body.
    Body,
}

/// A broken rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Where.
    pub location: Location,
    /// JSON pointer.
    pub pointer: String,
    /// Name, `channel.name`, `tags[0]`.
    pub name: String,
    /// Machine-readable kind.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// The offending value.
    pub value: Option<Value>,
}

/// A part of named input.
#[derive(Debug)]
pub enum Part<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// File.
    File(UploadedFile),
}

/// Raw input.
pub struct Input<'a>(Vec<(Cow<'a, str>, Part<'a>)>);

impl<'a> Input<'a> {
    /// Query.
    pub fn query(text: &'a str) -> Self {
        Self::form(text.as_bytes())
    }
    /// Form.
    pub fn form(bytes: &'a [u8]) -> Self {
        let text = std::str::from_utf8(bytes).unwrap_or("");
        Self(
            text.split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(k, v)| (k.into(), Part::Text(v.into())))
                .collect(),
        )
    }
    /// JSON.
    pub fn json(value: &'a Value) -> Self {
        let pairs = value
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(k, v)| Some((k.as_str().into(), Part::Text(v.as_str()?.into()))));
        Self(pairs.collect())
    }
    /// Pairs.
    pub fn pairs(pairs: Vec<(Cow<'a, str>, Part<'a>)>) -> Self {
        Self(pairs)
    }
    /// Headers.
    pub fn headers(headers: &'a HeaderMap) -> Self {
        let pairs = headers.iter().filter_map(|(name, value)| {
            Some((
                name.as_str().into(),
                Part::Text(value.to_str().ok()?.into()),
            ))
        });
        Self(pairs.collect())
    }
}

/// Fields of an input.
pub struct Fields<'a, 's> {
    location: Location,
    input: Input<'a>,
    sink: &'s mut Vec<Violation>,
}

impl<'a, 's> Fields<'a, 's> {
    /// A field.
    pub fn at<'f>(&'f mut self, name: &'f str) -> At<'f, 'a, 's> {
        At { fields: self, name }
    }

    fn missing(&mut self, name: &str) {
        self.sink.push(Violation {
            location: self.location,
            pointer: format!("/{name}"),
            name: name.into(),
            code: "required",
            message: "Required".into(),
            value: None,
        });
    }
}

/// A field.
pub struct At<'f, 'a, 's> {
    fields: &'f mut Fields<'a, 's>,
    name: &'f str,
}

impl<'f> At<'f, '_, '_> {
    /// A text.
    pub fn text(self) -> End<'f, String> {
        let found = self
            .fields
            .input
            .0
            .iter()
            .find_map(|(key, part)| match part {
                Part::Text(text) if key == self.name => Some(text.clone().into_owned()),
                _ => None,
            });
        if found.is_none() {
            self.fields.missing(self.name);
        }
        End {
            found,
            name: self.name,
        }
    }
    /// A file.
    pub fn file(self) -> End<'f, UploadedFile> {
        let at = self
            .fields
            .input
            .0
            .iter()
            .position(|(key, part)| key == self.name && matches!(part, Part::File(_)));
        let found = at.and_then(|at| match self.fields.input.0.swap_remove(at).1 {
            Part::File(file) => Some(file),
            Part::Text(_) => None,
        });
        End {
            found,
            name: self.name,
        }
    }
}

/// A read value.
pub struct End<'f, T> {
    found: Option<T>,
    name: &'f str,
}

impl<T> End<'_, T> {
    /// Required.
    pub fn required(self) -> Option<T> {
        let _ = self.name;
        self.found
    }
    /// Optional.
    pub fn optional(self) -> Option<Option<T>> {
        Some(self.found)
    }
}

/// Read from input.
pub trait Decode: Sized {
    /// Reads all fields.
    fn decode(fields: &mut Fields<'_, '_>) -> Option<Self>;
}

/// Decodes input.
pub fn decode<T: Decode>(
    location: Location,
    input: Input<'_>,
    sink: &mut Vec<Violation>,
) -> Option<T> {
    T::decode(&mut Fields {
        location,
        input,
        sink,
    })
}
