//! A value that was read, on its way through the rules.

use super::number::Numeric;
use super::{Format, Location, Pattern, Place, Violation};
use crate::Patch;
use serde_json::Value;
use std::collections::BTreeMap;

/// What came of reading a value.
#[derive(Debug, Clone, PartialEq)]
pub enum State<T> {
    /// There is none.
    Absent,
    /// It is null.
    Null,
    /// Here it is.
    Value(T),
    /// It is refused, and that is recorded.
    Failed,
}

impl<T> State<T> {
    /// The same state with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> State<U> {
        match self {
            Self::Absent => State::Absent,
            Self::Null => State::Null,
            Self::Value(value) => State::Value(change(value)),
            Self::Failed => State::Failed,
        }
    }
}

/// A value that can be shown in a violation.
pub trait Echo {
    /// The value as JSON, if it is short enough to show.
    fn echo(&self) -> Option<Value>;
}

impl Echo for String {
    fn echo(&self) -> Option<Value> {
        // A refused text may be a megabyte long; nobody needs to see all of it.
        (self.len() <= 1024).then(|| Value::from(self.as_str()))
    }
}

macro_rules! echo {
    ($($type:ty),*) => {$(
        impl Echo for $type {
            fn echo(&self) -> Option<Value> {
                Some(Value::from(*self))
            }
        }
    )*};
}

echo!(i32, i64, f64);

/// A value at its place. Rules add violations; the end methods hand the value out if all went well.
#[derive(Debug)]
#[must_use]
pub struct Slot<'s, T> {
    pub(crate) state: State<T>,
    pub(crate) location: Location,
    pub(crate) place: Place<'s>,
    pub(crate) sink: &'s mut Vec<Violation>,
    pub(crate) secret: bool,
}

impl<'s, T> Slot<'s, T> {
    fn violate(&mut self, code: &'static str, message: String, value: Option<Value>) {
        self.sink.push(Violation {
            location: self.location,
            pointer: self.place.pointer(),
            name: self.place.display(),
            code,
            message,
            value: value.filter(|_| !self.secret),
        });
    }

    fn rule(mut self, code: &'static str, check: impl FnOnce(&T) -> Option<String>, echo: impl FnOnce(&T) -> Option<Value>) -> Self {
        if let State::Value(value) = &self.state
            && let Some(message) = check(value)
        {
            let value = echo(value);
            self.violate(code, message, value);
        }
        self
    }

    fn null(&mut self) {
        self.violate("null", "Must not be null".into(), Some(Value::Null));
    }

    /// The value in a box, for types that contain themselves.
    pub fn boxed(self) -> Slot<'s, Box<T>> {
        Slot { state: self.state.map(Box::new), location: self.location, place: self.place, sink: self.sink, secret: self.secret }
    }

    /// The value must be there.
    pub fn required(mut self) -> Option<T> {
        match self.state {
            State::Value(value) => Some(value),
            State::Failed => None,
            State::Absent => {
                self.violate("required", "Is required".into(), None);
                None
            }
            State::Null => {
                self.null();
                None
            }
        }
    }

    /// The value may be left out.
    pub fn optional(mut self) -> Option<Option<T>> {
        match self.state {
            State::Value(value) => Some(Some(value)),
            State::Absent => Some(None),
            State::Failed => None,
            State::Null => {
                self.null();
                None
            }
        }
    }

    /// The value must be there and may be null.
    pub fn nullable(mut self) -> Option<Option<T>> {
        match self.state {
            State::Value(value) => Some(Some(value)),
            State::Null => Some(None),
            State::Failed => None,
            State::Absent => {
                self.violate("required", "Is required".into(), None);
                None
            }
        }
    }

    /// The value may be left out and may be null, and the two are told apart.
    pub fn patch(self) -> Option<Patch<T>> {
        match self.state {
            State::Value(value) => Some(Patch::Value(value)),
            State::Null => Some(Patch::Null),
            State::Absent => Some(Patch::Absent),
            State::Failed => None,
        }
    }

    /// The value may be left out; then it is `default`.
    pub fn or(mut self, default: T) -> Option<T> {
        match self.state {
            State::Value(value) => Some(value),
            State::Absent => Some(default),
            State::Failed => None,
            State::Null => {
                self.null();
                None
            }
        }
    }

    /// The value may be null, and may be left out; then it is `default`.
    pub fn nullable_or(self, default: Option<T>) -> Option<Option<T>> {
        match self.state {
            State::Value(value) => Some(Some(value)),
            State::Null => Some(None),
            State::Absent => Some(default),
            State::Failed => None,
        }
    }

    /// For reading values by hand: what came of it.
    pub fn state(self) -> State<T> {
        self.state
    }
}

