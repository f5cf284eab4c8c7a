//! A value that is about to be read.

use super::input::{Pair, Part};
use super::slot::{MOST_ECHOED_BYTES, Slot, State};
use super::{Constant, Location, Place, Violation};
use crate::UploadedFile;
use serde_json::Value;
use std::borrow::Cow;

/// A value as received.
#[derive(Debug)]
pub(crate) enum Raw<'a> {
    Absent,
    Json(&'a Value),
    Text(Cow<'a, str>),
    File(UploadedFile),
    Many(Vec<Part<'a>>),
    Nested(Vec<Pair<'a>>),
    /// Not written as its style demands, and how it is.
    Broken(&'static str),
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
    pub(crate) moment: bool,
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
    /// Something in it may be a secret.
    pub(super) guarded: bool,
    /// No item of an array may be there twice.
    pub(super) unique: bool,
    /// Bracketed names may number the items of an array.
    pub(super) bracketed: bool,
    /// Coercions stay off whatever is asked for.
    pub(super) strict: bool,
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
            moment: false,
        };
        Self {
            location,
            raw,
            place,
            sink,
            coercions,
            secret: false,
            guarded: false,
            unique: false,
            bracketed: false,
            strict: false,
        }
    }

    /// Texts of digits, with a sign, as integers.
    #[must_use]
    pub const fn accept_int(mut self) -> Self {
        self.coercions.int = !self.strict;
        self
    }

    /// `true`, `false`, `1` and `0` as texts as booleans.
    #[must_use]
    pub const fn accept_bool(mut self) -> Self {
        self.coercions.bool = !self.strict;
        self
    }

    /// Any text as a boolean: nothing, `0` and `false` are false, all others true, `null` is null.
    #[must_use]
    pub const fn accept_any_bool(mut self) -> Self {
        self.coercions.bool_loose = !self.strict;
        self
    }

    /// A single value as an array, an empty text as an empty one, and bracketed names.
    #[must_use]
    pub const fn accept_single(mut self) -> Self {
        self.coercions.array = !self.strict;
        self
    }

    /// The text `null` as null.
    #[must_use]
    pub const fn accept_null_text(mut self) -> Self {
        self.coercions.null_text = !self.strict;
        self
    }

    /// Moments without an offset or without seconds, and days alone.
    #[must_use]
    pub const fn accept_moment(mut self) -> Self {
        self.coercions.moment = !self.strict;
        self
    }

    /// Without white space at both ends.
    #[must_use]
    pub const fn trim(mut self) -> Self {
        self.coercions.trim = true;
        self
    }

    /// No item of an array twice: items are compared as JSON, whatever they are read as.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// What is not there is this.
    #[must_use]
    pub fn default_to(mut self, default: &'static Constant) -> Self {
        if matches!(self.raw, Raw::Absent) {
            self.raw = Raw::Json(default.value());
        }
        self
    }

    /// Never shows the value, nor anything in it, in a violation.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Never shows the value as a whole, as a secret may be in it. What is in it is shown unless it is a secret itself.
    #[must_use]
    pub const fn guarded(mut self) -> Self {
        self.guarded = true;
        self
    }

    pub(super) const fn is_hidden(&self) -> bool {
        self.secret || self.guarded
    }

    /// Whether there is a value, and whether it is null.
    pub(super) fn presence<T>(&self) -> Option<State<T>> {
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

    /// The value for a violation. Objects are left out: a secret may be among their fields.
    pub(crate) fn echo(&self) -> Option<Value> {
        if self.is_hidden() {
            return None;
        }
        match &self.raw {
            Raw::Json(value) => echo_json(value),
            Raw::Text(text) => echo_text(text),
            Raw::Many(parts) => {
                let texts = parts.iter().map(|part| match part {
                    Part::Text(text) => echo_text(text),
                    Part::Json(value) => echo_json(value),
                    Part::File(_) => None,
                });
                (parts.len() <= MOST_ECHOED).then(|| texts.collect())?
            }
            Raw::Absent | Raw::File(_) | Raw::Nested(_) | Raw::Broken(_) => None,
        }
    }

    /// Records that the value is not of its type.
    pub(crate) fn refuse<T>(self, message: &str) -> Slot<'s, T> {
        let message = match self.raw {
            Raw::Broken(message) => message,
            _ => message,
        };
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
        Slot {
            state,
            location: self.location,
            secret: self.is_hidden(),
            place: self.place,
            sink: self.sink,
        }
    }

    pub(super) fn read<T>(
        self,
        expected: &str,
        parse: impl FnOnce(&Self) -> Option<T>,
    ) -> Slot<'s, T> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        match parse(&self) {
            Some(value) => self.slot(State::Value(value)),
            None => self.refuse(expected),
        }
    }

    /// A reading of the same value that leaves this one as it is; its violations go into `sink`. None when a file is in it,
    /// which can be handed out only once.
    pub(crate) fn attempt<'b>(&'b self, sink: &'b mut Vec<Violation>) -> Option<At<'b, 'b>> {
        let borrow = |part: &'b Part<'a>| match part {
            Part::Text(text) => Some(Part::Text(Cow::Borrowed(text.as_ref()))),
            Part::Json(value) => Some(Part::Json(value)),
            Part::File(_) => None,
        };
        let raw = match &self.raw {
            Raw::Json(value) => Raw::Json(value),
            Raw::Text(text) => Raw::Text(Cow::Borrowed(text)),
            Raw::Many(parts) => Raw::Many(parts.iter().map(borrow).collect::<Option<_>>()?),
            Raw::Nested(pairs) => {
                let pairs = pairs.iter().map(|(name, part)| {
                    let name = Cow::Borrowed(name.as_ref());
                    match part {
                        Some(part) => borrow(part).map(|part| (name, Some(part))),
                        None => Some((name, None)),
                    }
                });
                Raw::Nested(pairs.collect::<Option<_>>()?)
            }
            Raw::Broken(message) => Raw::Broken(message),
            Raw::Absent | Raw::File(_) => return None,
        };
        let mut at = At::new(self.location, raw, self.place, sink);
        at.coercions = self.coercions;
        at.bracketed = self.bracketed;
        at.secret = self.secret;
        at.guarded = self.guarded;
        Some(at)
    }
}

/// Most items of an array that are shown in a violation.
const MOST_ECHOED: usize = 20;

fn echo_text(text: &str) -> Option<Value> {
    (text.len() <= MOST_ECHOED_BYTES).then(|| Value::from(text))
}

pub(super) fn echo_json(value: &Value) -> Option<Value> {
    match value {
        Value::Object(_) => None,
        Value::String(text) => echo_text(text),
        Value::Array(items) if items.len() > MOST_ECHOED => None,
        Value::Array(items) => items.iter().map(echo_json).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(value.clone()),
    }
}
