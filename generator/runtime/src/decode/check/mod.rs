//! What a schema demands beyond the type that stands for it: `not`, choices of rules, enumerations of anything.
//!
//! A type says most of a schema. The rest of it, if there is any, comes as a piece of the schema itself, which is compiled when
//! it is first used. References in it lead to `$defs`, by the pointers that they had in the document.

mod compile;
mod evaluate;

use std::borrow::Cow;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::at::{At, Raw};
use super::fields::{Fields, From};
use super::input::{Pair, Part};
use super::{Location, Place, Violation};
use compile::Compiled;
pub(super) use evaluate::{is_equal, one_of};

/// A piece of a schema, as JSON; it stands in a `static`.
#[derive(Debug)]
pub struct Check {
    source: &'static str,
    compiled: OnceLock<Compiled>,
}

impl Check {
    /// A check of what a schema says. What is no schema allows everything.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// Whether the value is what the schema allows; texts may stand for what they look like if `loose`.
    pub fn allows(&self, value: &Value, loose: bool) -> bool {
        self.compiled().evaluate(value, loose, &Place::ROOT, None)
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| Compiled::new(self.source))
    }

    fn run(
        &self,
        value: &Value,
        loose: bool,
        place: &Place<'_>,
        location: Location,
        secret: bool,
        sink: &mut Vec<Violation>,
    ) {
        self.compiled().evaluate(
            value,
            loose,
            place,
            Some(&mut |place, code, message, value| {
                sink.push(Violation {
                    location,
                    pointer: place.pointer(),
                    name: place.display(),
                    code,
                    message,
                    value: value.filter(|_| !secret).and_then(super::at::echo_json),
                });
            }),
        );
    }
}

impl At<'_, '_> {
    /// Checks a value that is there; what it breaks is recorded, and it is read all the same.
    #[must_use]
    pub fn check(self, check: &'static Check) -> Self {
        let coerced = self.coercions.int || self.coercions.bool || self.coercions.bool_loose;
        let loose = coerced || !matches!(self.raw, Raw::Json(_));
        if let Some(value) = as_json(&self.raw) {
            check.run(
                &value,
                loose,
                &self.place,
                self.location,
                self.is_hidden(),
                self.sink,
            );
        }
        self
    }
}

impl Fields<'_, '_> {
    /// Checks the object whose fields these are, before they are read.
    pub fn check(&mut self, check: &'static Check) {
        let (value, loose) = match &self.source {
            From::Json(value) => (Cow::Borrowed(*value), false),
            From::Text(text) => (Cow::Owned(Value::from(*text)), true),
            From::Pairs(pairs) => (Cow::Owned(nested(pairs)), true),
        };
        check.run(&value, loose, &self.place, self.location, true, self.sink);
    }
}

/// What was received, as JSON; none for what is not there or not written as it should be, and for files.
pub(super) fn as_json<'v>(raw: &'v Raw<'_>) -> Option<Cow<'v, Value>> {
    Some(match raw {
        Raw::Absent | Raw::File(_) | Raw::Broken(_) => return None,
        Raw::Json(value) => Cow::Borrowed(*value),
        Raw::Text(text) => Cow::Owned(Value::from(text.as_ref())),
        Raw::Many(parts) => Cow::Owned(parts.iter().map(of_part).collect()),
        Raw::Nested(pairs) => Cow::Owned(nested(pairs)),
    })
}

fn of_part(part: &Part<'_>) -> Value {
    match part {
        Part::Text(text) => Value::from(text.as_ref()),
        Part::File(_) => Value::from(""),
        Part::Json(value) => (*value).clone(),
    }
}

/// The object that pairs of names are: those that are there again become arrays, names in brackets become objects.
fn nested(pairs: &[Pair<'_>]) -> Value {
    let mut object = Map::new();
    for (name, part) in pairs {
        let Some(part) = part else { continue };
        let value = of_part(part);
        let (name, inner) = match name.split_once('[') {
            Some((name, inner)) => (name, Some(inner.trim_end_matches(']'))),
            None => (name.as_ref(), None),
        };
        match (object.get_mut(name), inner) {
            (None, None) => drop(object.insert(name.to_owned(), value)),
            (None, Some(inner)) => {
                let member = Map::from_iter([(inner.to_owned(), value)]);
                object.insert(name.to_owned(), Value::Object(member));
            }
            (Some(Value::Object(known)), Some(inner)) => {
                drop(known.insert(inner.to_owned(), value));
            }
            (Some(Value::Array(known)), _) => known.push(value),
            (Some(known), _) => *known = Value::Array(vec![known.take(), value]),
        }
    }
    Value::Object(object)
}