impl Slot<'_, String> {
    /// At least so many characters.
    pub fn min_length(self, least: usize) -> Self {
        let check = |text: &String| (text.chars().take(least).count() < least).then(|| format!("Must have at least {least} characters"));
        self.rule("min_length", check, Echo::echo)
    }

    /// At most so many characters.
    pub fn max_length(self, most: usize) -> Self {
        let check = |text: &String| (text.len() > most && text.chars().count() > most).then(|| format!("Must have at most {most} characters"));
        self.rule("max_length", check, Echo::echo)
    }

    /// Matches a regular expression.
    pub fn pattern(self, pattern: &'static Pattern) -> Self {
        let check = |text: &String| (!pattern.matches(text)).then(|| format!("Must match {}", pattern.as_str()));
        self.rule("pattern", check, Echo::echo)
    }

    /// Has a format.
    pub fn format(self, format: Format) -> Self {
        let check = |text: &String| (!format.matches(text)).then(|| format!("Must be {}", format.description()));
        self.rule("format", check, Echo::echo)
    }
}

impl<T: Numeric + Echo> Slot<'_, T> {
    /// Not below.
    pub fn min(self, limit: f64) -> Self {
        let check = |value: &T| (value.wide() < limit).then(|| format!("Must be at least {limit}"));
        self.rule("minimum", check, Echo::echo)
    }

    /// Not above.
    pub fn max(self, limit: f64) -> Self {
        let check = |value: &T| (value.wide() > limit).then(|| format!("Must be at most {limit}"));
        self.rule("maximum", check, Echo::echo)
    }

    /// Above.
    pub fn above(self, limit: f64) -> Self {
        let check = |value: &T| (value.wide() <= limit).then(|| format!("Must be more than {limit}"));
        self.rule("exclusive_minimum", check, Echo::echo)
    }

    /// Below.
    pub fn below(self, limit: f64) -> Self {
        let check = |value: &T| (value.wide() >= limit).then(|| format!("Must be less than {limit}"));
        self.rule("exclusive_maximum", check, Echo::echo)
    }

    /// A multiple.
    pub fn multiple_of(self, unit: f64) -> Self {
        let check = |value: &T| (!value.is_multiple_of(unit)).then(|| format!("Must be a multiple of {unit}"));
        self.rule("multiple_of", check, Echo::echo)
    }
}

impl<T> Slot<'_, Vec<T>> {
    /// At least so many items.
    pub fn min_items(self, least: usize) -> Self {
        let check = |items: &Vec<T>| (items.len() < least).then(|| format!("Must have at least {least} items"));
        self.rule("min_items", check, |_| None)
    }

    /// At most so many items.
    pub fn max_items(self, most: usize) -> Self {
        let check = |items: &Vec<T>| (items.len() > most).then(|| format!("Must have at most {most} items"));
        self.rule("max_items", check, |_| None)
    }
}

impl<T: PartialEq> Slot<'_, Vec<T>> {
    /// No item twice.
    pub fn unique(self) -> Self {
        let check = |items: &Vec<T>| {
            let twice = items.iter().enumerate().any(|(index, item)| items[..index].contains(item));
            twice.then(|| "Must not have an item twice".to_owned())
        };
        self.rule("unique_items", check, |_| None)
    }
}

impl<T> Slot<'_, BTreeMap<String, T>> {
    /// At least so many entries.
    pub fn min_properties(self, least: usize) -> Self {
        let check = |map: &BTreeMap<String, T>| (map.len() < least).then(|| format!("Must have at least {least} entries"));
        self.rule("min_properties", check, |_| None)
    }

    /// At most so many entries.
    pub fn max_properties(self, most: usize) -> Self {
        let check = |map: &BTreeMap<String, T>| (map.len() > most).then(|| format!("Must have at most {most} entries"));
        self.rule("max_properties", check, |_| None)
    }
}
