//! A value that was read, on its way through the rules.

use super::limits::{Broken, REQUIRED};
use super::{Location, Place, Violation};
use crate::Patch;
use serde_json::Value;

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

/// Longest text that is shown in a violation: one may be a megabyte long, and nobody needs to see all of it.
pub(super) const MOST_ECHOED_BYTES: usize = 1024;

impl Echo for String {
    fn echo(&self) -> Option<Value> {
        (self.len() <= MOST_ECHOED_BYTES).then(|| Value::from(self.as_str()))
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

    pub(super) fn rule(
        mut self,
        check: impl FnOnce(&T) -> Broken,
        echo: impl FnOnce(&T) -> Option<Value>,
    ) -> Self {
        if let State::Value(value) = &self.state
            && let Some((code, message)) = check(value)
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
        Slot {
            state: self.state.map(Box::new),
            location: self.location,
            place: self.place,
            sink: self.sink,
            secret: self.secret,
        }
    }

    /// The value must be there.
    pub fn required(mut self) -> Option<T> {
        match self.state {
            State::Value(value) => Some(value),
            State::Failed => None,
            State::Absent => {
                self.violate(REQUIRED.0, REQUIRED.1.into(), None);
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
                self.violate(REQUIRED.0, REQUIRED.1.into(), None);
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
