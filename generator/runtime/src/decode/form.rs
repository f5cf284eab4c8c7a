//! One of several forms that a value may have, with what can be seen of it without reading it.

use super::At;
use super::at::Raw;
use super::choice::Reading;
use super::input::{Pair, Part};
use serde_json::Value;

/// A form: how it is read, and what a value that has it must look like.
#[derive(Debug)]
pub struct Form<T> {
    kind: Kind,
    /// Names that an object must have.
    required: &'static [&'static str],
    /// Names with the only texts that they may have.
    values: &'static [(&'static str, &'static [&'static str])],
    pub(super) read: Reading<T>,
}

/// A JSON type, as far as it tells forms apart: whether a number is an integer is seen only when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    Bool,
    Number,
    Text,
    List,
    Object,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $kind:ident;)*) => {$(
        $(#[$doc])*
        pub const fn $name(read: Reading<T>) -> Self {
            Self { kind: Kind::$kind, required: &[], values: &[], read }
        }
    )*};
}

impl<T> Form<T> {
    kinds! {
        /// Any JSON type.
        any Any;
        /// `true` and `false`.
        boolean Bool;
        /// Numbers, whole or not.
        number Number;
        /// Texts.
        text Text;
        /// Arrays.
        list List;
        /// Objects.
        object Object;
    }

    /// An object that has not all of these has another form.
    #[must_use]
    pub const fn with(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// An object that has one of these with another text has another form.
    #[must_use]
    pub const fn among(
        mut self,
        values: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        self.values = values;
        self
    }

    /// Whether the value may have the form, as far as asked: 2 looks at everything, 1 not at missing names, 0 at the JSON type.
    pub(super) fn may_be(&self, at: &At<'_, '_>, closeness: u8) -> bool {
        let is_of_kind = match &at.raw {
            Raw::Json(value) => match value {
                Value::Null => true,
                Value::Bool(_) => self.is(Kind::Bool),
                Value::Number(_) => self.is(Kind::Number),
                Value::String(_) => self.is(Kind::Text),
                Value::Array(_) => self.is(Kind::List),
                Value::Object(_) => self.is(Kind::Object),
            },
            Raw::Nested(_) => self.is(Kind::Object) || self.is(Kind::List),
            // A text may stand for anything but an object.
            _ => self.kind != Kind::Object,
        };
        let has_values = |(name, texts): &(&str, &[&str])| match &at.raw {
            Raw::Json(Value::Object(object)) => object
                .get(*name)
                .is_none_or(|value| value.as_str().is_some_and(|text| texts.contains(&text))),
            Raw::Nested(pairs) => pairs.iter().all(|(key, part)| {
                key != name
                    || matches!(part, Some(Part::Text(text)) if texts.contains(&text.as_ref()))
            }),
            _ => true,
        };
        let has_name = |name: &&str| match &at.raw {
            Raw::Json(Value::Object(object)) => object.contains_key(*name),
            Raw::Nested(pairs) => has_name(pairs, name),
            _ => true,
        };
        is_of_kind
            && (closeness < 1 || self.values.iter().all(has_values))
            && (closeness < 2 || self.required.iter().all(has_name))
    }

    fn is(&self, kind: Kind) -> bool {
        self.kind == kind || self.kind == Kind::Any
    }
}

fn has_name(pairs: &[Pair<'_>], name: &str) -> bool {
    pairs.iter().any(|(key, _)| {
        let rest = key.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
    })
}
